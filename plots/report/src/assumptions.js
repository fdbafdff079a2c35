// What hangs on what: the part of each lever in an alternative, and effects under other assumptions than the usual ones.
import {dots, kSeries} from './charts.js';
import {alternatives, distinct, groupBy, leverCards, table} from './data.js';
import {chooser, el, remembered} from './dom.js';
import {kHeadlines} from './summary.js';
import {dateText, sortable, withInterval} from './table.js';
import {amount, interval, label, percent, scaleOf, t, titleOf} from './text.js';

const chosen = {};
export const reachOf = rows => Math.max(0, ...rows.flatMap(row => [row.ci_lo, row.ci_hi]).map(Math.abs));
export const of = name => alternatives.find(a => a.name === name);
export const colour = alternative => kSeries[alternative.index % kSeries.length];

/** What is asked, then a chart of one outcome (of the column `what`), then a table of all of them. */
export function asked(section, name, all, controls, {draw, fill}, what = 'outcome') {
  const mine = chosen[name] ??= {};
  const outcomes = distinct(all.columns[what]), dates = distinct(all.columns.date);
  remembered(mine, 'outcome', kHeadlines.find(o => outcomes.includes(o)) ?? outcomes[0], outcomes);
  remembered(mine, 'date', dates.filter(date => /^\d{4}$/.test(date)).at(-1) ?? dates[0], dates);
  const picture = el('div'), host = el('div');
  const redraw = () => {
    const rows = all.rows.filter(row => row[what] === mine.outcome && row.date === mine.date);
    picture.replaceChildren(...(rows.length > 0 ? [] : [el('p', {class: 'missing'}, t('A stock has no present value; choose a year.', '存量没有现值，请选择年份。'))]));
    if (rows.length > 0) draw(picture, rows, mine);
  };
  const refill = () => host.replaceChildren(...fill(all.rows.filter(row => row.date === mine.date), mine));
  const both = () => { redraw(); refill(); };
  section.append(el('div', {class: 'controls'}, controls(mine, both),
    chooser(t('Date', '日期'), dates.map(d => [d, dateText(d)]), mine.date, v => { mine.date = v; both(); }, `${name}-date`),
    chooser(t('Outcome of the picture', '图示指标'), outcomes.map(o => [o, label(o)]), mine.outcome, v => { mine.outcome = v; redraw(); }, `${name}-outcome`)), picture, host);
  both();
}

/** A dot of a row's column `value`, with its interval. */
export const point = (name, row, value, colour, symbol = 'circle') => ({name, value: row[value], low: row.ci_lo, high: row.ci_hi, colour, symbol,
  tell: `<b>${name}</b><br>${amount(row[value], row.unit, {signed: true})}<br>95 %: ${interval(row.ci_lo, row.ci_hi, row.unit)}`});

const rowScale = row => scaleOf(row.unit, reachOf([row]), true);
/** A column of differences, each with its interval beneath and in its own unit. */
export const differences = (name, text) => ({name, text: [text, el('br'), el('small', {}, t('95 % interval', '95% 区间'))], kind: 'number', value: row => row[name],
  by: row => rowScale(row).by, cell: row => withInterval(row, name, rowScale(row), 'ci')});
/** What is measured, and in what unit the row is. */
export const measured = name => ({name, text: t('Outcome', '指标'), kind: 'text long', value: row => row[name],
  cell: row => [label(row[name]), el('br'), el('small', {}, rowScale(row).unit)]});
const evidence = () => ({name: 'evidence', text: t('Evidence', '证据等级'), kind: 'text', value: row => row.evidence || null, cell: row => row.evidence || '–'});
const lever = () => ({name: 'lever', text: t('Lever', '政策工具'), kind: 'text', value: row => row.lever, cell: row => nameOf(row.lever)});

const outcomeCell = (row, scale) => [label(row.outcome), el('br'), el('small', {}, scale.unit)];

/** A lever goes by its id, which is its name unless the scenario says another. */
const nameOf = lever => (lever === 'together' ? t('only together', '仅共同作用') : lever === 'rest' ? t('all else', '其他差异')
  : lever === 'whole' ? t('the whole alternative', '方案整体') : t(lever.replaceAll('_', ' '), leverCards[lever]?.name_zh ?? lever));

/** A chooser of one alternative, where there are several. */
export function oneOf(all, name, mine, change) {
  const names = distinct(all.columns.scenario);
  remembered(mine, 'alternative', names[0], names);
  return names.length > 1 ? [chooser(t('Alternative', '方案'), names.map(n => [n, titleOf(of(n))]), mine.alternative, v => { mine.alternative = v; change(); }, `${name}-alternative`)] : [];
}

