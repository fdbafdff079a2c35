// The comparison as tables that sort: what alternatives cost and bring, and every outcome with its intervals.
import {alternatives, distinct, industries, kind, leverCards, manifest, places, settings, table} from './data.js';
import {chooser, el, remembered} from './dom.js';
import {verdictWord} from './summary.js';
import {amount, digits, label, nameOf, percent, scaleOf, t, titleOf} from './text.js';

const chosen = {};

/**
 * A table whose columns sort. Columns: {name, text, cell(row) => text or element, value(row) => what it sorts by, kind}. Each
 * cell keeps its value as it stands in the results.
 */
export function sortable(columns, rows, id) {
  let by = null, up = true;
  const body = el('tbody'), head = el('tr');
  const fill = () => {
    const order = rows.map((row, at) => ({row, at}));
    if (by)
      order.sort((a, b) => {
        const x = by.value(a.row), y = by.value(b.row);
        if (x === null || y === null) return (x === null) - (y === null) || a.at - b.at; // empty ones last
        const sign = typeof x === 'string' ? x.localeCompare(y) : x - y;
        return (up ? sign : -sign) || a.at - b.at;
      });
    body.replaceChildren(...order.map(({row}) => el('tr', {}, columns.map(column => {
      const raw = column.value(row);
      return el('td', {class: column.kind, 'data-column': column.name, 'data-value': raw === null ? '' : raw, 'data-by': column.by?.(row) ?? column.scale?.by}, column.cell(row));
    }))));
    head.replaceChildren(...columns.map(column => el('th', {class: column.kind, scope: 'col', 'data-column': column.name,
      'aria-sort': by === column ? (up ? 'ascending' : 'descending') : 'none'},
    el('button', {type: 'button', click: () => {
      up = by === column ? !up : column.kind.startsWith('text');
      by = column;
      fill();
    }}, column.text))));
  };
  fill();
  return el('div', {class: 'wide tall'}, el('table', {id}, el('thead', {}, head), body));
}

const badge = verdict => el('span', {class: `badge ${verdict}`}, verdictWord(verdict));

/** Grades of evidence of the levers in use; the weakest decides. */
export function grades(alternative) {
  const policy = alternative.scenario?.policy ?? [];
  return distinct(policy.map(lever => lever.lever)).map(name => ({name, grade: leverCards[name]?.grade ?? '?'}));
}
const weakest = alternative => grades(alternative).map(g => g.grade).sort().at(-1) ?? null;

/** A difference with its interval beneath, in the unit of `scale`: column `name`, ends in `<ends>_lo` and `<ends>_hi`. */
export const withInterval = (row, name, scale, ends = name) => [digits(row[name] * scale.by, true), el('br'),
  el('small', {}, `${digits(row[`${ends}_lo`] * scale.by, true)} ${t('to', '至')} ${digits(row[`${ends}_hi`] * scale.by, true)}`)];

function costs(section) {
  const all = table('costs');
  if (!all) return;
  const dates = distinct(all.columns.date);
  remembered(chosen, 'cost', dates.filter(date => /^\d{4}$/.test(date)).at(-1), dates);
  const host = el('div');
  const of = name => alternatives.find(a => a.name === name);
  const figure = (name, rows) => {
    const scale = scaleOf(all.units[name], Math.max(0, ...rows.map(row => Math.abs(row[name] ?? 0))));
    return {
      name, text: [name === 'gdp' ? label('gdp_real') : label(name), el('br'), el('small', {}, scale.unit)], kind: 'number', value: row => row[name], scale,
      cell: row => (row[name] === null ? '–' : withInterval(row, name, scale)),
    };
  };
  const fill = () => {
    const rows = all.rows.filter(row => row.date === chosen.cost);
    const gdp = new Map((table('comparison')?.rows ?? []).filter(row => row.outcome === 'gdp_real' && row.date === chosen.cost).map(row => [row.scenario, row.verdict]));
    host.replaceChildren(sortable([
      {name: 'scenario', text: t('Alternative', '方案'), kind: 'text long', value: row => row.scenario, cell: row => titleOf(of(row.scenario))},
      {name: 'verdict', text: t('Real GDP', '实际地区生产总值'), kind: 'text', value: row => gdp.get(row.scenario) ?? null, cell: row => (gdp.has(row.scenario) ? badge(gdp.get(row.scenario)) : '–')},
      {name: 'grade', text: t('Evidence', '证据等级'), kind: 'text', value: row => row.evidence || weakest(of(row.scenario)),
        cell: row => row.evidence || grades(of(row.scenario)).map(g => `${g.grade} (${g.name.replaceAll('_', ' ')})`).join(', ') || t('no lever', '无政策工具')},
      ...['gross', 'recovered', 'net', 'tax_expenditure', 'equity_at_risk', 'equity_recovered', 'gdp', 'job_years', 'cost_per_job_year', 'gdp_per_net_yuan',
        'output_reached', 'output_same_cities', 'output_elsewhere', 'displaced']
        .filter(name => all.columns[name] && (!/^(tax|equity|output|displaced)/.test(name) || rows.some(row => row[name]))).map(name => figure(name, rows)),
      {name: 'break_even', text: t('Break-even', '回本年份'), kind: 'number', value: row => row.break_even, cell: row => (row.break_even === null ? t('none', '无') : String(row.break_even))},
    ], rows, 'costs'));
  };
  section.append(el('h3', {}, t('What it costs and what it brings', '成本与收益')),
    el('div', {class: 'controls'}, chooser(t('Added up to', '累计至'), dates.map(d => [d, dateText(d)]), chosen.cost, v => { chosen.cost = v; fill(); }, 'cost-date')), host,
    el('p', {class: 'note'}, t('All more than in the base, at prices of the base year, with 95 % intervals beneath. Evidence of the levers: A causal evidence from China, B causal evidence from elsewhere, C panel evidence, D official figures, E none. Experimental alternatives have no rank.',
      '均为相对基准的增量，按基年价格，下方为 95% 区间。政策工具的证据等级：A 中国因果证据，B 其他地区因果证据，C 面板证据，D 官方数据，E 无证据。')));
  fill();
}

