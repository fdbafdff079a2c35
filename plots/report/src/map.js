// Cities as circles at their coordinates, coloured by an outcome, with flows between them as arcs. The dense part of the
// region stands once more beside the map, larger.
import {chart, colourAt, kDiverging, kInk, kRamp, kSoft, legendKey, tooltip} from './charts.js';
import {alternatives, basemap, cities, distinct, groupBy, kind, places, table, years} from './data.js';
import {chooser, el, remembered} from './dom.js';
import {amount, digits, interval, label, nameOf, percent, scaleOf, t, titleOf} from './text.js';
import {verdictWord} from './summary.js';

const chosen = {};
let timer = null;

export function stopPlaying() {
  clearInterval(timer);
  timer = null;
}

/** `table` is that of a run, `flow` the name in the flows of a comparison. */
const kFlows = {
  goods: {table: 'goods', flow: 'goods', value: 'sales', colour: '#a8480a', en: 'Goods and services', zh: '商品与服务'},
  talent: {table: 'talent', flow: 'talent', value: 'persons', by: 'tier', colour: '#6b2e8a', en: 'People', zh: '人才'},
  capital: {table: 'capital', flow: 'capital', value: 'amount', by: 'instrument', colour: '#1d6b3a', en: 'Capital', zh: '资本'},
  moves: {table: 'moves', flow: 'enterprises', value: 'enterprises', colour: '#444b52', en: 'Enterprises that moved', zh: '迁移企业'},
};
const kArcs = 24; // in each panel
/** Of a flow as a share of the largest: the root, so that small flows are still seen. */
const thickness = share => 8 * Math.sqrt(Math.abs(share));
const kLess = [5, 4]; // dashes of what is less than in the base

/** Cities that stand closer to each other than their names are long: the largest such group. */
function denseGroup() {
  const reach = (1 / 12) * Math.hypot(...['lat_deg', 'lon_deg'].map(axis => {
    const values = cities.map(city => city[axis]);
    return Math.max(...values) - Math.min(...values);
  }));
  const group = new Map(cities.map(city => [city.code, city.code]));
  const root = code => (group.get(code) === code ? code : root(group.get(code)));
  for (const a of cities)
    for (const b of cities)
      if (Math.hypot(a.lat_deg - b.lat_deg, a.lon_deg - b.lon_deg) < reach) group.set(root(a.code), root(b.code));
  const largest = [...groupBy(cities, city => root(city.code)).values()].sort((a, b) => b.length - a.length)[0] ?? [];
  return largest.length > 3 ? largest : [];
}

/** A frame of degrees around cities with the shape that width and height ask for. */
function frameOf(list, margin) {
  const lats = list.map(city => city.lat_deg), lons = list.map(city => city.lon_deg);
  return {
    west: Math.min(...lons) - margin, east: Math.max(...lons) + margin, south: Math.min(...lats) - margin, north: Math.max(...lats) + margin,
  };
}
/** All of the base map, places outside the region left out. */
function frameOfShapes() {
  const points = basemap.shapes.filter(shape => places.get(shape.code).kind === 'city').flatMap(shape => shape.rings.flat());
  const reach = axis => points.reduce(([low, high], point) => [Math.min(low, point[axis]), Math.max(high, point[axis])], [Infinity, -Infinity]);
  const [west, east] = reach(0), [south, north] = reach(1);
  return {west: west - 0.1, east: east + 0.1, south: south - 0.1, north: north + 0.1};
}
const squeeze = frame => Math.cos(((frame.south + frame.north) / 2) * (Math.PI / 180));
const heightFor = (frame, width) => (width * (frame.north - frame.south)) / ((frame.east - frame.west) * squeeze(frame));
function widened(frame, ratio) {
  const wide = (frame.east - frame.west) * squeeze(frame), high = frame.north - frame.south;
  const more = Math.max(0, wide * ratio - high) / 2, side = Math.max(0, high / ratio - wide) / 2 / squeeze(frame);
  return {west: frame.west - side, east: frame.east + side, south: frame.south - more, north: frame.north + more};
}

const kSides = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1]];
const kGaps = [3, 12, 24, 38]; // pixels from the circle; farther away a line leads to the name