/** The part of each lever in an alternative that has several. */
export function explained(section) {
  const all = table('explain');
  section.append(el('p', {class: 'lead'}, t('The difference that a lever makes when all others are there, under the same luck, with its 95 % interval. “Only together” is what is left of the whole when these differences are taken off.',
    '在其他工具均存在、随机条件相同时，某一工具带来的差异及 95% 区间。“仅共同作用”为总效果减去各工具差异后的余额。')));
  asked(section, 'explain', all,
    (mine, change) => oneOf(all, 'explain', mine, change), {
      draw(host, rows, {alternative, outcome, date}) {
        const parts = rows.filter(row => row.scenario === alternative);
        const whole = table('comparison').rows.find(row => row.scenario === alternative && row.outcome === outcome && row.date === date);
        host.append(el('h3', {}, `${titleOf(of(alternative))}: ${label(outcome)}, ${dateText(date)}`));
        dots(host, 'explain', t(`What each lever adds to ${label(outcome)}`, `各工具对${label(outcome)}的贡献`), [
          point(nameOf('whole'), whole, 'effect', kSeries[0], 'diamond'),
          ...parts.map(row => point(nameOf(row.lever), row, 'contribution', colour(of(alternative)), row.lever === 'together' ? 'triangle' : 'circle'))],
        scaleOf(parts[0].unit, reachOf([...parts, whole]), true), true);
        host.append(el('p', {class: 'note'}, t('Diamond: the effect of the whole. Triangle: only together. Hollow: the interval holds 0.', '菱形：整体效果。三角：仅共同作用。空心：区间包含 0。')));
      },
      fill(rows, {alternative}) {
        return [el('h3', {}, t('Every outcome', '全部指标')), sortable([lever(), measured('outcome'), differences('contribution', t('Adds', '贡献')), evidence()],
          rows.filter(row => row.scenario === alternative), 'explain-table')];
      },
    });
}

/** The whole effect of an alternative, shared out to its levers. */
export function shared(section) {
  const all = table('shapley');
  section.append(el('p', {class: 'lead'}, t('The effect of an alternative shared out to the levers that it adds: the mean, over the orders in which they may come, of what each adds to those before it (Shapley 1953). The shares add up to the whole. Intervals of 95 % hold luck and the choice of orders.',
    '将方案效果分摊到其新增工具：在各种引入次序下，每一工具对其之前工具的边际贡献的平均值（Shapley 1953）。各份额之和等于整体。95% 区间包含随机性与次序抽样。')));
  asked(section, 'shapley', all,
    (mine, change) => oneOf(all, 'shapley', mine, change), {
      draw(host, rows, {alternative, outcome, date}) {
        const parts = rows.filter(row => row.scenario === alternative).reverse();
        host.append(el('h3', {}, `${titleOf(of(alternative))}: ${label(outcome)}, ${dateText(date)}`));
        dots(host, 'shapley', t(`Shares of the levers in ${label(outcome)}`, `各工具在${label(outcome)}中的份额`),
          parts.map(row => point(nameOf(row.lever), row, 'value', row.lever === 'whole' ? kSeries[0] : colour(of(alternative)), {whole: 'diamond', rest: 'triangle'}[row.lever])),
          scaleOf(parts[0].unit, reachOf(parts), true), true);
        host.append(el('p', {class: 'note'}, t(`Diamond: the whole. Triangle: what the alternative differs in beside its levers. Hollow: the interval holds 0. Orders for each replicate: ${parts[0].orders}.`,
          `菱形：整体。三角：工具以外的差异。空心：区间包含 0。每个副本的次序数：${parts[0].orders}。`)));
      },
      fill(rows, {alternative}) {
        return [el('h3', {}, t('Every outcome', '全部指标')), sortable([lever(), measured('outcome'), differences('value', t('Its part', '份额')), evidence()],
          rows.filter(row => row.scenario === alternative), 'shapley-table')];
      },
    });
}

const assumptionOf = row => `${row.assumption} ${row.value}`.trim();
/** In words; numbers as they are. */
const assumptionText = key => {
  const [name, value] = key.split(' ');
  return value === undefined ? label(name) : `${label(name)}: ${label(value)}`;
};
const identifiedBadge = row => (row.identified === 'yes' ? el('span', {class: 'badge tie'}, t('sign holds', '符号一致')) : el('span', {class: 'badge less'}, t('not identified', '不可识别')));

