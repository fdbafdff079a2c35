// Between cities: who is ahead and who falls behind. Over time: what is lost and when it is made up.
import {axisTooltip, axisLabel, chart, kGrid, kInk, kSeries, legendKey, tooltip, yValues} from './charts.js';
import {alternatives, cities, groupBy, kind, manifest, table, years} from './data.js';
import {el} from './dom.js';
import {verdictWord} from './summary.js';
import {sortable} from './table.js';
import {amount, digits, interval, label, nameOf, percent, scaleOf, t, titleOf} from './text.js';

/** Real GDP per head of each city in the first and the last year. */
function dumbbells(section) {
  const city = table('city');
  const first = years[0], last = years.at(-1);
  const head = (code, year) => {
    const row = city.rows.find(r => r.city === code && r.year === year);
    return row && row.population > 0 ? (row.gdp_real * 1e6) / row.population : null;
  };
  const rows = cities.map(c => ({name: nameOf(c), then: head(c.code, first), now: head(c.code, last)})).filter(r => r.then !== null && r.now !== null).sort((a, b) => a.now - b.now);
  const scale = {by: 1e-3, unit: t('thousand yuan a year', '千元/年')};
  section.append(el('h3', {}, t(`Real GDP per head, ${first} (○) and ${last} (●)`, `人均实际地区生产总值，${first} 年（○）与 ${last} 年（●）`)));
  chart(section, 'dumbbells', t('Real GDP per head by city', '分城市人均实际地区生产总值'), width => ({
    height: 50 + 20 * rows.length, grid: {left: width < 500 ? 84 : 110, right: 24, top: 6, bottom: 40},
    xAxis: {type: 'value', min: 0, name: scale.unit, nameLocation: 'middle', nameGap: 24, nameTextStyle: axisLabel, axisLabel: {...axisLabel, formatter: v => digits(v * scale.by)}, splitLine: {lineStyle: {color: kGrid}}},
    yAxis: {type: 'category', data: rows.map(r => r.name), axisTick: {show: false}, axisLabel: {...axisLabel, color: kInk, interval: 0}},
    tooltip: tooltip(({dataIndex}) => `<b>${rows[dataIndex].name}</b><br>${first}: ${amount(rows[dataIndex].then, 'cny/year')}<br>${last}: ${amount(rows[dataIndex].now, 'cny/year')}`),
    series: [
      {type: 'custom', silent: true, data: rows.map((r, at) => [r.then, at, r.now]), encode: {x: [0, 2], y: 1}, renderItem(_, api) {
        const [x0, y] = api.coord([api.value(0), api.value(1)]), [x1] = api.coord([api.value(2), api.value(1)]);
        return {type: 'line', shape: {x1: x0, y1: y, x2: x1, y2: y}, style: {stroke: '#9ab7d0', lineWidth: 3}};
      }},
      {type: 'scatter', symbolSize: 9, data: rows.map((r, at) => [r.then, at]), itemStyle: {color: '#fff', borderColor: kSeries[1], borderWidth: 2}},
      {type: 'scatter', symbolSize: 10, data: rows.map((r, at) => [r.now, at]), itemStyle: {color: kSeries[1]}},
    ],
  }));
  const ratio = year => {
    const list = cities.map(c => head(c.code, year)).filter(v => v !== null);
    return Math.max(...list) / Math.min(...list);
  };
  section.append(el('p', {class: 'note'}, t(`The richest city has ${digits(ratio(first))} times the real GDP per head of the poorest in ${first}, and ${digits(ratio(last))} times in ${last}. Theil and Gini indices with intervals are in the report of a comparison.`,
    `最高城市的人均实际地区生产总值在 ${first} 年是最低城市的 ${digits(ratio(first))} 倍，${last} 年为 ${digits(ratio(last))} 倍。泰尔与基尼指数及其区间见比较报告。`)));
}