/** Where names stand, [left, top, right, bottom] by code: near the circle where they cover least. `all` are the circles in the way. */
function placeNames(points, all, width, height, font) {
  const boxes = all.map(p => [p.x - p.r, p.y - p.r, p.x + p.r, p.y + p.r]);
  const overlap = (a, b) => Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const places = new Map();
  for (const p of [...points].sort((a, b) => b.r - a.r)) {
    const lines = p.text.split('\n');
    const w = Math.max(...lines.map(line => [...line].reduce((sum, c) => sum + (c > '⺀' ? 1.04 : 0.58) * font, 0))), h = 1.25 * font * lines.length;
    let best = null;
    for (const gap of kGaps)
      for (const [dx, dy] of kSides) {
        const reach = (p.r + gap) * (dx && dy ? 0.71 : 1);
        const x = p.x + (dx > 0 ? reach : dx < 0 ? -reach - w : -w / 2), y = p.y + (dy > 0 ? reach : dy < 0 ? -reach - h : -h / 2);
        const box = [x, y, x + w, y + h];
        const out = w * h - overlap(box, [0, 0, width, height]);
        const cost = boxes.reduce((sum, other) => sum + overlap(box, other), 0) + 10 * out + 3 * (gap - kGaps[0]) + (dx && dy ? 2 : 0);
        if (!best || cost < best.cost - 1) best = {box, cost};
      }
    boxes.push(best.box);
    places.set(p.code, best.box);
  }
  return places;
}

/** From a circle to a name that stands apart from it, or nothing. */
function leader(p, [left, top, right, bottom]) {
  const x = Math.min(Math.max(p.x, left), right), y = Math.min(Math.max(p.y, top), bottom), long = Math.hypot(x - p.x, y - p.y);
  if (long - p.r < kGaps[1] / 2) return null;
  return [p.x + ((x - p.x) * p.r) / long, p.y + ((y - p.y) * p.r) / long, x, y];
}

/** One panel: cities of the frame, names of some, arcs between them. */
function panel(parent, name, description, {frame, named, shows, state, square}) {
  return chart(parent, name, description, width => {
    const height = Math.round(square ? square(width) : heightFor(frame, width));
    const shown = widened(frame, height / width);
    const x = lon => ((lon - shown.west) / (shown.east - shown.west)) * width;
    const y = lat => ((shown.north - lat) / (shown.north - shown.south)) * height;
    const largest = Math.max(...state.points.map(p => p.size)), font = width < 420 ? 11 : 12;
    const reach = square ? Math.max(20, width * 0.06) : Math.max(12, width * 0.034);
    const points = state.points.map(p => ({...p, x: x(p.city.lon_deg), y: y(p.city.lat_deg), code: p.city.code,
      r: Math.max(4, reach * Math.sqrt(p.size / largest))}));
    if (!square && width < 420) for (const p of points) p.text = p.text.split('\n')[0]; // no room for values
    const inside = points.filter(p => p.x > 0 && p.x < width && p.y > 0 && p.y < height);
    const names = placeNames(inside.filter(p => named(p.city)), inside, width, height, font);
    const leaders = inside.filter(p => names.has(p.code)).map(p => leader(p, names.get(p.code))).filter(Boolean);
    const of = new Map(inside.map(p => [p.code, p]));
    const arcs = state.arcs.filter(arc => of.has(arc.from.code) && of.has(arc.to.code) && shows(arc)).slice(0, kArcs);
    const thickest = Math.max(1e-300, ...state.arcs.map(arc => Math.abs(arc.value)));
    const ends = ({from, to}) => {
      // from edge to edge of the circles, so that the arrow is seen
      const a = of.get(from.code), b = of.get(to.code), long = Math.hypot(b.x - a.x, b.y - a.y) || 1;
      const cut = (p, q, r) => [p.x + ((q.x - p.x) * r) / long, p.y + ((q.y - p.y) * r) / long];
      const degrees = ([px, py]) => [shown.west + (px / width) * (shown.east - shown.west), shown.north - (py / height) * (shown.north - shown.south)];
      return [degrees(cut(a, b, Math.min(a.r, long / 3))), degrees(cut(b, a, Math.min(b.r + 2, long / 3)))];
    };
    const lines = colour => ({
      type: 'lines', coordinateSystem: 'cartesian2d', z: 3, symbol: ['none', 'arrow'], clip: true,
      data: arcs.map(arc => ({
        coords: ends(arc), arc,
        symbolSize: 5 + 6 * Math.sqrt(Math.abs(arc.value) / thickest),
        lineStyle: {width: thickness(arc.value / thickest), curveness: 0.22, color: colour, opacity: arc.faint ? 0.28 : 0.62, type: arc.value < 0 ? kLess : 'solid'},
      })),
    });
    return {
      height,
      grid: {left: 0, right: 0, top: 0, bottom: 0},
      xAxis: {type: 'value', min: shown.west, max: shown.east, show: false},
      yAxis: {type: 'value', min: shown.south, max: shown.north, show: false},
      tooltip: tooltip(({data}) => (data.arc ? state.tellArc(data.arc) : data.point ? state.tellCity(data.point) : '')),
      series: [
        ...outlines(),
        ...(state.inset && !square ? [insetFrame(state.inset)] : []),
        lines(state.colour),
        {
          type: 'scatter', z: 2, cursor: 'default',
          data: inside.map(p => ({
            value: [p.city.lon_deg, p.city.lat_deg], name: p.city.code, point: p, symbolSize: 2 * p.r,
            itemStyle: {color: p.colour, borderColor: kInk, borderWidth: p.faint ? 1 : 1.2, borderType: p.faint ? 'dashed' : 'solid'},
          })),
        },
        {
          type: 'custom', silent: true, z: 5, data: leaders.map((_, at) => [at]), tooltip: {show: false},
          renderItem: ({dataIndex}) => {
            const [x1, y1, x2, y2] = leaders[dataIndex];
            return {type: 'line', shape: {x1, y1, x2, y2}, style: {stroke: kSoft, lineWidth: 0.8}};
          },
        },
        { // names above the arcs
          type: 'scatter', z: 6, silent: true, itemStyle: {opacity: 0},
          data: inside.filter(p => names.has(p.code)).map(p => ({
            value: [p.city.lon_deg, p.city.lat_deg], symbolSize: 2 * p.r,
            label: {show: true, formatter: p.text, position: [names.get(p.code)[0] - p.x + p.r, names.get(p.code)[1] - p.y + p.r], align: 'left',
              verticalAlign: 'top', color: kInk, fontSize: font,
              lineHeight: 1.25 * font, textBorderColor: '#fbfcfd', textBorderWidth: 3, opacity: 1},
          })),
        },
      ],
    };
  });
}

