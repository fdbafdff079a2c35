// Charts: Apache ECharts with only the parts in use, drawn as SVG, one after the other so that the page appears at once.
import {BarChart, CustomChart, LineChart, LinesChart, SankeyChart, ScatterChart} from 'echarts/charts';
import {GridComponent, MarkLineComponent, TooltipComponent} from 'echarts/components';
import * as echarts from 'echarts/core';
import {SVGRenderer} from 'echarts/renderers';

import {el} from './dom.js';
import {digits} from './text.js';

echarts.use([BarChart, CustomChart, LineChart, LinesChart, SankeyChart, ScatterChart, GridComponent, MarkLineComponent,
  TooltipComponent, SVGRenderer]);

export const kInk = '#1b1f24', kSoft = '#59636e', kGrid = '#e3e7ea';
/** Colours that the colour-blind tell apart (Okabe and Ito 2008), each with its own dashes for print in grey. */
export const kSeries = ['#3d444b', '#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8a6d00', '#56b4e9'];
export const kDashes = ['solid', 'solid', 'dashed', 'dotted', [8, 3, 2, 3], [12, 4], [3, 3]];
/** From light to dark all the way: the order survives in grey. */
export const kRamp = ['#f4f3e6', '#cfe3c0', '#8cc6b5', '#4a9bb8', '#2c64a0', '#1c2b66'];
/** Both ends dark; wherever it is used the sign is written too. */
export const kDiverging = ['#7a3200', '#c66a22', '#efc096', '#f5f3ef', '#a8c7e5', '#3c7db8', '#0a3868'];
export const kBandOpacity = 0.17;

export const colourAt = (share, ramp) => echarts.color.lerp(Math.min(1, Math.max(0, share)), ramp);

const drawn = new Set();
let queue = [], working = false;

function work() {
  const next = queue.shift();
  if (!next) {
    working = false;
    document.body.dataset.ready = 'yes';
    return;
  }
  next();
  setTimeout(work, 0);
}

const font = () => getComputedStyle(document.body).fontFamily;

/**
 * A chart in `parent`. `option(width)` says what is drawn, with its height in pixels as `height`; it is asked again when the
 * width changes. Returns {redraw, element}.
 */
export function chart(parent, name, description, option) {
  const element = el('div', {class: 'chart', 'data-chart': name, role: 'img', 'aria-label': description});
  parent.append(element);
  const mine = {element, chart: null, width: 0};
  const draw = () => {
    if (!element.isConnected) return;
    mine.width = element.clientWidth;
    const {height, ...rest} = option(mine.width);
    element.style.height = `${height}px`;
    if (!mine.chart) {
      mine.chart = echarts.init(element, null, {renderer: 'svg', width: mine.width, height});
      mine.watch = new ResizeObserver(() => { if (Math.abs(element.clientWidth - mine.width) > 2) draw(); });
      mine.watch.observe(element);
    } else {
      mine.chart.resize({width: mine.width, height});
    }
    mine.chart.setOption({animation: false, textStyle: {fontFamily: font(), color: kInk}, ...rest}, true);
  };
  drawn.add(mine);
  queue.push(draw);
  document.body.dataset.ready = 'no';
  if (!working) {
    working = true;
    requestAnimationFrame(() => setTimeout(work, 0));
  }
  return {element, redraw: () => { if (mine.chart) draw(); }, get chart() { return mine.chart; }};
}

/** Before the page is written again. */
export function forgetCharts() {
  queue = [];
  for (const mine of drawn) {
    mine.watch?.disconnect();
    mine.chart?.dispose();
  }
  drawn.clear();
}

/** Redraws what stands in `section` no more: charts whose element is gone are let go. */
export function dropDetached() {
  for (const mine of drawn)
    if (!mine.element.isConnected) {
      mine.watch?.disconnect();
      mine.chart?.dispose();
      drawn.delete(mine);
    }
}

export const tooltip = formatter => ({
  trigger: 'item', confine: true, borderColor: '#c5ccd3', textStyle: {color: kInk, fontSize: 13}, formatter,
});
export const axisTooltip = formatter => ({
  ...tooltip(formatter), trigger: 'axis', axisPointer: {type: 'line', lineStyle: {color: '#9aa4ae'}},
});

export const axisLabel = {color: kSoft, fontSize: 12};
export const xYears = (years, extra = {}) => ({
  type: 'value', min: years[0], max: years.at(-1), interval: years.length > 7 ? 2 : 1, axisLabel: {...axisLabel, formatter: y => `${y}`,
    showMaxLabel: true}, splitLine: {show: false}, axisLine: {onZero: false, lineStyle: {color: '#9aa4ae'}}, ...extra,
});
export const yValues = (name, format, extra = {}) => ({
  type: 'value', scale: true, name, nameLocation: 'end', nameTextStyle: {color: kSoft, fontSize: 12, align: 'left', padding: [0, 0, 4, -44]},
  axisLabel: {...axisLabel, formatter: format}, splitLine: {lineStyle: {color: kGrid}}, splitNumber: 4, ...extra,
});

