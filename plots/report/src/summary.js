// What happened, in words with numbers.
import {kSeries} from './charts.js';
import {alternatives, cities, kind, manifest, settings, table, years} from './data.js';
import {el} from './dom.js';
import {amount, digits, interval, label, nameOf, percent, scaleOf, t, titleOf} from './text.js';

/** Outcomes that come first everywhere. */
export const kHeadlines = ['gdp_real', 'employment', 'wage_real', 'consumption_real', 'rd_real', 'future_output_real', 'theil_cities'];

const kNamed = 4; // alternatives in the heading; more are counted

export const reportTitle = () => (kind === 'experiment' ? titleOf(manifest) : kind === 'run'
  ? t(manifest.scenario_title?.en, manifest.scenario_title?.zh) || manifest.scenario_title?.en || manifest.scenario_name
  : `${alternatives.length > kNamed ? t(`${alternatives.length} alternatives`, `${alternatives.length} 个方案`) : alternatives.map(titleOf).join(t(', ', '、'))} ${t('against', '对比')} ${titleOf(settings[0])}`);

/** Does an effect differ from 0 beyond luck? The words are those of the column `verdict`. */
export function verdictWord(verdict) {
  return {more: t('more', '增加'), less: t('less', '减少'), tie: t('none found', '无显著差异')}[verdict] ?? verdict;
}

function card(name, value, unit, range, more) {
  return el('div', {class: 'card'}, el('div', {class: 'name'}, name), el('div', {class: 'value'}, value, ' ', el('small', {}, unit)),
    el('div', {class: 'range'}, range), more);
}

/** A line without axes. */
function spark(values) {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) return null;
  const low = Math.min(...finite), high = Math.max(...finite), span = high - low || 1;
  const points = values.map((v, at) => `${(100 * at) / (values.length - 1)},${20 - (18 * (v - low)) / span}`).join(' ');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 100 22');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
  for (const [key, value] of Object.entries({points, fill: 'none', stroke: '#0b4f8a', 'stroke-width': 1.6, 'vector-effect': 'non-scaling-stroke'}))
    line.setAttribute(key, value);
  svg.append(line);
  return svg;
}

/** Interval of an effect on a scale that reaches to `reach` on both sides of 0. */
function whisker(row, reach) {
  const x = value => 50 + (48 * value) / (reach || 1);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 100 16');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('class', 'whisker');
  svg.setAttribute('aria-hidden', 'true');
  const add = attributes => {
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
    for (const [key, value] of Object.entries({'vector-effect': 'non-scaling-stroke', ...attributes})) line.setAttribute(key, value);
    svg.append(line);
  };
  add({x1: 50, x2: 50, y1: 0, y2: 16, stroke: '#9aa4ae', 'stroke-width': 1});
  add({x1: x(row.ci_lo), x2: x(row.ci_hi), y1: 8, y2: 8, stroke: '#0b4f8a', 'stroke-width': 6, opacity: 0.3});
  add({x1: x(row.effect), x2: x(row.effect), y1: 2, y2: 14, stroke: '#0b4f8a', 'stroke-width': 3});
  return svg;
}

/** Headlines down, alternatives across: effect, interval, and the interval as a bar on the scale of its row. */
function headlineTable(comparison, last) {
  const at = (alternative, name) => comparison.rows.find(row => row.scenario === alternative.name && row.outcome === name && row.date === last);
  const lines = kHeadlines.map(name => ({name, rows: alternatives.map(a => at(a, name))})).filter(line => line.rows.every(Boolean));
  return el('div', {class: 'wide'}, el('table', {id: 'headlines'},
    el('thead', {}, el('tr', {}, el('th', {class: 'text', scope: 'col'}, t(`Difference to the base in ${last}`, `${last} 年与基准的差异`)),
      alternatives.map(a => el('th', {class: 'text', scope: 'col', style: `border-top: 3px solid ${kSeries[a.index % kSeries.length]}`}, titleOf(a))))),
    el('tbody', {}, lines.map(({name, rows}) => {
      const reach = Math.max(...rows.flatMap(row => [Math.abs(row.ci_lo), Math.abs(row.ci_hi)]));
      const scale = scaleOf(rows[0].unit, reach, true);
      return el('tr', {}, el('td', {class: 'text'}, label(name), el('br'), el('small', {}, scale.unit)), rows.map(row => el('td', {class: 'text', 'data-value': row.effect},
        el('b', {class: row.verdict}, digits(row.effect * scale.by, true)), ' ', el('small', {}, row.base_mean ? `(${percent(row.effect / row.base_mean, true, 2)})` : ''), el('br'),
        el('small', {}, `${digits(row.ci_lo * scale.by, true)} ${t('to', '至')} ${digits(row.ci_hi * scale.by, true)}`), whisker(row, reach))));
    }))));
}