/** Borders of a base map the user brought, as polygons of degrees. */
function outlines() {
  if (!basemap) return [];
  return [{
    type: 'custom', silent: true, z: 0, data: basemap.shapes.map((_, at) => [at]), clip: true, tooltip: {show: false},
    renderItem(parameters, api) {
      const shape = basemap.shapes[parameters.dataIndex];
      return {type: 'group', children: shape.rings.map(ring => ({type: 'polygon', shape: {points: ring.map(point => api.coord(point))},
        style: {fill: '#eceff1', stroke: '#b4bdc5', lineWidth: 0.8}}))};
    },
  }];
}

function insetFrame(frame) {
  const corners = [[frame.west, frame.south], [frame.east, frame.south], [frame.east, frame.north], [frame.west, frame.north], [frame.west, frame.south]];
  return {type: 'line', silent: true, z: 1, data: corners, symbol: 'none', lineStyle: {color: '#8b949e', width: 1, type: [4, 3]}, tooltip: {show: false}};
}

function ramp(low, high, colours, scale, signed) {
  const ticks = [low, (low + high) / 2, high].map(v => digits(v * scale.by, signed));
  return el('div', {class: 'scale'},
    el('div', {class: 'ramp', style: `background:linear-gradient(to right,${colours.join(',')})`}),
    el('div', {class: 'ticks'}, ...ticks.map(text => el('span', {}, text))));
}

/** Choosers of a flow and of its kinds; `kinds(flow)` are all there is of one, nothing if there is none. They are made again when the flow changes. */
function flowControls(kinds, change) {
  const host = el('div', {class: 'controls'});
  const there = Object.keys(kFlows).filter(name => kinds(kFlows[name]));
  remembered(chosen, 'flow', 'goods', [...there, 'none']);
  const fill = () => {
    const list = (kFlows[chosen.flow] && kinds(kFlows[chosen.flow])) ?? ['all'];
    remembered(chosen, 'kindOfFlow', 'all', list);
    host.replaceChildren(
      chooser(t('Flows', '流量'), [...there.map(name => [name, t(kFlows[name].en, kFlows[name].zh)]), ['none', t('none', '无')]], chosen.flow,
        v => { chosen.flow = v; chosen.kindOfFlow = 'all'; fill(); change(); }, 'map-flow'),
      ...(list.length > 1 ? [chooser(t('Of these', '类别'), list.map(k => [k, k === 'all' ? t('all', '全部') : label(k)]), chosen.kindOfFlow,
        v => { chosen.kindOfFlow = v; change(); }, 'map-flow-kind')] : []));
  };
  fill();
  return host;
}

