// Who sells to whom: sales of an industry or cluster between places, the largest flows as ribbons.
import {chart, kInk, kSeries, tooltip} from './charts.js';
import {distinct, groupBy, industries, kind, manifest, places, table, years} from './data.js';
import {chooser, el, remembered} from './dom.js';
import {amount, nameOf, percent, t} from './text.js';

const chosen = {};
const kRibbons = 28;

export function graph(section) {
  const goods = table('goods_industry');
  if (kind !== 'run' || !goods) {
    section.append(el('p', {class: 'missing'}, t('Sales between places are in the results of a single run: ', '地区间销售见单次运行结果：'),
      el('code', {}, `lingnan run ${manifest.scenarios?.[1]?.file ?? 'SCENARIO'} -o DIR && lingnan report DIR`), t('. The generated supply graph is measured by ', '。供应网络的结构测度：'),
      el('code', {}, `lingnan describe network ${manifest.scenarios?.[0]?.file ?? 'SCENARIO'}`)));
    return;
  }
  const clusters = table('clusters');
  const members = clusters ? groupBy(clusters.rows, 'code') : new Map();
  const allYears = distinct(goods.columns.year).filter(year => years.includes(year));
  const choices = [['all', t('All industries', '全部行业')],
    ...[...members].map(([code, rows]) => [`c:${code}`, `${t('Cluster', '集群')}: ${t(rows[0].name_en, rows[0].name_zh)}`]),
    ...[...industries.values()].map(industry => [`i:${industry.code}`, nameOf(industry)])];
  remembered(chosen, 'what', 'i:COMM', choices.map(c => c[0]));
  remembered(chosen, 'year', allYears.at(-1), allYears);
  section.append(el('p', {class: 'lead'}, t('Sales of an industry or cluster by origin (left) and destination (right). Ribbons: the largest flows, as wide as the sales. Sales within a city count as well.',
    '某行业或集群销售的来源地（左）与目的地（右）。条带为最大的流量，宽度与销售额成比例；市内销售也计入。')));
  const host = el('div'), note = el('p', {class: 'note'});
  const weight = row => {
    if (chosen.what === 'all') return 1;
    const [type, code] = chosen.what.split(':');
    if (type === 'i') return row.industry === code ? 1 : 0;
    return members.get(code).find(member => member.industry === row.industry)?.share ?? 0;
  };
  const fill = () => {
    const sums = new Map();
    let whole = 0;
    for (const row of goods.rows) {
      if (row.year !== chosen.year) continue;
      const value = row.sales * weight(row);
      if (!(value > 0)) continue;
      whole += value;
      const key = `${row.origin} ${row.destination}`;
      sums.set(key, {from: row.origin, to: row.destination, value: (sums.get(key)?.value ?? 0) + value});
    }
    const links = [...sums.values()].sort((a, b) => b.value - a.value).slice(0, kRibbons);
    host.replaceChildren();
    if (links.length === 0) {
      host.append(el('p', {class: 'missing'}, t('No sales in this year.', '该年没有销售。')));
      note.textContent = '';
      return;
    }
    const unit = goods.units.sales;
    const name = code => nameOf(places.get(code)) || code;
    const ends = distinct([...links.map(l => `o ${l.from}`), ...links.map(l => `d ${l.to}`)]);
    const order = distinct(links.map(l => l.from));
    const colour = code => (places.get(code)?.kind === 'city' ? kSeries[1 + (order.indexOf(code) % (kSeries.length - 1))] : '#8b949e');
    chart(host, 'graph', t('Sales between places', '地区间销售'), width => ({
      height: 600,
      tooltip: tooltip(({data, dataType, value}) => (dataType === 'edge'
        ? `${name(data.source.slice(2))} → ${name(data.target.slice(2))}<br>${amount(value, unit)} (${percent(value / whole, false)})`
        : `${name(data.name.slice(2))}: ${amount(value, unit)}`)),
      series: [{
        type: 'sankey', left: width < 500 ? 74 : 120, right: width < 500 ? 74 : 120, top: 8, bottom: 8, nodeWidth: 14, nodeGap: 12, draggable: false, emphasis: {focus: 'adjacency'},
        data: ends.map(end => ({name: end, itemStyle: {color: colour(end.slice(2)), borderWidth: 0}, label: {position: end[0] === 'o' ? 'left' : 'right', formatter: name(end.slice(2)), color: kInk, fontSize: 12, width: width < 500 ? 70 : 112, overflow: 'truncate'}})),
        links: links.map(l => ({source: `o ${l.from}`, target: `d ${l.to}`, value: l.value, lineStyle: {color: colour(l.from), opacity: 0.36, curveness: 0.5}})),
        layoutIterations: 32,
      }],
    }));
    const shown = links.reduce((sum, l) => sum + l.value, 0);
    note.replaceChildren(t(`${chosen.year}: the ${links.length} largest of ${sums.size} flows hold ${percent(shown / whole, false)} of ${amount(whole, unit)}. Which industry buys is not recorded by pair of places; the links between enterprises are measured by `,
      `${chosen.year} 年：${sums.size} 条流量中最大的 ${links.length} 条占 ${amount(whole, unit)} 的 ${percent(shown / whole, false)}。结果不按地区对记录购买行业；企业间联系的测度：`),
    el('code', {}, `lingnan describe network ${manifest.scenario_file}`));
  };
  section.append(el('div', {class: 'controls'},
    chooser(t('Industry or cluster', '行业或集群'), choices, chosen.what, v => { chosen.what = v; fill(); }, 'graph-what'),
    chooser(t('Year', '年份'), allYears.map(y => [String(y), String(y)]), String(chosen.year), v => { chosen.year = Number(v); fill(); }, 'graph-year')), host, note);
  fill();
}
