// What hangs on what: the part of each lever in an alternative, and effects under other assumptions than the usual ones.
import {dots, kSeries} from './charts.js';
import {alternatives, distinct, groupBy, leverCards, table} from './data.js';
import {chooser, el, remembered} from './dom.js';
import {kHeadlines} from './summary.js';
import {dateText, sortable, withInterval} from './table.js';
import {amount, interval, label, scaleOf, t, titleOf} from './text.js';

const chosen = {};
const reachOf = rows => Math.max(0, ...rows.flatMap(row => [row.ci_lo, row.ci_hi]).map(Math.abs));
const of = name => alternatives.find(a => a.name === name);
const colour = alternative => kSeries[alternative.index % kSeries.length];

/** What is asked, then a chart of one outcome, then a table of all of them. */
function asked(section, name, all, controls, {draw, fill}) {
  const mine = chosen[name] ??= {};
  const outcomes = distinct(all.columns.outcome), dates = distinct(all.columns.date);
  remembered(mine, 'outcome', kHeadlines.find(o => outcomes.includes(o)) ?? outcomes[0], outcomes);
  remembered(mine, 'date', dates.filter(date => /^\d{4}$/.test(date)).at(-1) ?? dates[0], dates);
  const picture = el('div'), host = el('div');
  const redraw = () => {
    const rows = all.rows.filter(row => row.outcome === mine.outcome && row.date === mine.date);
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

const outcomeCell = (row, scale) => [label(row.outcome), el('br'), el('small', {}, scale.unit)];

/** The part of each lever in an alternative that has several. */
export function explained(section) {
  const all = table('explain');
  const names = distinct(all.columns.scenario);
  /** A lever goes by its id, which is its name unless the scenario says another. */
  const nameOf = lever => (lever === 'together' ? t('only together', '仅共同作用') : t(lever.replaceAll('_', ' '), leverCards[lever]?.name_zh ?? lever));
  section.append(el('p', {class: 'lead'}, t('The difference that a lever makes when all others are there, under the same luck, with its 95 % interval. “Only together” is what is left of the whole when these differences are taken off.',
    '在其他工具均存在、随机条件相同时，某一工具带来的差异及 95% 区间。“仅共同作用”为总效果减去各工具差异后的余额。')));
  asked(section, 'explain', all,
    (mine, change) => {
      remembered(mine, 'alternative', names[0], names);
      return names.length > 1 ? [chooser(t('Alternative', '方案'), names.map(n => [n, titleOf(of(n))]), mine.alternative, v => { mine.alternative = v; change(); }, 'explain-alternative')] : [];
    }, {
      draw(host, rows, {alternative, outcome, date}) {
        const parts = rows.filter(row => row.scenario === alternative);
        const whole = table('comparison').rows.find(row => row.scenario === alternative && row.outcome === outcome && row.date === date);
        const scale = scaleOf(parts[0].unit, reachOf([...parts, whole]), true);
        const tell = (name, value, row) => `<b>${name}</b><br>${amount(value, row.unit, {signed: true})}<br>95 %: ${interval(row.ci_lo, row.ci_hi, row.unit)}`;
        const name = t('the whole alternative', '方案整体');
        host.append(el('h3', {}, `${titleOf(of(alternative))}: ${label(outcome)}, ${dateText(date)}`));
        dots(host, 'explain', t(`What each lever adds to ${label(outcome)}`, `各工具对${label(outcome)}的贡献`), [
          {name, value: whole.effect, low: whole.ci_lo, high: whole.ci_hi, colour: kSeries[0], symbol: 'diamond', tell: tell(name, whole.effect, whole)},
          ...parts.map(row => ({name: nameOf(row.lever), value: row.contribution, low: row.ci_lo, high: row.ci_hi, colour: colour(of(alternative)),
            symbol: row.lever === 'together' ? 'triangle' : 'circle', tell: tell(nameOf(row.lever), row.contribution, row)}))], scale, true);
        host.append(el('p', {class: 'note'}, t('Diamond: the effect of the whole. Triangle: only together. Hollow: the interval holds 0.', '菱形：整体效果。三角：仅共同作用。空心：区间包含 0。')));
      },
      fill(rows, {alternative}) {
        const scale = row => scaleOf(row.unit, reachOf([row]), true);
        return [el('h3', {}, t('Every outcome', '全部指标')), sortable([
          {name: 'lever', text: t('Lever', '政策工具'), kind: 'text', value: row => row.lever, cell: row => nameOf(row.lever)},
          {name: 'outcome', text: t('Outcome', '指标'), kind: 'text long', value: row => row.outcome, cell: row => outcomeCell(row, scale(row))},
          {name: 'contribution', text: [t('Adds', '贡献'), el('br'), el('small', {}, t('95 % interval', '95% 区间'))], kind: 'number', value: row => row.contribution, by: row => scale(row).by,
            cell: row => withInterval(row, 'contribution', scale(row), 'ci')},
          {name: 'evidence', text: t('Evidence', '证据等级'), kind: 'text', value: row => row.evidence || null, cell: row => row.evidence || '–'},
        ], rows.filter(row => row.scenario === alternative), 'explain-table')];
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
          dots(side, `robust-${name}`, t(`${label(outcome)} under other assumptions`, `其他假设下的${label(outcome)}`), list.map(row => ({
            name: assumptionText(assumptionOf(row)), value: row.effect, low: row.ci_lo, high: row.ci_hi, colour: colour(of(name)), symbol: row.assumption === 'as_it_is' ? 'diamond' : 'circle',
            tell: `<b>${assumptionText(assumptionOf(row))}</b><br>${amount(row.effect, row.unit, {signed: true})}<br>95 %: ${interval(row.ci_lo, row.ci_hi, row.unit)}`,
          })), scaleOf(list[0].unit, reachOf(list), true), true);
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