/** Arcs between cities, the largest first. */
const bySize = arcs => arcs.filter(arc => arc.value !== 0).sort((a, b) => Math.abs(b.value) - Math.abs(a.value));

/** Puts the arcs of a flow into the legend: how wide the largest and a tenth of it are. */
function arcKeys(legend, flow, arcs, unit, difference = false) {
  if (arcs.length === 0) return;
  const top = Math.abs(arcs[0].value);
  for (const share of [1, 0.1])
    for (const sign of difference ? [1, -1] : [1])
      legend.append(legendKey('arc', flow.colour, amount(top * share * sign, unit, {signed: difference}), {width: thickness(share), dashes: sign < 0 ? kLess.join(' ') : ''}));
}

/** The frame of the map: controls above, two panels, legend below; `state` says what is drawn. */
function draw(section, state, update) {
  const dense = denseGroup(), inDense = new Set(dense.map(city => city.code));
  const frame = basemap ? frameOfShapes() : frameOf(cities, 0.42);
  state.inset = dense.length ? frameOf(dense, 0.17) : null;
  const host = el('div', {class: state.inset ? 'map' : ''});
  section.append(host);
  const left = el('div', {}, el('p', {class: 'caption'}, t(`All ${cities.length} cities`, `全部 ${cities.length} 个城市`)));
  host.append(left);
  update();
  const panels = [panel(left, 'map', t('Map of the cities', '城市地图'), {frame, state, named: city => !inDense.has(city.code),
    shows: arc => !inDense.has(arc.from.code) || !inDense.has(arc.to.code)})];
  if (state.inset) {
    const right = el('div', {}, el('p', {class: 'caption'},
      t('Inside the dashed frame', '虚线框内')));
    host.append(right);
    const ratio = heightFor(frame, 1);
    panels.push(panel(right, 'map-inset', t('The dense part of the map', '密集地区'), {frame: state.inset, named: () => true, shows: () => true, state,
      square: width => (host.clientWidth > 700 ? ((host.clientWidth - 16) * 1.62 / 2.62) * ratio : width * 0.92)}));
  }
  return () => {
    update();
    for (const one of panels) one.redraw();
  };
}

function slider(list, first, change) {
  const output = el('output', {id: 'map-year'}, String(list[first]));
  const input = el('input', {type: 'range', id: 'map-slider', min: 0, max: list.length - 1, step: 1, value: first, 'aria-label': t('Year', '年份'), input: () => go(Number(input.value))});
  const play = el('button', {type: 'button', id: 'map-play', click: () => {
    if (timer) {
      stopPlaying();
    } else {
      if (Number(input.value) === list.length - 1) go(0);
      timer = setInterval(() => {
        const next = Number(input.value) + 1;
        if (next >= list.length) stopPlaying();
        else go(next);
        play.textContent = timer ? t('Pause', '暂停') : t('Play', '播放');
      }, 900);
    }
    play.textContent = timer ? t('Pause', '暂停') : t('Play', '播放');
  }}, t('Play', '播放'));
  const go = at => {
    input.value = at;
    output.textContent = String(list[at]);
    change(at);
  };
  return el('div', {class: 'slider'}, play, input, output);
}

