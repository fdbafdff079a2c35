// Outcomes over the years: every setting with its spread over replicates, and the difference to the base with its interval.
import {axisTooltip, band, chart, kDashes, kInk, kSeries, legendKey, xYears, yValues, zeroLine} from './charts.js';
import {alternatives, groupBy, kind, manifest, settings, table, years} from './data.js';
import {chooser, el, remembered} from './dom.js';
import {kHeadlines} from './summary.js';
import {amount, digits, interval, label, scaleOf, t, titleOf} from './text.js';

const chosen = {};
const colour = setting => kSeries[setting.index % kSeries.length];
const dashes = setting => kDashes[setting.index % kDashes.length];
const grid = {left: 56, right: 18, top: 34, bottom: 26};

const key = list => el('div', {class: 'legend'}, list.map(setting => legendKey('line', colour(setting), titleOf(setting), {dashes: dashes(setting), band: true})));

/** Lines with bands. `of(setting)` gives [[year, middle, low, high]] or nothing. */
function fan(parent, name, description, height, list, of, unit, difference) {
  return chart(parent, name, description, width => {
    const found = list.map(setting => [setting, of(setting)]).filter(([, rows]) => rows?.length);
    const largest = Math.max(0, ...found.flatMap(([, rows]) => rows.flatMap(row => row.slice(1).map(Math.abs))));
    const scale = scaleOf(unit, largest, difference);
    const narrow = width < 340;
    return {
      height,
      grid,
      xAxis: xYears(years, narrow ? {interval: 4} : {}),
      yAxis: yValues(scale.unit, v => digits(v * scale.by, difference)),
      tooltip: axisTooltip(items => {
        const year = items[0]?.value[0];
        return `<b>${year}</b>` + found.map(([setting, rows]) => {
          const row = rows.find(r => r[0] === year);
          return row ? `<br><span style="color:${colour(setting)}">■</span> ${titleOf(setting)}: ${amount(row[1], unit, {signed: difference})} (${interval(row[2], row[3], unit, difference)})` : '';
        }).join('');
      }),
      series: [
        ...found.map(([setting, rows]) => band(rows.map(row => [row[0], row[2], row[3]]), colour(setting))),
        ...found.map(([setting, rows]) => ({
          type: 'line', z: 3, data: rows.map(row => [row[0], row[1]]), symbol: 'circle', symbolSize: 4, showSymbol: rows.length < 3,
          lineStyle: {color: colour(setting), width: 2.2, type: dashes(setting)}, itemStyle: {color: colour(setting)},
        })),
        ...(difference ? [{type: 'line', data: [[years[0], 0]], symbol: 'none', markLine: zeroLine, silent: true}] : []),
      ],
    };
  });
}

function ofComparison(section) {
  const paths = table('paths');
  const byOutcome = new Map([...groupBy(paths.rows, 'outcome')].map(([name, rows]) => [name, groupBy(rows, 'scenario')]));
  const outcomes = [...byOutcome.keys()];
  remembered(chosen, 'outcome', 'gdp_real', outcomes);
  section.append(el('p', {class: 'lead'}, t(
    `Left: each setting, the line its median over ${manifest.replicates} replicates, the band from the 5th to the 95th of a hundred. Right: the mean difference to the base under the same luck, with its 95 % interval.`,
    `左图：各方案，线为 ${manifest.replicates} 次重复的中位数，色带为第 5 至第 95 百分位。右图：相同随机条件下与基准的平均差异及 95% 区间。`)));
  section.append(key(settings));
  const host = el('div', {class: 'two'});
  const level = (name, setting) => byOutcome.get(name)?.get(setting.name)?.map(row => [row.year, row.p50, row.p05, row.p95]);
  const effect = (name, setting) => byOutcome.get(name)?.get(setting.name)?.filter(row => row.effect !== null).map(row => [row.year, row.effect, row.ci_lo, row.ci_hi]);
  const unit = name => [...byOutcome.get(name).values()][0][0].unit;
  const fill = () => {
    const name = chosen.outcome;
    const left = el('div', {}, el('h3', {}, label(name)));
    const right = el('div', {}, el('h3', {}, `${label(name)}: ${t('difference to the base', '与基准的差异')}`));
    host.replaceChildren(left, right);
    fan(left, 'path-level', t(`${label(name)} of every setting over time`, `各方案的${label(name)}`), 330, settings, s => level(name, s), unit(name), false);
    fan(right, 'path-effect', t(`Effect on ${label(name)} over time`, `对${label(name)}的效果`), 330, alternatives, s => effect(name, s), unit(name), true);
  };
  section.append(el('div', {class: 'controls'}, chooser(t('Outcome', '指标'), outcomes.map(name => [name, label(name)]), chosen.outcome, v => { chosen.outcome = v; fill(); }, 'path-outcome')), host);
  fill();
  section.append(el('h3', {}, t('Differences to the base', '与基准的差异')));
  const many = el('div', {class: 'many'});
  section.append(many);
  for (const name of [...kHeadlines, 'unemployment_rate', 'house_price'].filter(n => byOutcome.has(n) && n !== 'gdp_real')) {
    const one = el('div', {}, el('h3', {}, label(name)));
    many.append(one);
    fan(one, `small-${name}`, t(`Effect on ${label(name)}`, `对${label(name)}的效果`), 190, alternatives, s => effect(name, s), unit(name), true);
  }
}

