// Who gains and who loses: bars by city and by industry, and a heat map of both.
import {axisLabel, chart, colourAt, kDiverging, kGrid, kInk, kRamp, tooltip, whiskers} from './charts.js';
import {alternatives, cities, distinct, groupBy, industries, kind, places, table, years} from './data.js';
import {chooser, el, remembered} from './dom.js';
import {verdictWord} from './summary.js';
import {dateText} from './table.js';
import {amount, digits, interval, label, nameOf, percent, scaleOf, t, titleOf} from './text.js';

const chosen = {};
const kUp = '#3c7db8', kDown = '#c66a22';

/** Horizontal bars, largest on top: rows are {name, value, low, high, faint, tell}. */
function bars(parent, name, description, rows, scale) {
  const sorted = [...rows].sort((a, b) => a.value - b.value);
  const hasWhiskers = rows.some(row => row.low !== undefined && row.low !== null);
  const long = Math.max(...rows.map(row => [...row.name].reduce((sum, c) => sum + (c > '⺀' ? 12.5 : 6.8), 0))) + 24;
  const left = width => Math.min(long, 250, width * 0.46);
  return chart(parent, name, description, width => ({
    height: 44 + 20 * sorted.length,
    grid: {left: left(width), right: 22, top: 8, bottom: 36},
    xAxis: {type: 'value', name: scale.unit, nameLocation: 'middle', nameGap: 22, nameTextStyle: axisLabel, axisLabel: {...axisLabel, formatter: v => digits(v * scale.by, hasWhiskers || sorted[0]?.value < 0)},
      splitLine: {lineStyle: {color: kGrid}}, splitNumber: 4},
    yAxis: {type: 'category', data: sorted.map(row => row.name), axisTick: {show: false}, axisLine: {onZero: true, lineStyle: {color: '#6b7580'}},
      axisLabel: {...axisLabel, color: kInk, interval: 0, width: left(width) - 12, overflow: 'truncate', margin: 10}, offset: 0},
    tooltip: tooltip(({dataIndex}) => sorted[dataIndex].tell),
    series: [
      {type: 'bar', barWidth: 12, data: sorted.map(row => ({value: row.value, itemStyle: {color: row.value < 0 ? kDown : kUp, opacity: row.faint ? 0.38 : 1,
        borderColor: row.value < 0 ? '#7a3200' : '#0a3868', borderWidth: row.faint ? 0.8 : 0, borderType: 'dashed'}}))},
      ...(hasWhiskers ? [whiskers(sorted.map(row => [row.low, row.high]))] : []),
    ],
  }));
}

/** Industries (xs) by cities: cells are {x, y, value, tell}. Negative cells carry a sign. Codes where names have no room. */
function heat(parent, name, description, xs, ys, cells, scale, diverging) {
  const values = cells.map(cell => cell.value).filter(Number.isFinite).sort((a, b) => a - b);
  const at = share => values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0;
  const reach = Math.max(Math.abs(at(0.02)), Math.abs(at(0.98))) || 1; // a few extreme cells must not wash out the others
  const [low, high] = diverging ? [-reach, reach] : [Math.min(at(0.02), 0), at(0.98) || 1];
  const colours = diverging ? kDiverging : kRamp;
  const made = chart(parent, name, description, width => {
    const narrow = width < 620;
    return {
      height: ys.length * 19 + (narrow ? 60 : 176),
      grid: {left: narrow ? 86 : 150, right: 8, top: 6, bottom: narrow ? 54 : 170},
      xAxis: {type: 'category', data: xs.map(narrow ? industry => industry.code : nameOf), axisTick: {show: false}, axisLine: {show: false}, axisLabel: {...axisLabel, fontSize: narrow ? 8 : 11, rotate: narrow ? 90 : 60, interval: 0, width: 180, overflow: 'truncate'}},
      yAxis: {type: 'category', data: ys, inverse: true, axisTick: {show: false}, axisLine: {show: false}, axisLabel: {...axisLabel, color: kInk, fontSize: narrow ? 10 : 12, interval: 0, width: narrow ? 78 : 140, overflow: 'truncate'}},
      tooltip: tooltip(({dataIndex}) => cells[dataIndex].tell),
      series: [{
        type: 'custom', data: cells.map(cell => [cell.x, cell.y, cell.value ?? 0]), encode: {x: 0, y: 1},
        renderItem(parameters, api) {
          const cell = cells[parameters.dataIndex], [cx, cy] = api.coord([cell.x, cell.y]), [w, h] = api.size([1, 1]);
          const known = Number.isFinite(cell.value), share = known ? (cell.value - low) / (high - low) : 0;
          const children = [{type: 'rect', shape: {x: cx - w / 2 + 0.5, y: cy - h / 2 + 0.5, width: w - 1, height: h - 1}, style: {fill: known ? colourAt(share, colours) : '#fff', opacity: cell.faint ? 0.45 : 1, stroke: known ? null : '#e3e7ea'}}];
          if (known && diverging && cell.value < 0 && share < 0.42 && w > 7)
            children.push({type: 'text', x: cx, y: cy, style: {text: '−', fill: share < 0.25 && !cell.faint ? '#fff' : kInk, fontSize: 11, align: 'center', verticalAlign: 'middle'}});
          if (cell.faint === false && w > 5)
            children.push({type: 'circle', shape: {cx: cx + w / 2 - 4, cy: cy - h / 2 + 4, r: 1.8}, style: {fill: share < 0.2 || share > 0.8 ? '#fff' : kInk}});
          return {type: 'group', children};
        },
      }],
    };
  });
  parent.append(el('div', {class: 'legend'}, el('div', {class: 'scale'},
    el('div', {class: 'ramp', style: `background:linear-gradient(to right,${colours.join(',')})`}),
    el('div', {class: 'ticks'}, [low, (low + high) / 2, high].map((v, i) => el('span', {}, `${i === 0 ? '≤ ' : i === 2 ? '≥ ' : ''}${digits(v * scale.by, diverging)}`)))),
  el('span', {}, scale.unit), diverging ? el('span', {}, t('− marks a loss', '− 表示下降')) : null));
  return made;
}