function ofRun(section) {
  const city = table('city');
  if (!city || cities.length === 0) {
    section.append(el('p', {class: 'missing'}, t('The map needs a complete year of results.', '地图需要至少一个完整年度的结果。')));
    return;
  }
  const byYear = groupBy(city.rows, 'year');
  const value = (row, column) => (column === 'gdp_head' ? (row.gdp_real * 1e6) / row.population : row[column]);
  const unitOf = column => (column === 'gdp_head' ? 'cny/year' : city.units[column]);
  const columns = ['gdp_real', 'gdp_head', ...city.measures.filter(name => name !== 'gdp_real')];
  remembered(chosen, 'column', 'gdp_real', columns);
  remembered(chosen, 'as', 'change');
  remembered(chosen, 'at', years.length - 1);
  chosen.at = Math.min(chosen.at, years.length - 1);

  section.append(el('p', {class: 'lead'}, t('Area of a circle: real GDP. Colour: the outcome chosen. Arcs: the largest flows between cities, curved and pointed in the direction of the flow.',
    '圆面积为实际地区生产总值，颜色为所选指标，弧线为城市间最大的流量，箭头表示方向。')));
  const controls = el('div', {class: 'controls'});
  const legend = el('div', {class: 'legend'}), outside = el('p', {class: 'note'});
  section.append(controls);
  const state = {};
  const first = new Map(byYear.get(years[0]).map(row => [row.city, row]));
  const update = () => {
    const {column, as} = chosen, unit = unitOf(column), year = years[chosen.at];
    const relative = as === 'change' && unit !== 'share';
    const measure = row => {
      const now = value(row, column), then = value(first.get(row.city), column);
      return as === 'level' ? now : relative ? now / then - 1 : now - then;
    };
    const all = city.rows.map(measure).filter(Number.isFinite);
    let low = Math.min(...all), high = Math.max(...all);
    const diverging = as === 'change' && low < 0;
    if (diverging) [low, high] = [-Math.max(-low, high), Math.max(-low, high)];
    if (high - low < 1e-12) high = low + 1;
    const colours = diverging ? kDiverging : kRamp;
    const shownUnit = relative ? 'share' : unit, scale = relative ? {by: 100, unit: '%'} : scaleOf(unit, Math.max(Math.abs(low), Math.abs(high)), as === 'change');
    const rows = new Map(byYear.get(year).map(row => [row.city, row]));
    const tell = row => (relative ? percent(measure(row)) : amount(measure(row), shownUnit, {signed: as === 'change'}));
    state.points = cities.filter(c => rows.has(c.code)).map(c => {
      const row = rows.get(c.code), v = measure(row);
      return {city: c, row, size: Math.max(0, row.gdp_real), colour: colourAt((v - low) / (high - low), colours),
        text: nameOf(c) + (as === 'change' && v < 0 ? ' −' : '')};
    });
    state.tellCity = ({city: c, row}) => `<b>${nameOf(c)}</b>, ${year}<br>${label(column)}: ${amount(value(row, column), unit)}`
      + (as === 'change' && year !== years[0] ? `<br>${t(`since ${years[0]}`, `自 ${years[0]} 年`)}: ${tell(row)}` : '')
      + `<br>${label('gdp_real')}: ${amount(row.gdp_real, city.units.gdp_real)}<br>${label('population')}: ${amount(row.population, 'persons')}`;

    const flow = kFlows[chosen.flow], flows = flow && table(flow.table);
    state.arcs = [];
    outside.textContent = '';
    legend.replaceChildren(
      el('span', {}, `${label(column)}${as === 'change' ? t(`, change since ${years[0]}`, `，自 ${years[0]} 年变化`) : ''}${scale.unit ? ` (${scale.unit})` : ''}`),
      ramp(low, high, colours, scale, as === 'change'));
    if (flows) {
      const unitOfFlow = flows.units[flow.value];
      const sums = new Map();
      let out = 0, into = 0;
      for (const row of flows.rows) {
        if (row.year !== year || (flow.by && chosen.kindOfFlow !== 'all' && row[flow.by] !== chosen.kindOfFlow)) continue;
        const from = places.get(row.origin), to = places.get(row.destination);
        if (from?.kind !== 'city') into += to?.kind === 'city' ? row[flow.value] : 0;
        else if (to?.kind !== 'city') out += row[flow.value];
        else if (from !== to) {
          const key = `${row.origin} ${row.destination}`;
          sums.set(key, {from, to, value: (sums.get(key)?.value ?? 0) + row[flow.value]});
        }
      }
      state.arcs = bySize([...sums.values()]);
      state.colour = flow.colour;
      state.tellArc = arc => `${nameOf(arc.from)} → ${nameOf(arc.to)}, ${year}<br>${t(flow.en, flow.zh)}: ${amount(arc.value, unitOfFlow)}`;
      arcKeys(legend, flow, state.arcs, unitOfFlow);
      outside.textContent = t(
        `${flow.en}, ${year}: the ${kArcs} largest of ${state.arcs.length} flows in each panel; flows inside the dashed frame are on the right only.`,
        `${flow.zh}，${year} 年：每幅图显示 ${state.arcs.length} 条流量中最大的 ${kArcs} 条；虚线框内的流量仅在右图显示。`)
        + (out + into > 0 ? t(` With places outside the region: ${amount(out, unitOfFlow)} out, ${amount(into, unitOfFlow)} in.`,
          `与区域外：流出 ${amount(out, unitOfFlow)}，流入 ${amount(into, unitOfFlow)}。`) : '');
    }
  };
  const kinds = flow => table(flow.table) && (flow.by ? ['all', ...distinct(table(flow.table).columns[flow.by])] : ['all']);
  const flowChoosers = flowControls(kinds, () => redraw());
  const redraw = draw(section, state, update);
  controls.append(
    chooser(t('Colour', '颜色'), columns.map(name => [name, label(name)]), chosen.column, v => { chosen.column = v; redraw(); }, 'map-outcome'),
    chooser(t('As', '形式'), [['change', t(`change since ${years[0]}`, `自 ${years[0]} 年变化`)], ['level', t('level', '水平')]], chosen.as, v => { chosen.as = v; redraw(); }, 'map-as'),
    flowChoosers,
    slider(years, chosen.at, at => { chosen.at = at; redraw(); }));
  section.append(legend, outside);
}