/** Theil's T of real GDP per head between groups of cities, weighted by GDP. */
function theil(rows, group) {
  const all = {gdp: 0, people: 0};
  const parts = groupBy(rows, group);
  const sums = [...parts.values()].map(list => list.reduce((sum, row) => ({gdp: sum.gdp + row.gdp_real, people: sum.people + row.population}), {gdp: 0, people: 0}));
  for (const sum of sums) {
    all.gdp += sum.gdp;
    all.people += sum.people;
  }
  return sums.reduce((index, {gdp, people}) => index + (gdp > 0 ? (gdp / all.gdp) * Math.log(gdp / all.gdp / (people / all.people)) : 0), 0);
}

/** Inequality between cities over the years: between parts of the region, and between cities of the same part. */
function inequality(section) {
  const city = table('city'), district = new Map(cities.map(c => [c.code, c.district]));
  if (new Set(district.values()).size < 2) return;
  const byYear = groupBy(city.rows, 'year');
  const parts = years.map(year => {
    const between = theil(byYear.get(year), row => district.get(row.city));
    return {between, within: theil(byYear.get(year), 'city') - between};
  });
  const tones = {between: '#1c2b66', within: '#8cc6b5'};
  section.append(el('h3', {}, label('theil_cities')), el('div', {class: 'legend'}, Object.keys(tones).map(name => legendKey('box', tones[name], label(`theil_${name}_districts`)))));
  chart(section, 'theil', label('theil_cities'), () => ({
    height: 230, grid: {left: 56, right: 16, top: 12, bottom: 28},
    xAxis: {type: 'category', data: years.map(String), axisLabel, axisTick: {show: false}},
    yAxis: yValues('', v => digits(v), {scale: false}),
    tooltip: axisTooltip(items => `<b>${items[0].axisValue}</b>` + items.map(i => `<br>${i.marker} ${i.seriesName}: ${digits(i.value)}`).join('')),
    series: Object.keys(tones).map(name => ({type: 'bar', stack: 'all', name: label(`theil_${name}_districts`), barMaxWidth: 42, itemStyle: {color: tones[name], borderColor: '#fff', borderWidth: 0.6}, data: parts.map(part => part[name])})),
  }));
  section.append(el('p', {class: 'note'}, t(`Theil index of real GDP per head, weighted by GDP; 0: all alike. Parts of the region: ${[...new Set(district.values())].join(', ')}.`,
    `人均实际地区生产总值的泰尔指数，按 GDP 加权；0 表示完全均等。片区：${[...new Set(district.values())].join('、')}。`)));
}

