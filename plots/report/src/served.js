// Whom levers serve and at whose cost, and what shocks cost each setting.
import {asked, colour, differences, measured, of, oneOf, point, reachOf} from './assumptions.js';
import {dots, kSeries} from './charts.js';
import {groupBy, settings, table} from './data.js';
import {el} from './dom.js';
import {dateText, sortable} from './table.js';
import {amount, digits, interval, label, percent, scaleOf, t, titleOf} from './text.js';

const kTerms = {
  gross: ['the served: gross change', '受惠企业：总变化'],
  deadweight: ['the same without the levers (deadweight)', '无政策亦会发生（无谓部分）'],
  displacement_city: ['displaced in the same city', '本市挤出'],
  displacement_province: ['displaced in other cities', '省内他市挤出'],
  spillover: ['spillover to other industries', '对其他行业的溢出'],
  net: ['net, all of the region', '全省净效果'],
  displacement_outside: ['from the rest of the country, at most', '省外挤出（上限）'],
};
const termText = term => (kTerms[term] ? t(...kTerms[term]) : label(term));

/** The effect of an alternative by whom its levers serve. */
export function served(section) {
  const all = table('additionality');
  section.append(el('p', {class: 'lead'}, t('The effect taken apart by whom the levers serve, enterprise by enterprise against itself under the same luck without them: net = gross − deadweight − displacement in the same city and in others + spillover. Served are enterprises on their own that get a grant, a place or money of a public fund; members of pools cannot be told apart, and where only they are served, net alone is told.',
    '按受惠对象分解效果，逐企业与相同随机条件下无政策的自身比较：净效果 = 总变化 − 无谓部分 − 本市与省内他市挤出 + 溢出。受惠企业指获得补助、名额或公共基金投资的独立主体；群体成员无法逐一识别，仅涉及群体时只给出净效果。')));
  asked(section, 'additionality', all,
    (mine, change) => oneOf(all, 'additionality', mine, change), {
      draw(host, rows, {alternative, outcome, date}) {
        const parts = rows.filter(row => row.scenario === alternative);
        host.append(el('h3', {}, `${titleOf(of(alternative))}: ${label(outcome)}, ${dateText(date)}`));
        dots(host, 'additionality', t(`${label(outcome)} by whom levers serve`, `按受惠对象分解的${label(outcome)}`),
          parts.map(row => point(termText(row.term), row, 'value', row.term === 'net' ? kSeries[0] : colour(of(alternative)), {net: 'diamond', displacement_outside: 'triangle'}[row.term])),
          scaleOf(parts[0].unit, reachOf(parts), true), true);
        host.append(el('p', {class: 'note'}, t(`Diamond: net. Triangle: not part of net. Hollow: the interval holds 0. Enterprises served, mean over replicates: ${digits(parts[0].served)}.`,
          `菱形：净效果。三角：不计入净效果。空心：区间包含 0。受惠企业数（副本均值）：${digits(parts[0].served)}。`)));
      },
      fill(rows, {alternative}) {
        return [sortable([measured('measure'),
          {name: 'term', text: t('Part', '部分'), kind: 'text long', value: row => row.term, cell: row => termText(row.term)},
          differences('value', t('Effect', '效果')),
          {name: 'share', text: t('of gross', '占总变化'), kind: 'number', value: row => row.share, by: () => 100,
            cell: row => (row.share === null ? '–' : [percent(row.share, false), el('br'), el('small', {}, `${percent(row.share_lo, false)} ${t('to', '至')} ${percent(row.share_hi, false)}`)])},
        ], rows.filter(row => row.scenario === alternative), 'additionality-table')];
      },
    }, 'measure');
}

const kMeasures = {
  depth: ['Largest loss of a month', '单月最大损失'],
  loss: ['Loss in all', '累计损失'],
  months_to_95: ['Until 95 % is back', '恢复至 95% 所需月数'],
  months_to_recover: ['Until 95 % of the deepest loss is made up', '弥补最深损失 95% 所需月数'],
  insolvencies: ['More insolvent enterprises than without, at most', '新增资不抵债企业，累计最高'],
  falling: ['Enterprises that lose a tenth of demand, at most', '需求下降超过一成的企业，最高占比'],
  cvar90_loss: ['Mean of the worst tenth of losses', '最坏 10% 损失的均值'],
};
const measureText = measure => (kMeasures[measure] ? t(...kMeasures[measure]) : label(measure));

/** What the shocks cost each setting, against itself without them. */
export function resilience(section) {
  const all = table('resilience');
  section.append(el('p', {class: 'lead'}, t('What the shocks cost real GDP: each setting against its own run of the same luck without them, means and 95 % intervals. Months count from the start of the first shock, to the end of the run where GDP is not back.',
    '冲击对实际地区生产总值的影响：各方案与其自身在相同随机条件下无冲击的运行比较，均值与 95% 区间。月数自首次冲击起计，未恢复者计至运行结束。')));
  const two = el('div', {class: 'two'});
  section.append(two);
  const setting = name => settings.find(one => one.name === name);
  for (const [measure, rows] of groupBy(all.rows, 'measure')) {
    const side = el('div', {}, el('h3', {}, measureText(measure)));
    two.append(side);
    dots(side, `resilience-${measure}`, measureText(measure), rows.map(row => ({
      name: titleOf(setting(row.scenario)), value: row.value, low: row.ci_lo, high: row.ci_hi, colour: colour(setting(row.scenario)),
      tell: `<b>${titleOf(setting(row.scenario))}</b><br>${amount(row.value, row.unit)}<br>95 %: ${interval(row.ci_lo, row.ci_hi, row.unit, false)}`,
    })), scaleOf(rows[0].unit, reachOf(rows)), false);
  }
  const scale = row => scaleOf(row.unit, reachOf([row]));
  const cell = (row, name, ends, signed) => (row[name] === null ? '–' : [digits(row[name] * scale(row).by, signed), el('br'),
    el('small', {}, `${digits(row[`${ends}_lo`] * scale(row).by, signed)} ${t('to', '至')} ${digits(row[`${ends}_hi`] * scale(row).by, signed)}`)]);
  section.append(sortable([
    {name: 'measure', text: t('Measure', '指标'), kind: 'text long', value: row => row.measure, cell: row => [measureText(row.measure), el('br'), el('small', {}, scale(row).unit)]},
    {name: 'scenario', text: t('Setting', '方案'), kind: 'text long', value: row => row.scenario, cell: row => titleOf(setting(row.scenario))},
    {name: 'value', text: [t('Mean', '均值'), el('br'), el('small', {}, t('95 % interval', '95% 区间'))], kind: 'number', value: row => row.value, by: row => scale(row).by, cell: row => cell(row, 'value', 'ci', false)},
    {name: 'effect', text: t('Less base', '与基准之差'), kind: 'number', value: row => row.effect, by: row => scale(row).by, cell: row => cell(row, 'effect', 'effect', true)},
    {name: 'not_by_end', text: t('Not back by the end', '期末未恢复'), kind: 'number', value: row => row.not_by_end, by: () => 100,
      cell: row => (row.not_by_end === null ? '–' : percent(row.not_by_end, false))},
  ], all.rows, 'resilience-table'));
}