function ofRun(section) {
  const province = table('province');
  if (!province || years.length < 2) {
    section.append(el('p', {class: 'missing'}, t('The run has fewer than two complete years: nothing to sum up. A longer run has more: ',
      '运行不足两个完整年度，无法汇总。延长运行：'), el('code', {}, 'lingnan run SCENARIO --until 2035-12')));
    return;
  }
  const {columns, units} = province;
  const first = years[0], last = years.at(-1), span = last - first;
  const rate = list => (list.at(-1) / list[0]) ** (1 / span) - 1;
  const cards = el('div', {class: 'cards'});
  for (const name of ['gdp_real', 'employment', 'unemployment_rate', 'wage', 'enterprises', 'rd_spending', 'exports', 'price_index']) {
    const list = columns[name];
    if (!list) continue;
    const scale = scaleOf(units[name], list.at(-1));
    const change = units[name] === 'share' ? amount(list.at(-1) - list[0], units[name], {signed: true})
      : `${percent(rate(list))} ${t('a year', '/年')}`;
    cards.append(card(`${label(name)}, ${last}`, digits(list.at(-1) * scale.by), scale.unit, t(`${change} since ${first}`, `自 ${first} 年以来 ${change}`),
      spark(list)));
  }
  section.append(cards);

  const words = el('ul', {class: 'words'});
  const say = text => words.append(el('li', {}, text));
  const gdp = columns.gdp_real;
  say(t(`Real GDP goes from ${amount(gdp[0], units.gdp_real)} in ${first} to ${amount(gdp.at(-1), units.gdp_real)} in ${last}, ${percent(rate(gdp))} a year, at prices of ${first}.`,
    `实际地区生产总值从 ${first} 年的 ${amount(gdp[0], units.gdp_real)} 变为 ${last} 年的 ${amount(gdp.at(-1), units.gdp_real)}，年均 ${percent(rate(gdp))}（${first} 年价格）。`));
  const growth = gdp.slice(1).map((v, at) => v / gdp[at] - 1);
  const slow = growth.indexOf(Math.min(...growth)), fast = growth.indexOf(Math.max(...growth));
  if (growth.length > 1) say(t(`Growth is slowest in ${years[slow + 1]} with ${percent(growth[slow])} and fastest in ${years[fast + 1]} with ${percent(growth[fast])}.`,
    `增长最慢的是 ${years[slow + 1]} 年（${percent(growth[slow])}），最快的是 ${years[fast + 1]} 年（${percent(growth[fast])}）。`));
  const city = table('city');
  if (city) {
    const at = (code, year, name) => city.rows.find(row => row.city === code && row.year === year)?.[name];
    const ranked = cities.map(c => ({city: c, growth: (at(c.code, last, 'gdp_real') / at(c.code, first, 'gdp_real')) ** (1 / span) - 1}))
      .filter(c => Number.isFinite(c.growth)).sort((a, b) => b.growth - a.growth);
    if (ranked.length > 1) {
      const top = ranked[0], bottom = ranked.at(-1);
      say(t(`Of ${ranked.length} cities ${nameOf(top.city)} grows fastest (${percent(top.growth)} a year) and ${nameOf(bottom.city)} slowest (${percent(bottom.growth)}).`,
        `${ranked.length} 个城市中，${nameOf(top.city)}增长最快（年均 ${percent(top.growth)}），${nameOf(bottom.city)}最慢（${percent(bottom.growth)}）。`));
    }
  }
  const spent = (columns.fiscal_cost ?? []).reduce((a, b) => a + b, 0);
  say(spent > 0 ? t(`Public money for levers: ${amount(spent, 'mln_cny')} over ${years.length} years.`, `${years.length} 年间政策支出合计 ${amount(spent, 'mln_cny')}。`)
    : t('No public money is spent on levers.', '没有政策支出。'));
  section.append(words);
  section.append(el('p', {class: 'note'}, t(
    'One run has one path of luck and so no interval. Intervals, and what a change of policy does, come from paired replicates: ',
    '单次运行只有一条随机路径，因此没有区间。区间与政策效果来自配对重复运行：'),
  el('code', {}, `lingnan compare ${manifest.scenario_file} ALTERNATIVE.yaml`)));
}