const dense = thing => nameOf(thing);

function ofRun(section) {
  const cells = table('city_industry'), city = table('city');
  if (!cells || !city || years.length < 2) {
    section.append(el('p', {class: 'missing'}, t('Growth of cities and industries needs two complete years.', '城市与行业增长需要至少两个完整年度。')));
    return;
  }
  const first = years[0], last = years.at(-1), span = last - first;
  section.append(el('p', {class: 'lead'}, t(`Growth from ${first} to ${last} in this one run, without interval. The difference that a policy makes, with intervals: `, `本次运行 ${first} 至 ${last} 年的增长，无区间。政策效果及其区间：`),
    el('code', {}, 'lingnan compare BASE ALTERNATIVE...')));
  const growth = (now, then) => (now > 0 && then > 0 ? (now / then) ** (1 / span) - 1 : null);
  const host = el('div', {class: 'two'});
  section.append(host);
  const yearly = {by: 100, unit: t('% a year', '%/年')};
  const total = (rows, key, year, column) => rows.filter(row => row.year === year).reduce((sums, row) => sums.set(row[key], (sums.get(row[key]) ?? 0) + row[column]), new Map());
  const left = el('div', {}, el('h3', {}, t('Cities: real GDP', '城市：实际地区生产总值'))), right = el('div', {}, el('h3', {}, t('Industries: real output', '行业：实际产出')));
  host.append(left, right);
  const both = (rows, key, column, unit, things) => {
    const then = total(rows, key, first, column), now = total(rows, key, last, column);
    return [...now.keys()].map(code => ({name: dense(things.get(code)), value: growth(now.get(code), then.get(code)), code,
      tell: `<b>${nameOf(things.get(code))}</b><br>${first}: ${amount(then.get(code), unit)}<br>${last}: ${amount(now.get(code), unit)}<br>${percent(growth(now.get(code), then.get(code)))} ${t('a year', '/年')}`}))
      .filter(row => row.value !== null);
  };
  bars(left, 'bars-city', t('Growth by city', '分城市增长'), both(city.rows, 'city', 'gdp_real', city.units.gdp_real, places), yearly);
  bars(right, 'bars-industry', t('Growth by industry', '分行业增长'), both(cells.rows, 'industry', 'output_real', cells.units.output_real, industries), yearly);

  const measures = ['output_real', 'value_added', 'employment', 'enterprises', 'rd_spending', 'fill_rate'].filter(name => cells.columns[name]);
  remembered(chosen, 'measure', 'output_real', measures);
  remembered(chosen, 'as', 'growth', ['growth', 'level']);
  const map = el('div');
  const fill = () => {
    map.replaceChildren();
    const {measure, as} = chosen, unit = cells.units[measure], share = unit === 'share';
    const by = groupBy(cells.rows.filter(row => row.year === first || row.year === last), row => `${row.city} ${row.industry}`);
    const xs = [...industries.values()], order = cities;
    const list = order.flatMap((c, y) => xs.map((industry, x) => {
      const rows = by.get(`${c.code} ${industry.code}`) ?? [];
      const then = rows.find(row => row.year === first)?.[measure] ?? null, now = rows.find(row => row.year === last)?.[measure] ?? null;
      const value = as === 'level' ? now : share ? (now === null || then === null ? null : now - then) : growth(now, then);
      return {x, y, value, tell: `<b>${nameOf(c)}, ${nameOf(industry)}</b><br>${first}: ${amount(then, unit)}<br>${last}: ${amount(now, unit)}${as === 'growth' ? `<br>${value === null ? t('none in one of the years', '某年为零') : share ? amount(value, unit, {signed: true}) : `${percent(value)} ${t('a year', '/年')}`}` : ''}`};
    }));
    const scale = as === 'growth' ? (share ? scaleOf('share', 1, true) : yearly) : scaleOf(unit, Math.max(...list.map(c => c.value ?? 0)) / 4);
    heat(map, 'heat', t('City by industry', '城市 × 行业'), xs, order.map(nameOf), list, scale, as === 'growth');
  };
  clusters(section, first, last, growth, yearly);
  section.append(el('h3', {}, t('City × industry', '城市 × 行业')), el('div', {class: 'controls'},
    chooser(t('Measure', '指标'), measures.map(name => [name, label(name)]), chosen.measure, v => { chosen.measure = v; fill(); }, 'heat-measure'),
    chooser(t('As', '形式'), [['growth', t(`growth ${first}–${last}`, `${first}–${last} 年增长`)], ['level', t(`level in ${last}`, `${last} 年水平`)]], chosen.as, v => { chosen.as = v; fill(); }, 'heat-as')), map);
  fill();
}