/** The area between two lines: points are [x, low, high]. */
export function band(points, colour, extra = {}) {
  return {
    type: 'custom', silent: true, z: 1, data: points, encode: {x: 0, y: [1, 2]}, tooltip: {show: false},
    renderItem(parameters, api) {
      if (parameters.dataIndex !== 0) return null;
      const edge = side => points.map(point => api.coord([point[0], point[side]]));
      return {type: 'polygon', shape: {points: [...edge(2), ...edge(1).reverse()]}, style: {fill: colour, opacity: kBandOpacity}};
    },
    ...extra,
  };
}

/** Whiskers of horizontal bars: rows are [low, high], one for each category. */
export function whiskers(rows) {
  return {
    type: 'custom', silent: true, z: 5, data: rows.map(([low, high], at) => [low, at, high]), encode: {x: [0, 2], y: 1},
    renderItem(_, api) {
      const [x0, y] = api.coord([api.value(0), api.value(1)]), [x1] = api.coord([api.value(2), api.value(1)]);
      const line = (xa, ya, xb, yb) => ({type: 'line', shape: {x1: xa, y1: ya, x2: xb, y2: yb}, style: {stroke: kInk, lineWidth: 1.2}});
      return {type: 'group', children: [line(x0, y, x1, y), line(x0, y - 3, x0, y + 3), line(x1, y - 3, x1, y + 3)]};
    },
  };
}

/**
 * Points on horizontal whiskers, the first row on top: rows are {name, value, low, high, colour, symbol, tell}. A point is
 * hollow if a difference's interval holds 0.
 */
export function dots(parent, name, description, rows, scale, difference) {
  const holdsZero = row => difference && row.low <= 0 && row.high >= 0;
  const long = Math.max(...rows.map(row => [...row.name].reduce((sum, c) => sum + (c > '⺀' ? 12.5 : 6.8), 0))) + 24;
  const left = width => Math.min(long, 250, width * 0.42);
  return chart(parent, name, description, width => ({
    height: 64 + 30 * rows.length, grid: {left: left(width), right: 24, top: 8, bottom: 44},
    xAxis: {type: 'value', scale: true, name: scale.unit, nameLocation: 'middle', nameGap: 26, nameTextStyle: axisLabel, splitNumber: width < 500 ? 3 : 5,
      axisLabel: {...axisLabel, hideOverlap: true, formatter: v => digits(v * scale.by, difference, difference ? 3 : 5)}, splitLine: {lineStyle: {color: kGrid}}},
    yAxis: {type: 'category', inverse: true, data: rows.map(row => row.name), axisTick: {show: false}, axisLine: {onZero: false, lineStyle: {color: '#9aa4ae'}},
      axisLabel: {...axisLabel, color: kInk, interval: 0, width: left(width) - 12, overflow: 'break', lineHeight: 14}},
    tooltip: tooltip(({dataIndex}) => rows[dataIndex].tell),
    series: [whiskers(rows.map(row => [row.low, row.high])),
      {type: 'scatter', symbolSize: 11, z: 6, data: rows.map((row, at) => ({value: [row.value, at], symbol: row.symbol ?? 'circle',
        itemStyle: {color: holdsZero(row) ? '#fff' : row.colour, borderColor: row.colour, borderWidth: 2.2}}))},
      ...(difference ? [{type: 'scatter', data: [], markLine: {...zeroLine, data: [{xAxis: 0}]}}] : [])],
  }));
}

const kKeys = {
  /** A line with its dashes and, if asked for, the band around it. */
  line: (colour, {dashes = 'solid', band: banded = false}) => {
    const dash = {dashed: '6 4', dotted: '2 3', solid: ''}[dashes] ?? dashes.join(' ');
    return `<svg width="40" height="14" aria-hidden="true">${banded ? `<rect y="1" width="40" height="12" fill="${colour}" opacity="${kBandOpacity}"/>` : ''}<line x1="0" x2="40" y1="7" y2="7" stroke="${colour}" stroke-width="2.2" stroke-dasharray="${dash}"/></svg>`;
  },
  box: colour => `<svg width="14" height="12" aria-hidden="true"><rect width="14" height="12" fill="${colour}"/></svg>`,
  dot: colour => `<svg width="14" height="12" aria-hidden="true"><circle cx="7" cy="6" r="5" fill="${colour}"/></svg>`,
  arc: (colour, {width = 2, dashes = ''}) => `<svg width="34" height="14" aria-hidden="true"><path d="M2 11 Q17 1 32 7" fill="none" stroke="${colour}" stroke-opacity=".62" stroke-width="${width}" stroke-dasharray="${dashes}"/></svg>`,
};

/** An entry of a legend: what is drawn (line, box, dot or arc) in its colour, and what it stands for. */
export function legendKey(shape, colour, text, more = {}) {
  const key = el('span', {class: 'key'});
  key.innerHTML = kKeys[shape](colour, more);
  key.append(text);
  return key;
}

export const zeroLine = {silent: true, symbol: 'none', label: {show: false}, data: [{yAxis: 0}],
  lineStyle: {color: '#6b7580', type: 'solid', width: 1}};