function resilienceOfRun(section) {
  const month = table('province_month');
  section.append(el('h3', {}, t('Output lost along the supply graph', '供应网络上的产出损失')));
  const shocks = manifest.scenario?.shocks ?? [];
  const losses = ['loss_direct_real', 'loss_downstream_real', 'loss_upstream_real'].filter(name => month?.columns[name]?.some(v => v > 0));
  if (shocks.length === 0)
    section.append(el('p', {class: 'note'}, t('The scenario has no shock. What is lost comes from the ups and downs of demand and of single enterprises. A run with a shock: ',
      '该情景没有冲击，损失来自需求波动与个别企业的起伏。带冲击的运行：'), el('code', {}, 'lingnan run scenarios/shock_shenzhen_comm.yaml')));
  if (losses.length === 0) {
    section.append(el('p', {class: 'missing'}, t('No output was lost.', '没有产出损失。')));
  } else {
    const scale = scaleOf(month.units[losses[0]], Math.max(...losses.flatMap(name => month.columns[name])));
    chart(section, 'losses', t('Output lost', '产出损失'), () => ({
      height: 240, grid: {left: 56, right: 16, top: 34, bottom: 28},
      xAxis: {type: 'category', data: month.columns.month, boundaryGap: false, axisLabel, axisTick: {show: false}},
      yAxis: yValues(scale.unit, v => digits(v * scale.by), {scale: false}),
      tooltip: axisTooltip(items => `<b>${items[0].axisValue}</b>` + items.map(i => `<br>${i.marker} ${i.seriesName}: ${amount(i.value, month.units[losses[0]])}`).join('')),
      series: losses.map((name, at) => ({type: 'line', stack: 'loss', name: label(name), data: month.columns[name], symbol: 'none', lineStyle: {width: 1, color: kSeries[1 + at]}, areaStyle: {opacity: 0.5, color: kSeries[1 + at]}, itemStyle: {color: kSeries[1 + at]}})),
    }));
    section.append(el('div', {class: 'legend'}, losses.map((name, at) => legendKey('box', kSeries[1 + at], `${label(name)}: ${amount(month.columns[name].reduce((a, b) => a + b, 0), 'mln_cny')}`))));
  }
  const cells = table('city_industry');
  if (cells?.columns.fill_rate) {
    const worst = [...groupBy(cells.rows, 'year')].map(([year, rows]) => {
      const low = rows.filter(row => row.output_real > 0).reduce((a, b) => (b.fill_rate < a.fill_rate ? b : a));
      return {year, rate: low.fill_rate, city: low.city, industry: low.industry};
    }).reduce((a, b) => (b.rate < a.rate ? b : a));
    section.append(el('p', {class: 'note'}, t(`Orders delivered, worst city and industry of a year: ${percent(worst.rate, false)} (${nameOf(cities.find(c => c.code === worst.city))}, ${worst.industry}, ${worst.year}).`,
      `订单交付率最低的城市与行业：${percent(worst.rate, false)}（${nameOf(cities.find(c => c.code === worst.city))}，${worst.industry}，${worst.year} 年）。`)));
  }
}

function ofComparison(section) {
  const all = table('comparison'), last = String(years.at(-1));
  section.append(el('p', {class: 'lead'}, t('Inequality between cities, and the largest difference of real GDP to the base on the way. Rising indices mean cities drift apart.', '城市间不平等，以及期间实际地区生产总值与基准的最大差异。指数上升表示城市差距扩大。')));
  const rows = all.rows.filter(row => ['theil_cities', 'theil_between_districts', 'theil_within_districts', 'gini_cities', 'slowest_city_growth', 'largest_district_share', 'specialisation_cities', 'local_sourcing', 'capacity_utilisation', 'sales_concentration', 'young_productivity', 'zombies', 'unemployment_rate', 'house_price'].includes(row.outcome) && row.date === last);
  const of = name => titleOf(alternatives.find(a => a.name === name));
  section.append(sortable([
    {name: 'scenario', text: t('Alternative', '方案'), kind: 'text long', value: row => row.scenario, cell: row => of(row.scenario)},
    {name: 'outcome', text: t(`Outcome, ${last}`, `指标，${last}`), kind: 'text', value: row => row.outcome, cell: row => label(row.outcome)},
    {name: 'base_mean', text: t('Base', '基准'), kind: 'number', value: row => row.base_mean, cell: row => amount(row.base_mean, row.unit)},
    {name: 'effect', text: t('Effect', '效果'), kind: 'number', value: row => row.effect, cell: row => amount(row.effect, row.unit, {signed: true})},
    {name: 'ci', text: t('95 % interval', '95% 区间'), kind: 'number', value: row => row.ci_lo, cell: row => interval(row.ci_lo, row.ci_hi, row.unit)},
    {name: 'verdict', text: t('Verdict', '结论'), kind: 'text', value: row => row.verdict, cell: row => el('span', {class: `badge ${row.verdict}`}, verdictWord(row.verdict))},
  ], rows, 'distribution-table'));
  const paths = table('paths').rows.filter(row => row.outcome === 'gdp_real' && row.effect !== null);
  const words = el('ul', {class: 'words'});
  for (const alternative of alternatives) {
    const path = paths.filter(row => row.scenario === alternative.name);
    const worst = path.reduce((a, b) => (b.effect < a.effect ? b : a));
    if (worst.ci_hi < 0) {
      const back = path.find(row => row.year > worst.year && row.ci_hi >= 0);
      words.append(el('li', {}, t(`${titleOf(alternative)}: real GDP is furthest below the base in ${worst.year}, by ${amount(-worst.effect, worst.unit)} (interval ${interval(worst.ci_lo, worst.ci_hi, worst.unit)}); ${back ? `from ${back.year} it is no longer below beyond luck` : 'it stays below beyond luck to the end'}.`,
        `${titleOf(alternative)}：${worst.year} 年实际地区生产总值低于基准最多，为 ${amount(-worst.effect, worst.unit)}（区间 ${interval(worst.ci_lo, worst.ci_hi, worst.unit)}）；${back ? `自 ${back.year} 年起不再显著低于基准` : '直至运行结束仍显著低于基准'}。`)));
    } else {
      words.append(el('li', {}, t(`${titleOf(alternative)}: in no year is real GDP below the base beyond luck.`, `${titleOf(alternative)}：没有任何年份的实际地区生产总值显著低于基准。`)));
    }
  }
  section.append(words);
  spread(section);
}