/** Growth of strategic clusters; output of classes of new products in the last year. */
function clusters(section, first, last, growth, yearly) {
  const cluster = table('cluster'), future = table('future');
  const left = el('div'), right = el('div');
  if (cluster) {
    const names = new Map((table('clusters')?.rows ?? []).map(row => [row.code, row]));
    const at = (code, year) => cluster.rows.find(row => row.cluster === code && row.year === year)?.output_real;
    left.append(el('h3', {}, t('Strategic clusters: real output', '战略性产业集群：实际产出')));
    bars(left, 'bars-cluster', t('Growth by cluster', '分集群增长'), distinct(cluster.columns.cluster).filter(code => names.has(code)).map(code => ({
      name: nameOf(names.get(code)), value: growth(at(code, last), at(code, first)),
      tell: `<b>${nameOf(names.get(code))}</b><br>${first}: ${amount(at(code, first), cluster.units.output_real)}<br>${last}: ${amount(at(code, last), cluster.units.output_real)}`,
    })).filter(row => row.value !== null), yearly);
  }
  if (future) {
    const names = new Map((table('future_industries')?.rows ?? []).map(row => [row.class, t(row.class_en, row.class_zh)]));
    const rows = future.rows.filter(row => row.year === last && row.output_real > 0);
    const scale = scaleOf(future.units.output_real, Math.max(0, ...rows.map(row => row.output_real)));
    right.append(el('h3', {}, t(`Classes of new products: real sales in ${last}`, `新产品类别：${last} 年实际销售额`)));
    bars(right, 'bars-future', t('Sales by class of new products', '分新产品类别销售额'), rows.map(row => ({
      name: names.get(row.class) ?? row.class, value: row.output_real,
      tell: `<b>${names.get(row.class) ?? row.class}</b>, ${last}<br>${amount(row.output_real, future.units.output_real)}<br>${t('makers', '生产企业')}: ${digits(row.enterprises)}<br>${t('adopters', '采用者')}: ${percent(row.adopters, false)}`,
    })), scale);
  }
  if (cluster || future) section.append(el('div', {class: 'two'}, left, right));
}

