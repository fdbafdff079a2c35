// Levers at work: money, applicants, queues and budgets month by month, and what is known about each lever.
import {axisTooltip, axisLabel, chart, kDashes, kSeries, legendKey, yValues} from './charts.js';
import {alternatives, distinct, groupBy, kind, leverCards, manifest, table} from './data.js';
import {el} from './dom.js';
import {sortable} from './table.js';
import {amount, digits, label, scaleOf, t, titleOf} from './text.js';

function monthly(parent, column, levers, unit) {
  const months = distinct([...levers.values()].flat().map(row => row.month));
  const names = [...levers.keys()];
  const largest = Math.max(0, ...[...levers.values()].flat().map(row => Math.abs(row[column])));
  const scale = scaleOf(unit, largest);
  const one = el('div', {}, el('h3', {}, label(column === 'recovered' ? 'recovered_equity' : column)));
  parent.append(one);
  chart(one, `lever-${column}`, label(column), () => ({
    height: 190, grid: {left: 56, right: 16, top: 32, bottom: 26},
    xAxis: {type: 'category', data: months, boundaryGap: false, axisLabel: {...axisLabel, formatter: m => m.slice(0, 4), interval: (_, m) => m.endsWith('-01') && Number(m.slice(0, 4)) % 2 === 1},
      axisTick: {show: false}},
    yAxis: yValues(scale.unit, v => digits(v * scale.by), {scale: false, min: 0}),
    tooltip: axisTooltip(items => `<b>${items[0].axisValue}</b>` + items.map(i => `<br>${i.marker} ${i.seriesName}: ${amount(i.value, unit)}`).join('')),
    series: names.map((name, at) => ({type: 'line', name, data: levers.get(name).map(row => row[column]), symbol: 'none', lineStyle: {width: 1.8, color: kSeries[1 + (at % 6)], type: kDashes[1 + (at % 6)]},
      itemStyle: {color: kSeries[1 + (at % 6)]}, areaStyle: names.length === 1 ? {opacity: 0.12} : undefined})),
  }));
}

function cards(section, policies) {
  const used = distinct(policies.map(lever => lever.lever));
  for (const name of used) {
    const card = leverCards[name];
    if (!card) continue;
    section.append(el('details', {}, el('summary', {}, `${t(name.replaceAll('_', ' '), card.name_zh)} – ${t('evidence', '证据等级')} ${card.grade}`),
      el('p', {}, t(card.mechanism, card.mechanism_zh)),
      el('dl', {class: 'facts'}, el('dt', {}, t('Evidence', '证据')), el('dd', {}, card.evidence), el('dt', {}, t('May backfire', '可能的反效果')), el('dd', {}, card.backfire),
        el('dt', {}, t('Acts through', '作用渠道')), el('dd', {}, card.hooks))));
  }
}

export function levers(section) {
  const rows = table('levers');
  if (kind === 'comparison') {
    const policies = alternatives.flatMap(a => a.scenario?.policy ?? []);
    section.append(el('p', {class: 'missing'}, t('What levers spend, whom they serve and who waits is in the results of a single run: ', '政策工具的支出、受益与排队情况见单次运行结果：'),
      el('code', {}, `lingnan run ${alternatives.find(a => a.scenario?.policy?.length)?.file ?? 'ALTERNATIVE.yaml'} -o DIR && lingnan report DIR`)));
    for (const alternative of alternatives) {
      if (!alternative.scenario?.policy?.length) continue;
      section.append(el('h3', {}, titleOf(alternative)));
      cards(section, alternative.scenario.policy);
    }
    if (policies.length === 0) section.append(el('p', {}, t('No setting uses a lever.', '没有方案使用政策工具。')));
    return;
  }
  const policy = manifest.scenario?.policy ?? [];
  if (!rows) {
    section.append(el('p', {class: 'missing'}, t('The scenario has no lever. What there is: ', '该情景没有政策工具。可用工具：'), el('code', {}, 'lingnan describe levers')));
    return;
  }
  const byLever = groupBy(rows.rows, 'lever');
  section.append(el('p', {class: 'lead'}, t('Month by month in this one run. A budget is that of the calendar year.', '本次运行的逐月情况。预算为日历年度预算。')));
  const totals = [...byLever].map(([lever, list]) => ({
    lever, spent: sum(list, 'spent'), take_up: sum(list, 'take_up'), rejected: sum(list, 'rejected'), queue: list.at(-1).queue, budget_left: list.at(-1).budget_left,
    first: list.find(row => row.spent > 0)?.month ?? null, last: list.findLast?.(row => row.spent > 0)?.month ?? null,
  }));
  const total = column => ({name: column, text: label(column), kind: 'number', value: row => row[column], cell: row => amount(row[column], rows.units[column].replace('/month', ''))});
  section.append(sortable([
    {name: 'lever', text: t('Lever', '政策工具'), kind: 'text', value: row => row.lever, cell: row => row.lever}, total('spent'), total('take_up'), total('rejected'), total('queue'), total('budget_left'),
    {name: 'first', text: t('First spending', '首次支出'), kind: 'text', value: row => row.first, cell: row => row.first ?? '–'},
    {name: 'last', text: t('Last spending', '末次支出'), kind: 'text', value: row => row.last, cell: row => row.last ?? '–'},
  ], totals, 'levers-table'));
  const many = el('div', {class: 'many'});
  section.append(many);
  const kAlways = ['spent', 'take_up', 'rejected', 'queue', 'budget_left'];
  for (const column of rows.measures.filter(name => kAlways.includes(name) || rows.columns[name].some(value => value !== 0))) monthly(many, column, byLever, rows.units[column]);
  if (byLever.size > 1)
    section.append(el('div', {class: 'legend'}, [...byLever.keys()].map((name, at) => legendKey('line', kSeries[1 + (at % 6)], name, {dashes: kDashes[1 + (at % 6)]}))));
  cards(section, policy);
}

const sum = (rows, column) => rows.reduce((all, row) => all + row[column], 0);