function line(parent, name, column, province, height) {
  const unit = province.units[column], values = province.columns[column];
  return chart(parent, name, label(column), width => {
    const scale = scaleOf(unit, Math.max(...values.map(Math.abs)));
    return {
      height, grid, xAxis: xYears(years, width < 340 ? {interval: 4} : {}), yAxis: yValues(scale.unit, v => digits(v * scale.by)),
      tooltip: axisTooltip(items => `<b>${items[0].value[0]}</b><br>${label(column)}: ${amount(items[0].value[1], unit)}`),
      series: [{type: 'line', data: years.map((year, at) => [year, values[at]]), symbol: 'circle', symbolSize: 5, lineStyle: {color: kSeries[1], width: 2.2},
        itemStyle: {color: kSeries[1]}}],
    };
  });
}

function ofRun(section) {
  const province = table('province');
  if (!province) {
    section.append(el('p', {class: 'missing'}, t('No complete year: a longer run shows paths here.', '没有完整年度：延长运行后此处显示时间路径。')));
    return;
  }
  const columns = province.measures;
  remembered(chosen, 'column', 'gdp_real', columns);
  section.append(el('p', {class: 'lead'}, t('Years of one run: flows added up, stocks at the end of December, rates as means of the months. One run has no interval; bands over replicates come from: ',
    '单次运行的年度值：流量为全年合计，存量为 12 月末，比率为月均值。单次运行没有区间；重复运行的区间来自：'), el('code', {}, 'lingnan compare BASE ALTERNATIVE...')));
  const host = el('div');
  const fill = () => {
    host.replaceChildren(el('h3', {}, label(chosen.column)));
    line(host, 'path-level', chosen.column, province, 320);
  };
  section.append(el('div', {class: 'controls'}, chooser(t('Outcome', '指标'), columns.map(name => [name, label(name)]), chosen.column, v => { chosen.column = v; fill(); }, 'path-outcome')), host);
  fill();
  const many = el('div', {class: 'many'});
  section.append(many);
  for (const name of ['unemployment_rate', 'wage', 'consumption', 'investment', 'exports', 'rd_spending'].filter(n => province.columns[n])) {
    const one = el('div', {}, el('h3', {}, label(name)));
    many.append(one);
    line(one, `small-${name}`, name, province, 180);
  }
  growthAccounting(section);
}

/** Where growth comes from: parts of each year stacked, their sum as a line. */
function growthAccounting(section) {
  const growth = table('growth_accounting');
  if (!growth) return;
  const parts = growth.measures.filter(name => name !== 'gdp_real');
  const tones = ['#1c2b66', '#2c64a0', '#4a9bb8', '#8cc6b5', '#cfe3c0', '#efc096', '#e08f45', '#c66a22', '#7a3200', '#59636e'];
  section.append(el('h3', {}, t('Where growth of real GDP comes from', '实际地区生产总值增长的来源')));
  chart(section, 'growth', t('Growth accounting', '增长核算'), () => ({
    height: 320, grid: {...grid, top: 34},
    xAxis: {type: 'category', data: growth.columns.year.map(String), axisLabel: {color: '#59636e'}, axisLine: {onZero: false}},
    yAxis: yValues(t('% a year (log points)', '%/年（对数）'), v => digits(100 * v), {scale: false}),
    tooltip: axisTooltip(items => `<b>${items[0].axisValue}</b>` + items.map(i => `<br>${i.marker} ${i.seriesName}: ${digits(100 * i.value, true)}`).join('')),
    series: [
      ...parts.map((name, at) => ({type: 'bar', stack: 'all', name: label(name), data: growth.columns[name], barMaxWidth: 42, itemStyle: {color: tones[at % tones.length], borderColor: '#fff', borderWidth: 0.6}})),
      {type: 'line', name: label('gdp_real'), data: growth.columns.gdp_real, symbol: 'diamond', symbolSize: 8, lineStyle: {color: kInk, width: 1.5}, itemStyle: {color: kInk}, z: 5},
    ],
  }));
  section.append(el('div', {class: 'legend'}, parts.map((name, at) => legendKey('box', tones[at % tones.length], label(name))), el('span', {class: 'key'}, '◆ ', label('gdp_real'))));
}

export const paths = section => (kind === 'run' ? ofRun : ofComparison)(section);