function ofComparison(section) {
  const all = table('places');
  const dates = distinct(all.columns.date);
  remembered(chosen, 'alternative', alternatives[0].name, alternatives.map(a => a.name));
  remembered(chosen, 'date', dates.filter(date => /^\d{4}$/.test(date)).at(-1), dates);
  const outcomesOf = what => distinct(all.rows.filter(row => row.kind === what).map(row => row.outcome));
  remembered(chosen, 'city', outcomesOf('city')[0], outcomesOf('city'));
  remembered(chosen, 'industry', outcomesOf('industry')[0], outcomesOf('industry'));
  section.append(el('p', {class: 'lead'}, t('Mean difference to the base with its 95 % interval. Pale bars with a dashed edge: the interval for all alternatives together holds 0.',
    '与基准的平均差异及 95% 区间。浅色虚线条：同时区间包含 0。')));
  const classes = new Map((table('future_industries')?.rows ?? []).map(row => [row.class, {code: row.class, name_en: row.class_en, name_zh: row.class_zh}]));
  const kinds = [['city', places, t('Cities', '城市')], ['industry', industries, t('Industries', '行业')]];
  if (outcomesOf('product_class').length > 0) {
    kinds.push(['product_class', classes, t('New products', '新产品')]);
    remembered(chosen, 'product_class', outcomesOf('product_class')[0], outcomesOf('product_class'));
  }
  const host = el('div', {class: 'two'});
  const fill = () => {
    host.replaceChildren();
    for (const [what, things, title] of kinds) {
      const rows = all.rows.filter(row => row.kind === what && row.scenario === chosen.alternative && row.outcome === chosen[what] && row.date === chosen.date);
      const side = el('div', {}, el('h3', {}, `${title}: ${label(chosen[what])}`));
      host.append(side);
      if (rows.length === 0) {
        side.append(el('p', {class: 'missing'}, t('A stock has no present value; choose a year.', '存量没有现值，请选择年份。')));
        continue;
      }
      const scale = scaleOf(rows[0].unit, Math.max(...rows.map(row => Math.max(Math.abs(row.ci_lo), Math.abs(row.ci_hi)))), true);
      bars(side, `bars-${what}`, `${title}: ${label(chosen[what])}`, rows.map(row => ({
        name: things.get(row.place) ? dense(things.get(row.place)) : row.place, value: row.effect, low: row.ci_lo, high: row.ci_hi, faint: row.verdict === 'tie',
        tell: `<b>${things.get(row.place) ? nameOf(things.get(row.place)) : row.place}</b>, ${dateText(row.date)}<br>${amount(row.effect, row.unit, {signed: true})} (${percent(row.effect / row.base_mean)})<br>95 %: ${interval(row.ci_lo, row.ci_hi, row.unit)}<br>${verdictWord(row.verdict)}`,
      })), scale);
    }
  };
  section.append(el('div', {class: 'controls'},
    chooser(t('Alternative', '方案'), alternatives.map(a => [a.name, titleOf(a)]), chosen.alternative, v => { chosen.alternative = v; fill(); }, 'effect-alternative'),
    chooser(t('Date', '日期'), dates.map(d => [d, dateText(d)]), chosen.date, v => { chosen.date = v; fill(); }, 'effect-date'),
    ...kinds.map(([what, , title]) => chooser(title, outcomesOf(what).map(o => [o, label(o)]), chosen[what], v => { chosen[what] = v; fill(); }, `effect-${what}`))), host);
  fill();
  cells(section);
}

/** Effects on every industry of every city in the last year. */
function cells(section) {
  const all = table('cells');
  if (!all) {
    section.append(el('p', {class: 'missing'}, t('These results have no effects by city and industry together. Compare again with this version: ', '这些结果没有城市 × 行业的效果。请用当前版本重新比较：'),
      el('code', {}, 'lingnan compare BASE ALTERNATIVE...')));
    return;
  }
  const host = el('div'), xs = [...industries.values()];
  const fill = () => {
    const by = new Map(all.rows.filter(row => row.scenario === chosen.cell).map(row => [`${row.city} ${row.industry}`, row]));
    const date = all.rows[0].date;
    const list = cities.flatMap((c, y) => xs.map((industry, x) => {
      const row = by.get(`${c.code} ${industry.code}`), share = row && row.base_mean > 0 ? row.effect / row.base_mean : null;
      return {x, y, value: share, faint: row?.verdict === 'tie', tell: `<b>${nameOf(c)}, ${nameOf(industry)}</b>, ${date}<br>${row
        ? `${label(row.outcome)}: ${amount(row.effect, row.unit, {signed: true})} (${share === null ? '–' : percent(share)})<br>95 %: ${interval(row.ci_lo, row.ci_hi, row.unit)}<br>${verdictWord(row.verdict)}` : '–'}`};
    }));
    host.replaceChildren();
    heat(host, 'heat', t('Effect by city and industry', '城市 × 行业效果'), xs, cities.map(nameOf), list, {by: 100, unit: t('% of the base', '占基准 %')}, true);
    const clear = [...by.values()].filter(row => row.verdict !== 'tie').length;
    host.append(el('p', {class: 'note'}, t(`${date}: clear of luck in ${clear} of ${by.size} cells, which have full colour and a dot. With so many cells some are clear by chance alone: about 1 in 20 at one alternative.`,
      `${date} 年：${by.size} 个单元中 ${clear} 个显著（全色并带圆点）。单元众多，仅凭偶然也会有一些显著：单一方案时约二十分之一。`)));
  };
  remembered(chosen, 'cell', alternatives[0].name, alternatives.map(a => a.name));
  section.append(el('h3', {}, t('City × industry: effect on real output', '城市 × 行业：对实际产出的效果')), el('div', {class: 'controls'},
    chooser(t('Alternative', '方案'), alternatives.map(a => [a.name, titleOf(a)]), chosen.cell, v => { chosen.cell = v; fill(); }, 'cell-alternative')), host);
  fill();
}

export const effects = section => (kind === 'run' ? ofRun : ofComparison)(section);