/** How far each setting is from the targets of the base, if it has any. */
function targets(section) {
  const all = table('targets');
  if (!all) return;
  const name = of => (of ? nameOf(places.get(of) ?? industries.get(of)) || of : t('the region', '全区域'));
  const unitOf = new Map((table('outcomes')?.rows ?? []).map(row => [row.outcome, row.unit]));
  const show = (row, value) => amount(value, unitOf.get(row.outcome) ?? (/output/.test(row.outcome) ? 'mln_cny/year' : 'number'));
  section.append(el('h3', {}, t('Targets', '目标')), sortable([
    {name: 'target', text: t('Target', '目标'), kind: 'text', value: row => row.target, cell: row => row.target},
    {name: 'scenario', text: t('Setting', '方案'), kind: 'text long', value: row => row.scenario, cell: row => titleOf(settings.find(s => s.name === row.scenario))},
    {name: 'date', text: t('Year', '年份'), kind: 'number', value: row => row.date, cell: row => String(row.date)},
    {name: 'outcome', text: t('Outcome', '指标'), kind: 'text long', value: row => row.outcome, cell: row => [label(row.outcome), el('br'), el('small', {}, name(row.of))]},
    {name: 'at_least', text: t('At least', '目标值'), kind: 'number', value: row => row.at_least, cell: row => show(row, row.at_least)},
    {name: 'mean', text: t('Mean', '均值'), kind: 'number', value: row => row.mean, cell: row => [show(row, row.mean), el('br'), el('small', {}, `${show(row, row.ci_lo)} – ${show(row, row.ci_hi)}`)]},
    {name: 'ratio', text: t('Reached', '完成度'), kind: 'number', value: row => row.ratio, cell: row => percent(row.ratio, false)},
    {name: 'p_reached', text: t('Share of replicates that reach it', '达标重复占比'), kind: 'number', value: row => row.p_reached, cell: row => percent(row.p_reached, false)},
    {name: 'source', text: t('Source', '来源'), kind: 'text long', value: row => row.source, cell: row => row.source},
  ], all.rows, 'targets'));
}

export const dateText = date => (date.startsWith('pv') ? t(`present value at ${date.slice(2)} %`, `现值（${date.slice(2)}%）`) : date);