function ofComparison(section) {
  const comparison = table('comparison'), costs = table('costs');
  const last = String(years.at(-1));
  for (const alternative of alternatives) {
    const at = name => comparison.rows.find(row => row.scenario === alternative.name && row.outcome === name && row.date === last);
    const title = el('h3', {}, titleOf(alternative));
    title.style.color = kSeries[alternative.index % kSeries.length];
    section.append(title);
    const words = el('ul', {class: 'words'});
    const say = text => words.append(el('li', {}, text));
    const gdp = at('gdp_real');
    if (gdp) {
      const range = interval(gdp.ci_lo, gdp.ci_hi, gdp.unit), share = percent(gdp.effect / gdp.base_mean);
      say({
        more: t(`In ${last} real GDP is higher by ${amount(gdp.effect, gdp.unit)} (95 % interval ${range}), which is ${share} of the base.`,
          `${last} 年实际地区生产总值增加 ${amount(gdp.effect, gdp.unit)}（95% 区间 ${range}），相当于基准的 ${share}。`),
        less: t(`In ${last} real GDP is lower by ${amount(-gdp.effect, gdp.unit)} (95 % interval of the difference ${range}), ${share} of the base.`,
          `${last} 年实际地区生产总值减少 ${amount(-gdp.effect, gdp.unit)}（差异的 95% 区间 ${range}），相当于基准的 ${share}。`),
        tie: t(`In ${last} no difference of real GDP can be told from luck: ${amount(gdp.effect, gdp.unit, {signed: true})} (95 % interval ${range}); ${gdp.n} pairs would find one of ${amount(gdp.mde, gdp.unit)}.`,
          `${last} 年实际地区生产总值的差异与随机波动无法区分：${amount(gdp.effect, gdp.unit, {signed: true})}（95% 区间 ${range}）；${gdp.n} 对重复可识别的最小效果为 ${amount(gdp.mde, gdp.unit)}。`),
      }[gdp.verdict]);
    }
    const clear = comparison.rows.filter(row => row.scenario === alternative.name && row.date === last && row.verdict !== 'tie' && row.outcome !== 'gdp_real');
    say(clear.length === 0 ? t('No other outcome differs from the base beyond luck.', '其他结果与基准均无显著差异。')
      : t(`Beyond luck also differ: ${clear.map(row => `${label(row.outcome)} (${amount(row.effect, row.unit, {signed: true})})`).join(', ')}.`,
        `其他显著差异：${clear.map(row => `${label(row.outcome)}（${amount(row.effect, row.unit, {signed: true})}）`).join('、')}。`));
    const cost = costs?.rows.find(row => row.scenario === alternative.name && row.date === last);
    if (cost && cost.gross !== 0) {
      const unit = costs.units;
      say(t(`Levers cost ${amount(cost.gross, unit.gross)} up to ${last} (${interval(cost.gross_lo, cost.gross_hi, unit.gross, false)}); taxes bring back ${amount(cost.recovered, unit.recovered)} (${interval(cost.recovered_lo, cost.recovered_hi, unit.recovered)}).`,
        `截至 ${last} 年政策成本 ${amount(cost.gross, unit.gross)}（${interval(cost.gross_lo, cost.gross_hi, unit.gross, false)}）；税收回收 ${amount(cost.recovered, unit.recovered)}（${interval(cost.recovered_lo, cost.recovered_hi, unit.recovered)}）。`));
      say(cost.break_even === null ? t('What is recovered does not reach the cost within the run.', '运行期内回收未达到成本。')
        : t(`What is recovered reaches the cost in ${cost.break_even}.`, `${cost.break_even} 年回收达到成本。`));
    }
    section.append(words);
  }
  section.append(headlineTable(comparison, last));
  const fresh = table('winner')?.rows.find(row => row.outcome === 'gdp_real' && row.date === last);
  const names = Object.fromEntries(settings.map(setting => [setting.name, titleOf(setting)]));
  const zone = amount(manifest.zone_mln_cny, 'mln_cny/year');
  section.append(el('p', {class: 'note'}, t('Bars: 95 % intervals on the scale of their row, the line is 0. Bold: clear of luck for all alternatives together. ', '条形为本行尺度上的 95% 区间，竖线为 0；粗体表示在所有方案的同时区间下显著。')), el('p', {class: 'note'}, manifest.tie
    ? t(`Rank by real GDP of ${last}: a tie. No setting is ahead of all others by more than ${zone}.`, `按 ${last} 年实际地区生产总值排序：并列。没有方案领先其他方案超过 ${zone}。`)
    : t(`Rank by real GDP of ${last}: ${names[manifest.best]} is ahead of all others by more than ${zone}.`, `按 ${last} 年实际地区生产总值排序：${names[manifest.best]}领先其他所有方案超过 ${zone}。`),
  ' ', fresh ? t(`On ${fresh.n} fresh replicates that had no part in the choice its effect is ${amount(fresh.effect, fresh.unit, {signed: true})} (${interval(fresh.ci_lo, fresh.ci_hi, fresh.unit)}). `,
    `在未参与选择的 ${fresh.n} 次新重复上，其效果为 ${amount(fresh.effect, fresh.unit, {signed: true})}（${interval(fresh.ci_lo, fresh.ci_hi, fresh.unit)}）。`) : '',
  t(`${manifest.replicates} pairs of replicates, seed ${manifest.seed}.`, `${manifest.replicates} 对重复运行，种子 ${manifest.seed}。`)));
}

export const summary = section => (kind === 'run' ? ofRun(section) : ofComparison(section));