/** Effects where one thing that is not known well is another in base and alternative. */
export function assumptions(section) {
  const all = table('robust');
  const keys = distinct(all.rows.map(assumptionOf)), names = distinct(all.columns.scenario);
  section.append(el('p', {class: 'lead'}, t('Effects again with one assumption changed in base and alternative: how strongly demand from outside answers to prices, and what pays for public money in the end. An effect whose sign is not the same under all of them is not identified.',
    '在基准与方案中同时改变一项假设后的效果：外部需求对价格的弹性，以及公共支出最终由何承担。若各假设下符号不一致，则效果不可识别。')));
  asked(section, 'robust', all,
    (mine, change) => {
      remembered(mine, 'alternative', 'all', ['all', ...names]);
      return [chooser(t('Alternative', '方案'), [['all', t('all', '全部')], ...names.map(n => [n, titleOf(of(n))])], mine.alternative, v => { mine.alternative = v; change(); }, 'robust-alternative')];
    }, {
      draw(host, rows, {alternative, outcome, date}) {
        const two = el('div', {class: 'two'});
        host.append(two);
        for (const [name, list] of groupBy(rows.filter(row => alternative === 'all' || row.scenario === alternative), 'scenario')) {
          const side = el('div', {}, el('h3', {}, `${titleOf(of(name))}: ${label(outcome)}, ${dateText(date)} `, identifiedBadge(list[0])));
          two.append(side);
          dots(side, `robust-${name}`, t(`${label(outcome)} under other assumptions`, `其他假设下的${label(outcome)}`),
            list.map(row => point(assumptionText(assumptionOf(row)), row, 'effect', colour(of(name)), row.assumption === 'as_it_is' ? 'diamond' : 'circle')),
            scaleOf(list[0].unit, reachOf(list), true), true);
        }
        host.append(el('p', {class: 'note'}, t('Diamond: as it is. Hollow: the interval holds 0.', '菱形：原设定。空心：区间包含 0。')));
      },
      fill(rows, {alternative}) {
        const pivot = [...groupBy(rows.filter(row => alternative === 'all' || row.scenario === alternative), row => `${row.scenario} ${row.outcome}`).values()].map(list => ({
          ...list[0], scale: scaleOf(list[0].unit, reachOf(list), true), under: new Map(list.map(row => [assumptionOf(row), row])),
        }));
        return [el('h3', {}, t('Every outcome', '全部指标')), sortable([
          ...(alternative === 'all' ? [{name: 'scenario', text: t('Alternative', '方案'), kind: 'text long', value: row => row.scenario, cell: row => titleOf(of(row.scenario))}] : []),
          {name: 'outcome', text: t('Outcome', '指标'), kind: 'text long', value: row => row.outcome, cell: row => outcomeCell(row, row.scale)},
          {name: 'identified', text: t('Sign', '符号'), kind: 'text', value: row => row.identified, cell: identifiedBadge},
          ...keys.map(key => ({name: key, text: assumptionText(key), kind: 'number', value: row => row.under.get(key).effect, by: row => row.scale.by,
            cell: row => withInterval(row.under.get(key), 'effect', row.scale, 'ci')})),
        ], pivot, 'robust-table'), el('p', {class: 'note'}, t('Below each effect its 95 % interval.', '各效果下方为其 95% 区间。'))];
      },
    });
}

/** What is left of an effect where a coefficient that a lever assumes is off. */
export function inputShare(section) {
  const all = table('input_share');
  const coefficient = row => t(`${nameOf(row.lever)}: ${row.parameter.replaceAll('_', ' ')} ${row.value} → ${row.off}`, `${nameOf(row.lever)}：${row.parameter} ${row.value} → ${row.off}`);
  section.append(el('p', {class: 'lead'}, t('Some coefficients of levers make an effect by assumption. Here is the effect again with each of them at the value where it makes none. Where little is left, the effect was put in, not found.',
    '部分工具系数直接假定了作用。这里将每个此类系数设为不起作用的取值后重新计算效果。若所剩无几，则该效果是输入的假设，而非模型得出的结论。')));
  asked(section, 'inputs', all,
    (mine, change) => oneOf(all, 'inputs', mine, change), {
      draw(host, rows, {alternative, outcome, date}) {
        const parts = rows.filter(row => row.scenario === alternative);
        const whole = table('comparison').rows.find(row => row.scenario === alternative && row.outcome === outcome && row.date === date);
        host.append(el('h3', {}, `${titleOf(of(alternative))}: ${label(outcome)}, ${dateText(date)}`));
        dots(host, 'inputs', t(`${label(outcome)} with an assumed coefficient off`, `关闭某一假设系数后的${label(outcome)}`), [
          point(t('as it is', '原设定'), whole, 'effect', kSeries[0], 'diamond'),
          ...parts.map(row => point(coefficient(row), row, 'effect', colour(of(alternative))))],
        scaleOf(parts[0].unit, reachOf([...parts, whole]), true), true);
        host.append(el('p', {class: 'note'}, t('Diamond: as it is. Hollow: the interval holds 0.', '菱形：原设定。空心：区间包含 0。')));
      },
      fill(rows, {alternative}) {
        return [el('h3', {}, t('Every outcome', '全部指标')), sortable([
          {name: 'lever', text: t('Lever and coefficient', '工具与系数'), kind: 'text long', value: row => `${row.lever}.${row.parameter}`, cell: coefficient},
          measured('outcome'), differences('effect', t('Effect with it off', '关闭后的效果')),
          {name: 'left', text: t('Left of the effect', '剩余比例'), kind: 'number', value: row => row.left, cell: row => (row.left === null ? '–' : percent(row.left, false))},
          evidence()], rows.filter(row => row.scenario === alternative), 'inputs-table')];
      },
    });
}