export function comparisonTable(section) {
  if (kind === 'run') {
    section.append(el('p', {class: 'missing'}, t('One run is compared with nothing. For effects with intervals, costs and ranks: ', '单次运行没有比较对象。要得到带区间的效果、成本与排序：'),
      el('code', {}, `lingnan compare ${manifest.scenario_file} ALTERNATIVE.yaml -o DIR && lingnan report DIR`)));
    return;
  }
  costs(section);
  targets(section);
  const all = table('comparison');
  const dates = distinct(all.columns.date);
  remembered(chosen, 'date', dates.filter(date => /^\d{4}$/.test(date)).at(-1), dates);
  remembered(chosen, 'alternative', alternatives[0].name, ['all', ...alternatives.map(a => a.name)]);
  const host = el('div');
  const of = name => titleOf(alternatives.find(a => a.name === name));
  const cost = new Map((table('costs')?.rows ?? []).map(row => [`${row.scenario} ${row.date}`, row]));
  const fill = () => {
    const costOf = row => cost.get(`${row.scenario} ${row.date}`) ?? null;
    const gross = scaleOf('mln_cny', Math.max(0, ...all.rows.map(costOf).map(row => Math.abs(row?.gross ?? 0))));
    const rows = all.rows.filter(row => row.date === chosen.date && (chosen.alternative === 'all' || row.scenario === chosen.alternative));
    const scale = row => scaleOf(row.unit, Math.max(...[row.effect, row.ci_lo, row.ci_hi].map(Math.abs)), true);
    const number = (row, value) => digits(value * scale(row).by, true);
    const range = (row, low, high) => `${number(row, low)} ${t('to', '至')} ${number(row, high)}`;
    host.replaceChildren(sortable([
      ...(chosen.alternative === 'all' ? [{name: 'scenario', text: t('Alternative', '方案'), kind: 'text long', value: row => row.scenario, cell: row => of(row.scenario)}] : []),
      {name: 'outcome', text: t('Outcome', '指标'), kind: 'text long', value: row => row.outcome, cell: row => [label(row.outcome), el('br'), el('small', {}, scale(row).unit)]},
      {name: 'base_mean', text: t('Base', '基准'), kind: 'number', value: row => row.base_mean, cell: row => {
        const base = scaleOf(row.unit, row.base_mean);
        return [digits(row.base_mean * base.by, false, 4), el('br'), el('small', {}, base.unit)];
      }, by: row => scaleOf(row.unit, row.base_mean).by},
      {name: 'effect', text: [t('Effect', '效果'), el('br'), el('small', {}, t('95 % interval', '95% 区间'))], kind: 'number', value: row => row.effect, by: row => scale(row).by,
        cell: row => withInterval(row, 'effect', scale(row), 'ci')},
      {name: 'share', text: t('% of base', '占基准'), kind: 'number', value: row => (row.base_mean ? row.effect / row.base_mean : null), cell: row => (row.base_mean ? percent(row.effect / row.base_mean) : '–')},
      {name: 'verdict', text: t('Verdict', '结论'), kind: 'text', value: row => row.verdict, cell: row => badge(row.verdict)},
      {name: 'evidence', text: t('Evidence', '证据等级'), kind: 'text', value: row => row.evidence || null, cell: row => row.evidence || t('no lever', '无政策工具')},
      {name: 'cost', text: [t('Cost', '成本'), el('br'), el('small', {}, gross.unit)], kind: 'number', scale: gross, value: row => costOf(row)?.gross ?? null,
        cell: row => (costOf(row) ? withInterval(costOf(row), 'gross', gross) : '–')},
      {name: 'displaced', text: label('displaced'), kind: 'number', value: row => costOf(row)?.displaced ?? null,
        cell: row => ((costOf(row)?.displaced ?? null) === null ? '–' : withInterval(costOf(row), 'displaced', {by: 1}))},
      {name: 'sci_lo', text: t('for all together', '同时区间'), kind: 'number', value: row => row.sci_lo, by: row => scale(row).by, cell: row => range(row, row.sci_lo, row.sci_hi)},
      {name: 'p_holm', text: 'p (Holm)', kind: 'number', value: row => row.p_holm, cell: row => digits(row.p_holm)},
      {name: 'p_best', text: t('Chance of best', '最优概率'), kind: 'number', value: row => row.p_best, cell: row => (row.p_best === null ? '–' : percent(row.p_best, false))},
      {name: 'mde', text: t('Would be found', '可识别效果'), kind: 'number', value: row => row.mde, by: row => scale(row).by, cell: row => digits(row.mde * scale(row).by)},
    ], rows, 'comparison-table'));
  };
  section.append(el('h3', {}, t('Every outcome', '全部指标')),
    el('div', {class: 'controls'},
      chooser(t('Alternative', '方案'), [['all', t('all', '全部')], ...alternatives.map(a => [a.name, titleOf(a)])], chosen.alternative, v => { chosen.alternative = v; fill(); }, 'table-alternative'),
      chooser(t('Date', '日期'), dates.map(d => [d, dateText(d)]), chosen.date, v => { chosen.date = v; fill(); }, 'table-date')), host,
    el('p', {class: 'note'}, t('Press a heading to sort. More or less: the interval for all alternatives together does not hold 0. Would be found: the smallest effect found with a power of 80 %. Cost: gross, and displacement: yuan of output lost outside the levers\' reach for each gained inside, both added up to the date; – where all is in reach or the gain may be 0.',
      '点击表头排序。“增加/减少”：所有方案的同时区间不含 0。“可识别效果”：检验力 80% 时可识别的最小效果。“成本”为总成本，“挤出”为作用范围内每增加一元产出时范围外减少的产出（元），均累计至该日期；“–”表示全部在作用范围内，或增量可能为 0。')));
  if (!table('robust') || !table('explain'))
    section.append(el('p', {class: 'note'}, t('What each lever adds, and effects under other assumptions: ', '各工具的贡献以及其他假设下的效果：'), el('code', {}, 'lingnan compare BASE ALTERNATIVE... --explain --robust')));
  fill();
}