/** Every replicate's difference of real GDP in the last year, one dot each. */
function spread(section) {
  const all = table('replicates');
  if (!all) return;
  const rows = all.rows.filter(row => row.outcome === 'gdp_real');
  if (rows.length === 0) return;
  const by = groupBy(rows, 'scenario'), base = new Map(by.get(manifest.base)?.map(row => [row.replicate, row.value]) ?? []);
  const dots = alternatives.flatMap((a, at) => (by.get(a.name) ?? []).filter(row => base.has(row.replicate)).map(row => ({at, a, row, value: row.value - base.get(row.replicate)})));
  const scale = scaleOf(rows[0].unit, Math.max(...dots.map(d => Math.abs(d.value))), true);
  section.append(el('h3', {}, t(`Difference of real GDP in ${rows[0].date}, every pair of replicates`, `${rows[0].date} 年实际地区生产总值差异，每对重复`)));
  chart(section, 'spread', t('Difference by pair of replicates', '每对重复的差异'), width => ({
    height: 64 + 46 * alternatives.length, grid: {left: Math.min(250, width * 0.36), right: 24, top: 6, bottom: 42},
    xAxis: {type: 'value', name: scale.unit, nameLocation: 'middle', nameGap: 24, nameTextStyle: axisLabel, axisLabel: {...axisLabel, formatter: v => digits(v * scale.by, true)}, splitLine: {lineStyle: {color: kGrid}}},
    yAxis: {type: 'category', data: alternatives.map(titleOf), inverse: true, axisTick: {show: false}, axisLine: {onZero: true, lineStyle: {color: '#6b7580'}}, axisLabel: {...axisLabel, color: kInk, width: Math.min(235, width * 0.36 - 10), overflow: 'break'}},
    tooltip: tooltip(({dataIndex}) => `${titleOf(dots[dataIndex].a)}, ${t('replicate', '重复')} ${dots[dataIndex].row.replicate}: ${amount(dots[dataIndex].value, rows[0].unit, {signed: true})}`),
    series: [{type: 'scatter', symbolSize: 10, data: dots.map(d => ({value: [d.value, d.at], itemStyle: {color: kSeries[d.a.index % kSeries.length], opacity: 0.6}}))}],
  }));
}

export function distribution(section) {
  if (kind === 'comparison') {
    ofComparison(section);
    return;
  }
  if (!table('city') || years.length < 2) {
    section.append(el('p', {class: 'missing'}, t('Needs two complete years.', '需要至少两个完整年度。')));
    return;
  }
  dumbbells(section);
  inequality(section);
  resilienceOfRun(section);
}