function ofComparison(section) {
  const all = table('places')?.rows.filter(row => row.kind === 'city');
  if (!all?.length || cities.length === 0) {
    section.append(el('p', {class: 'missing'}, t('These results have no effects by city with coordinates. Compare again with this version: ', '这些结果没有带坐标的分城市效果。请用当前版本重新比较：'),
      el('code', {}, 'lingnan compare BASE ALTERNATIVE...')));
    return;
  }
  const dates = distinct(all.map(row => row.date)).filter(date => /^\d{4}$/.test(date));
  const outcomes = distinct(all.map(row => row.outcome));
  remembered(chosen, 'alternative', alternatives[0].name, alternatives.map(a => a.name));
  remembered(chosen, 'outcome', 'gdp_real', outcomes);
  remembered(chosen, 'as', 'percent', ['percent', 'units']);
  remembered(chosen, 'at', dates.length - 1);
  section.append(el('p', {class: 'lead'}, t('Effect of an alternative on each city. Area of a circle: the base. A dashed edge: the simultaneous interval holds 0, so the effect cannot be told from luck. Arcs: flows between cities, pointed in their direction. Point at a city or an arc for its interval.',
    '方案对各城市的效果。圆面积为基准水平；虚线边表示同时置信区间包含 0，效果与随机波动无法区分。弧线为城市间流量，箭头表示方向。指向城市或弧线可查看区间。')));
  const controls = el('div', {class: 'controls'}), legend = el('div', {class: 'legend'}), note = el('p', {class: 'note'}), outside = el('p', {class: 'note'});
  section.append(controls);
  const flows = groupBy(table('flows')?.rows ?? [], row => `${row.scenario} ${row.flow} ${row.kind} ${row.year}`);
  const kinds = flow => {
    const found = distinct((table('flows')?.rows ?? []).filter(row => row.flow === flow.flow).map(row => row.kind));
    return found.length > 0 ? found : null;
  };
  remembered(chosen, 'flowOf', 'difference', ['base', 'alternative', 'difference']);
  const state = {};
  const update = () => {
    const of = all.filter(row => row.scenario === chosen.alternative && row.outcome === chosen.outcome);
    const relative = chosen.as === 'percent';
    const measure = row => (relative ? row.effect / row.base_mean : row.effect);
    const reach = Math.max(...of.filter(row => dates.includes(row.date)).map(row => Math.abs(measure(row))), 1e-12);
    const scale = relative ? {by: 100, unit: '%'} : scaleOf(of[0].unit, reach, true);
    const rows = new Map(of.filter(row => row.date === dates[chosen.at]).map(row => [row.place, row]));
    const tell = row => (relative ? percent(measure(row), true, 2) : digits(measure(row) * scale.by, true, 2));
    state.points = cities.filter(c => rows.has(c.code)).map(c => {
      const row = rows.get(c.code);
      return {city: c, row, size: Math.max(0, row.base_mean), faint: row.verdict === 'tie', colour: colourAt(0.5 + measure(row) / reach / 2, kDiverging),
        text: `${nameOf(c)}\n${tell(row)}`};
    });
    state.tellCity = ({city: c, row}) => `<b>${nameOf(c)}</b>, ${row.date}<br>${label(row.outcome)}: ${amount(row.effect, row.unit, {signed: true})} (${percent(row.effect / row.base_mean)})`
      + `<br>95 %: ${interval(row.ci_lo, row.ci_hi, row.unit)}<br>${t('together', '同时')}: ${interval(row.sci_lo, row.sci_hi, row.unit)}<br>${verdictWord(row.verdict)}`;
    legend.replaceChildren(
      el('span', {}, `${label(chosen.outcome)}, ${t('effect', '效果')} (${scale.unit})`), ramp(-reach, reach, kDiverging, scale, true));
    const clear = [...rows.values()].filter(row => row.verdict !== 'tie').length;
    note.textContent = t(`${dates[chosen.at]}: the effect is clear of luck in ${clear} of ${rows.size} cities.`, `${dates[chosen.at]} 年：${rows.size} 个城市中 ${clear} 个效果显著。`);
    const flow = kFlows[chosen.flow];
    state.arcs = [];
    outside.textContent = '';
    if (!flow) return;
    const list = flows.get(`${chosen.alternative} ${flow.flow} ${chosen.kindOfFlow} ${dates[chosen.at]}`) ?? [];
    const difference = chosen.flowOf === 'difference';
    const value = row => ({base: row.base_mean, alternative: row.base_mean + row.effect, difference: row.effect}[chosen.flowOf]);
    state.arcs = bySize(list.map(row => ({from: places.get(row.origin), to: places.get(row.destination), row, value: value(row), faint: difference && !(row.ci_lo > 0 || row.ci_hi < 0)}))
      .filter(arc => arc.from?.kind === 'city' && arc.to?.kind === 'city'));
    state.colour = flow.colour;
    state.tellArc = ({from, to, row}) => `<b>${nameOf(from)} → ${nameOf(to)}</b>, ${row.year}<br>${t(flow.en, flow.zh)}: ${t('base', '基准')} ${amount(row.base_mean, row.unit)}`
      + `<br>${t('effect', '效果')}: ${amount(row.effect, row.unit, {signed: true})}<br>95 %: ${interval(row.ci_lo, row.ci_hi, row.unit)}`;
    arcKeys(legend, flow, state.arcs, list[0]?.unit ?? '', difference);
    outside.textContent = t(
      `${flow.en}, ${dates[chosen.at]}: the ${kArcs} largest ${difference ? 'differences' : 'flows'} in each panel; flows inside the dashed frame are on the right only.`,
      `${flow.zh}，${dates[chosen.at]} 年：每幅图显示最大的 ${kArcs} 条${difference ? '差异' : '流量'}；虚线框内的流量仅在右图显示。`)
      + (difference ? t(' Dashed: less than in the base. Pale: the interval of the difference holds 0.', '虚线：少于基准。浅色：差异的区间包含 0。') : '');
  };
  const flowChoosers = kinds(kFlows.goods) ? [flowControls(kinds, () => redraw()),
    chooser(t('Flows of', '流量所属'), [['difference', t('the difference', '差异')], ['base', t('the base', '基准')], ['alternative', t('the alternative', '方案')]], chosen.flowOf, v => { chosen.flowOf = v; redraw(); }, 'map-flow-of')] : [];
  const redraw = draw(section, state, update);
  controls.append(
    chooser(t('Alternative', '方案'), alternatives.map(a => [a.name, titleOf(a)]), chosen.alternative, v => { chosen.alternative = v; redraw(); }, 'map-alternative'),
    chooser(t('Colour', '颜色'), outcomes.map(name => [name, label(name)]), chosen.outcome, v => { chosen.outcome = v; redraw(); }, 'map-outcome'),
    chooser(t('As', '形式'), [['percent', t('% of the base', '占基准 %')], ['units', t('units', '数值')]], chosen.as, v => { chosen.as = v; redraw(); }, 'map-as'),
    ...flowChoosers,
    slider(dates, Math.min(chosen.at, dates.length - 1), at => { chosen.at = at; redraw(); }));
  section.append(legend, note, outside);
}

export function map(section) {
  (kind === 'run' ? ofRun : ofComparison)(section);
  section.append(el('p', {class: 'note', id: 'map-note'}, basemap
    ? t(`Schematic map: ${basemap.source.en}.`, `示意图：${basemap.source.zh}。`)
    : t('No borders are drawn: cities stand at their published coordinates. Your own borders: ', '不绘制边界：城市位于其公布的坐标。自备边界：'),
  basemap ? '' : el('code', {}, 'lingnan report DIR --basemap FILE.geojson')));
}
