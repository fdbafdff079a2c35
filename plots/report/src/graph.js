// Who sells to whom: suppliers and buyers of an industry or cluster, or its sales between places; the largest flows as ribbons.
import {chart, kInk, kSeries, tooltip} from './charts.js';
import {distinct, groupBy, industries, kind, manifest, places, table, years} from './data.js';
import {chooser, el, remembered} from './dom.js';
import {amount, nameOf, percent, t} from './text.js';

const chosen = {};
const kRibbons = 28;   // between places, and between industries
const kPartners = 12;  // suppliers and buyers by name; the rest is one
const kFinal = {households: ['Households', '居民'], government: ['Government', '政府'], investment: ['Investment', '投资'], ROC: ['Rest of China', '国内其他地区'], ROW: ['Abroad', '国外']};

export function graph(section) {
  const goods = table('goods_industry'), supply = table('supply');
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
  const views = supply ? [['supply', t('Suppliers and buyers', '供应方与购买方')], ['places', t('Between places', '地区之间')]] : [['places', t('Between places', '地区之间')]];
  remembered(chosen, 'view', views[0][0], views.map(v => v[0]));
  remembered(chosen, 'what', 'i:COMM', choices.map(c => c[0]));
  remembered(chosen, 'year', allYears.at(-1), allYears);
  const lead = el('p', {class: 'lead'}), host = el('div'), note = el('p', {class: 'note'});
  const shareOf = code => {  // of an industry in what is chosen
    if (chosen.what === 'all') return 1;
    const [type, which] = chosen.what.split(':');
    if (type === 'i') return code === which ? 1 : 0;
    return members.get(which).find(member => member.industry === code)?.share ?? 0;
  };
  const place = code => nameOf(places.get(code)) || code;
  const industry = code => nameOf(industries.get(code)) || (kFinal[code] ? t(...kFinal[code]) : code);
  const palette = order => code => (order.includes(code) ? kSeries[1 + (order.indexOf(code) % (kSeries.length - 1))] : '#8b949e');
  const network = () => el('code', {}, `lingnan describe network ${manifest.scenario_file}`);

  // Ribbons between nodes: {name, label, side, colour} and {source, target, value}.
  const ribbons = (nodes, links, whole, unit, what) => chart(host, 'graph', what, width => {
    const margin = width < 500 ? 74 : width < 900 ? 120 : 200;
    const named = new Map(nodes.map(node => [node.name, node.label]));
    return {
      height: 600,
      tooltip: tooltip(({data, dataType, value}) => (dataType === 'edge'
        ? `${named.get(data.source)} → ${named.get(data.target)}<br>${amount(value, unit)} (${percent(value / whole, false)})`
        : `${named.get(data.name)}: ${amount(value, unit)}`)),
      series: [{
        type: 'sankey', left: margin, right: margin, top: 8, bottom: 8, nodeWidth: 14, nodeGap: 12, draggable: false, emphasis: {focus: 'adjacency'},
        data: nodes.map(node => ({name: node.name, itemStyle: {color: node.colour, borderWidth: 0}, label: {position: node.side, formatter: node.label, color: kInk, fontSize: 12, width: node.side === 'top' ? width / 2 : margin - 6, overflow: 'truncate'}})),
        links: links.map(link => ({source: link.source, target: link.target, value: link.value, lineStyle: {color: link.colour, opacity: 0.36, curveness: 0.5}})),
        layoutIterations: 32,
      }],
    };
  });
  // Flows {from, to, value} as two columns; `name` and `colour` of a code.
  const columns = (flows, whole, unit, what, name, colour) => ribbons([
    ...distinct(flows.map(f => f.from)).map(code => ({name: `o ${code}`, label: name(code), side: 'left', colour: colour(code)})),
    ...distinct(flows.map(f => f.to)).map(code => ({name: `d ${code}`, label: name(code), side: 'right', colour: colour(code)})),
  ], flows.map(f => ({source: `o ${f.from}`, target: `d ${f.to}`, value: f.value, colour: colour(f.from)})), whole, unit, what);
  const added = (sums, from, to, value) => {
    const key = `${from} ${to}`;
    sums.set(key, {from, to, value: (sums.get(key)?.value ?? 0) + value});
  };
  const byValue = sums => [...sums.values()].sort((a, b) => b.value - a.value);
  const total = flows => flows.reduce((sum, flow) => sum + flow.value, 0);

  const betweenPlaces = () => {
    lead.textContent = t('Sales of an industry or cluster by origin (left) and destination (right). Ribbons: the largest flows, as wide as the sales. Sales within a city count as well.',
      '某行业或集群销售的来源地（左）与目的地（右）。条带为最大的流量，宽度与销售额成比例；市内销售也计入。');
    const sums = new Map();
    for (const row of goods.rows) {
      const value = row.year === chosen.year ? row.sales * shareOf(row.industry) : 0;
      if (value > 0) added(sums, row.origin, row.destination, value);
    }
    const flows = byValue(sums), shown = flows.slice(0, kRibbons), whole = total(flows), unit = goods.units.sales;
    if (shown.length === 0) return;
    columns(shown, whole, unit, t('Sales between places', '地区间销售'), place, palette(distinct(shown.map(f => f.from)).filter(code => places.get(code)?.kind === 'city')));
    note.replaceChildren(t(`${chosen.year}: the ${shown.length} largest of ${flows.length} flows hold ${percent(total(shown) / whole, false)} of ${amount(whole, unit)}. Links between enterprises are measured by `,
      `${chosen.year} 年：${flows.length} 条流量中最大的 ${shown.length} 条占 ${amount(whole, unit)} 的 ${percent(total(shown) / whole, false)}。企业间联系的测度：`), network());
  };

  const betweenIndustries = rows => {
    lead.textContent = t('What industries (left) sell to other industries (right). Ribbons: the largest flows, as wide as the sales. Sales within an industry and to final users are told below.',
      '各行业（左）向其他行业（右）的销售。条带为最大的流量，宽度与销售额成比例；行业内部和对最终用户的销售见下方说明。');
    const sums = new Map(), unit = supply.units.sales;
    let within = 0, final = 0;
    for (const row of rows) {
      if (row.seller === row.buyer) within += row.sales;
      else if (kFinal[row.buyer]) final += row.sales;
      else added(sums, row.seller, row.buyer, row.sales);
    }
    const flows = byValue(sums), shown = flows.slice(0, kRibbons), whole = total(flows);
    columns(shown, whole, unit, t('Sales between industries', '行业间销售'), industry, palette(distinct(shown.map(f => f.from))));
    note.replaceChildren(t(`${chosen.year}: the ${shown.length} largest of ${flows.length} flows hold ${percent(total(shown) / whole, false)} of ${amount(whole, unit)} between industries; ${amount(within, unit)} are sold within industries, ${amount(final, unit)} to households, government, investors and outside. Imports are not in it.`,
      `${chosen.year} 年：${flows.length} 条流量中最大的 ${shown.length} 条占行业间销售 ${amount(whole, unit)} 的 ${percent(total(shown) / whole, false)}；行业内部销售 ${amount(within, unit)}，对居民、政府、投资和省外的销售 ${amount(final, unit)}。不含调入和进口。`));
  };

  // The largest by name, the rest as one.
  const largest = sums => {
    const flows = byValue(sums), rest = total(flows.slice(kPartners));
    return [...flows.slice(0, kPartners), ...(rest > 0 ? [{from: 'rest', to: 'rest', value: rest}] : [])];
  };
  const aroundChosen = rows => {
    const chosenName = choices.find(c => c[0] === chosen.what)[1];
    lead.textContent = t('From whom an industry or cluster buys in the region (left) and who buys from it (right). Ribbons are as wide as the sales; what its own enterprises sell each other is told below.',
      '某行业或集群在省内的供应方（左）与其购买方（右）。条带宽度与销售额成比例；其内部企业之间的销售见下方说明。');
    const bought = new Map(), sold = new Map();
    let within = 0, sales = 0, purchases = 0;
    for (const row of rows) {
      const seller = shareOf(row.seller), buyer = shareOf(row.buyer);
      within += row.sales * seller * buyer;
      sales += row.sales * seller;
      purchases += row.sales * buyer;
      if (seller < 1 && buyer > 0) added(bought, row.seller, '', row.sales * (1 - seller) * buyer);
      if (seller > 0 && buyer < 1) added(sold, '', row.buyer, row.sales * seller * (1 - buyer));
    }
    const from = largest(bought), to = largest(sold), unit = supply.units.sales;
    if (from.length + to.length === 0) return;
    const name = code => (code === 'rest' ? t('Others', '其他') : industry(code));
    const colour = palette(distinct([...from.map(f => f.from), ...to.map(f => f.to)]).filter(code => code !== 'rest'));
    ribbons([
      ...from.map(f => ({name: `o ${f.from}`, label: name(f.from), side: 'left', colour: colour(f.from)})),
      {name: 'chosen', label: chosenName, side: 'top', colour: kInk},
      ...to.map(f => ({name: `d ${f.to}`, label: name(f.to), side: 'right', colour: colour(f.to)})),
    ], [
      ...from.map(f => ({source: `o ${f.from}`, target: 'chosen', value: f.value, colour: colour(f.from)})),
      ...to.map(f => ({source: 'chosen', target: `d ${f.to}`, value: f.value, colour: colour(f.to)})),
    ], Math.max(sales, purchases), unit, t('Suppliers and buyers', '供应方与购买方'));
    note.replaceChildren(t(`${chosen.year}: ${chosenName} buys ${amount(purchases, unit)} in the region and sells ${amount(sales, unit)}, of which ${amount(within, unit)} within itself. Imports are not in it. Links between enterprises are measured by `,
      `${chosen.year} 年：${chosenName}在省内购买 ${amount(purchases, unit)}，销售 ${amount(sales, unit)}，其中内部销售 ${amount(within, unit)}。不含调入和进口。企业间联系的测度：`), network());
  };

  const fill = () => {
    host.replaceChildren();
    note.replaceChildren();
    if (chosen.view === 'places') betweenPlaces();
    else {
      const rows = supply.rows.filter(row => row.year === chosen.year);
      if (chosen.what === 'all') betweenIndustries(rows);
      else aroundChosen(rows);
    }
    if (!host.hasChildNodes()) host.append(el('p', {class: 'missing'}, t('No sales in this year.', '该年没有销售。')));
  };
  section.append(lead, el('div', {class: 'controls'},
    chooser(t('View', '视图'), views, chosen.view, v => { chosen.view = v; fill(); }, 'graph-view'),
    chooser(t('Industry or cluster', '行业或集群'), choices, chosen.what, v => { chosen.what = v; fill(); }, 'graph-what'),
    chooser(t('Year', '年份'), allYears.map(y => [String(y), String(y)]), String(chosen.year), v => { chosen.year = Number(v); fill(); }, 'graph-year')), host, note);
  fill();
}
