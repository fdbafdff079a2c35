// The page of `lingnan report` as readers see it: a small run and a small comparison of Guangdong, in Chromium, wide and
// narrow. Screenshots are kept in the build tree.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';

const {PROGRAM: program, PACKAGES: packages, PICTURES: pictures} = process.env;
const {chromium} = createRequire(join(packages, 'package.json'))('playwright-core');
const source = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
// a name as long as names of folders get, which must not push the page beyond a narrow screen
const folder = mkdtempSync(join(tmpdir(), 'lingnan_report_of_a_comparison_in_a_folder_with_a_name_without_a_place_to_break_'));
const small = ['--firms', '7350', '--until', '2024-12', '--quiet', '--threads', '1'];
const kResults = ['run', 'comparison', 'experiment'];
let browser;

/** Rows of a table of the results. */
function rows(...path) {
  const [head, ...lines] = readFileSync(join(folder, ...path), 'utf8').trim().split('\n').map(line => line.split(','));
  return lines.map(line => Object.fromEntries(head.map((name, at) => [name, line[at]])));
}

before(async () => {
  const guangdong = join(source, 'scenarios/guangdong.yaml');
  const scenario = (name, title, more) => {
    writeFileSync(join(folder, `${name}.yaml`), `extends: ${guangdong}\nname: ${name}\ntitle: ${title}\n${more}\n`);
    return join(folder, `${name}.yaml`);
  };
  const pilots = scenario('pilots', '{en: Pilot platforms, zh: 中试平台}',
    'policy:\n  - {lever: pilot_platform, platforms: 30, schedule: {start: 2023-06}, budget_mln_cny_per_year: 600}');
  const fire = scenario('fire', '{en: A fire in Shenzhen, zh: 深圳火灾}',
    'shocks:\n  - {kind: capacity, cities: [Shenzhen], industries: [COMM], loss: 0.7, start: 2024-01, months: 3}');
  execFileSync(program, ['run', pilots, '-o', join(folder, 'run'), ...small]);
  execFileSync(program, ['compare', guangdong, pilots, fire, '--replicates', '2', '-o', join(folder, 'comparison'), ...small]);
  const toy = join(source, 'tests/worlds/toy.yaml');
  writeFileSync(join(folder, 'burnt.yaml'), `extends: ${toy}\nname: burnt\ntitle: {en: A fire, zh: 火灾}\nshocks:
  - {kind: capacity, cities: [T01], industries: [GOOD], loss: 0.5, start: 2023-09, months: 3}\n`);
  writeFileSync(join(folder, 'package.yaml'), `extends: burnt.yaml\nname: package\ntitle: {en: A package, zh: 组合}\npolicy:
  - {lever: pilot_platform, platforms: 6, schedule: {start: 2023-06}, target: {cities: [T01]}, budget_mln_cny_per_year: 300}
  - {lever: chain_leader, schedule: {start: 2023-06}}\n`);
  execFileSync(program, ['compare', join(folder, 'burnt.yaml'), join(folder, 'package.yaml'), '--replicates', '2', '--explain', '--shapley', '2', '--resilience', '--robust', '-o', join(folder, 'assumptions'), '--quiet', '--threads', '1']);
  const experiment = (name, kind, more) => {
    writeFileSync(join(folder, `${name}.yaml`), `base: ${toy}
title: {en: What matters, zh: 什么重要}
settings:
  - {name: local, set: {parameters.trade.trade_elasticity: 1}}
  - {name: open, set: {parameters.trade.export_elasticity: 4}}
design:
  kind: ${kind}
  draws: 8
  over:
    - {key: parameters.trends.outside_demand_end, range: [0.015, 0.045]}
    - {key: parameters.plan.outlook_response, range: [0, 4]}
outcomes: [gdp_real, unemployment_rate]
dates: [2024]
until: 2024-12
replicates: 2
${more}`);
    execFileSync(program, ['batch', join(folder, `${name}.yaml`), '-o', join(folder, name), '--quiet']);
  };
  experiment('experiment', 'sobol', '');
  experiment('choice', 'latin_hypercube', 'selection: {outcome: gdp_real, date: 2024, zone: 50, confidence: 0.9, max_replicates: 3}\n');
  execFileSync(program, ['report', join(folder, 'choice')]);
  for (const results of [...kResults, 'assumptions']) execFileSync(program, ['report', join(folder, results)]);
  mkdirSync(pictures, {recursive: true});
  browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
    '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']});
});

after(async () => {
  await browser?.close();
  rmSync(folder, {recursive: true, force: true});
});

const ready = page => page.waitForFunction(() => document.body.dataset.ready === 'yes');

/** The page of some results; whatever it complains of or asks the network for ends the test. */
async function opened(results, width = 1440) {
  const page = await browser.newPage({viewport: {width, height: 900}});
  page.complaints = [];
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) page.complaints.push(message.text()); });
  page.on('pageerror', error => page.complaints.push(String(error)));
  page.on('request', request => { if (!/^(file|data):/.test(request.url())) page.complaints.push(`asks for ${request.url()}`); });
  await page.goto(`file://${join(folder, results, 'report.html')}`);
  await ready(page);
  return page;
}

/** Drawn shapes of a chart: fill, stroke, opacity, the size of the box in pixels, the area of a polygon. */
const shapes = (page, chart) => page.$$eval(`[data-chart="${chart}"] svg path`, paths => paths.map(path => {
  const box = path.getBoundingClientRect();
  const numbers = (path.getAttribute('d').match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
  let area = 0; // the surveyor's formula, right for straight edges
  for (let at = 0; at < numbers.length; at += 2)
    area += (numbers[at] * numbers[(at + 3) % numbers.length] - numbers[(at + 2) % numbers.length] * numbers[at + 1]) / 2;
  return {area: Math.abs(area), fill: path.getAttribute('fill'), stroke: path.getAttribute('stroke'), opacity: path.getAttribute('fill-opacity'),
    thick: Number(path.getAttribute('stroke-width') ?? 1), long: path.getTotalLength(), width: box.width, height: box.height};
}));
const texts = (page, chart) => page.$$eval(`[data-chart="${chart}"] svg text`, list => list.map(text => text.textContent));

for (const results of kResults) {
  test(`the page of ${results === 'experiment' ? 'an' : 'a'} ${results} opens without complaint, stays offline and fits wide and narrow screens`, async () => {
    const file = join(folder, results, 'report.html');
    assert.ok(statSync(file).size < 6e6, 'at most 6 MB');
    for (const width of [1440, 390]) {
      const page = await opened(results, width);
      await page.screenshot({path: join(pictures, `${results}-${width}.png`), fullPage: true});
      const reach = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(reach <= width, `${reach} pixels on a screen of ${width}`);
      const text = await page.innerText('main');
      assert.doesNotMatch(text, /undefined|NaN|Infinity|\[object/);
      assert.deepEqual(page.complaints, []);
      await page.close();
    }
  });

  test(`the page of ${results === 'experiment' ? 'an' : 'a'} ${results} says everything in Chinese too`, async () => {
    const page = await opened(results);
    const charts = await page.$$eval('[data-chart]', list => list.length);
    assert.equal(await page.innerText('#summary h2'), 'In short');
    await page.click('[data-language=zh]');
    await ready(page);
    assert.equal(await page.innerText('#summary h2'), '摘要');
    assert.equal(await page.$$eval('[data-chart]', list => list.length), charts);
    for (const heading of await page.$$eval('h2', list => list.map(h => h.textContent))) assert.match(heading, /[一-鿿]/);
    if (results !== 'experiment') {
      const shown = (await texts(page, 'map')).concat(await texts(page, 'map-inset')).join(' ');
      for (const row of rows(results, 'cities.csv'))
        if (row.kind === 'city') assert.ok(shown.includes(row.name_zh), `${row.name_zh} is on the map`);
    }
    assert.doesNotMatch(await page.innerText('main'), /undefined|NaN/);
    await page.screenshot({path: join(pictures, `${results}-zh.png`), fullPage: true});
    await page.click('[data-language=en]');
    assert.equal(await page.innerText('#summary h2'), 'In short');
    assert.deepEqual(page.complaints, []);
    await page.close();
  });

  if (results === 'experiment') continue;
  test(`the map of a ${results} has all cities, each once by name`, async () => {
    const page = await opened(results);
    const cities = rows(results, 'cities.csv').filter(row => row.kind === 'city');
    assert.equal(cities.length, 21);
    const circles = (await shapes(page, 'map')).filter(shape => shape.stroke === '#1b1f24');
    assert.equal(circles.length, cities.length);
    for (const circle of circles) assert.ok(circle.width > 5 && circle.height > 5);
    const inset = (await texts(page, 'map-inset')).join('|'), whole = (await texts(page, 'map')).join('|');
    for (const {name_en: name} of cities) assert.ok(inset.includes(name) !== whole.includes(name) || inset.includes(name), `${name} is on the map`);
    await page.close();
  });
}

test('the built base map lies behind the circles of all cities, the two special regions among them', async () => {
  execFileSync(program, ['report', join(folder, 'run'), '--basemap', 'guangdong', '-o', join(folder, 'run', 'report.html')]);
  const page = await opened('run');
  const land = (await shapes(page, 'map')).filter(shape => shape.fill === '#eceff1' && shape.width > 4 && shape.height > 4);
  assert.ok(land.length >= 23, `${land.length} shapes`);
  assert.match(await page.innerText('#map-note'), /not for publication/);
  const {circles, sea} = await page.$$eval('[data-chart=map] svg path', paths => {
    const point = document.querySelector('[data-chart=map] svg').createSVGPoint();
    const land = paths.filter(path => path.getAttribute('fill') === '#eceff1'), circles = paths.filter(path => path.getAttribute('stroke') === '#1b1f24');
    const sea = circles.filter(circle => {
      const box = circle.getBoundingClientRect();
      return !land.some(shape => {
        Object.assign(point, {x: box.x + box.width / 2, y: box.y + box.height / 2});
        return shape.isPointInFill(point.matrixTransform(shape.getScreenCTM().inverse()));
      });
    }).length;
    return {circles: circles.length, sea};
  });
  assert.equal(circles, 21);
  assert.equal(sea, 0, 'every city stands on land');
  await page.close();
});

test('arcs have length and width, as many as there are flows to show', async () => {
  const page = await opened('run');
  const colours = {goods: '#a8480a', talent: '#6b2e8a', capital: '#1d6b3a'};
  const cities = new Set(rows('run', 'cities.csv').filter(row => row.kind === 'city').map(row => row.code));
  for (const [flow, colour] of Object.entries(colours)) {
    await page.selectOption('#map-flow', flow);
    const pairs = new Set(rows('run', `flows_${flow}.csv`)
      .filter(row => row.year === '2024' && row.origin !== row.destination && cities.has(row.origin) && cities.has(row.destination))
      .map(row => `${row.origin} ${row.destination}`));
    let all = 0;
    for (const chart of ['map', 'map-inset']) {
      const arcs = (await shapes(page, chart)).filter(shape => shape.stroke === colour && shape.fill === 'none');
      for (const arc of arcs) assert.ok(arc.long > 1 && arc.thick > 0, `${flow}: ${JSON.stringify(arc)}`);
      assert.ok(arcs.length <= 24);
      all += arcs.length;
    }
    assert.ok(all >= Math.min(24, pairs.size), `${all} arcs of ${pairs.size} flows of ${flow}`);
  }
  await page.selectOption('#map-flow', 'none');
  assert.equal((await shapes(page, 'map')).filter(shape => Object.values(colours).includes(shape.stroke)).length, 0);
  await page.close();
});

test('arcs of a comparison are those of its flows: base, alternative or difference', async () => {
  const page = await opened('comparison');
  const colours = {goods: '#a8480a', talent: '#6b2e8a', capital: '#1d6b3a'};
  const cities = new Set(rows('comparison', 'cities.csv').filter(row => row.kind === 'city').map(row => row.code));
  const all = rows('comparison', 'comparison_flows.csv').filter(row => cities.has(row.origin) && cities.has(row.destination));
  const values = {base: row => Number(row.base_mean), alternative: row => Number(row.base_mean) + Number(row.effect), difference: row => Number(row.effect)};
  await page.selectOption('#map-alternative', 'fire');
  for (const [flow, colour] of Object.entries(colours)) {
    await page.selectOption('#map-flow', flow);
    for (const [of, value] of Object.entries(values)) {
      await page.selectOption('#map-flow-of', of);
      const list = all.filter(row => row.scenario === 'fire' && row.flow === flow && row.kind === 'all' && row.year === '2024').map(value).filter(v => v !== 0);
      assert.ok(list.length > 24, `${list.length} flows of ${flow}`);
      const drawn = [];
      for (const chart of ['map', 'map-inset']) {
        const arcs = (await shapes(page, chart)).filter(shape => shape.stroke === colour && shape.fill === 'none' && shape.long > 1 && shape.thick > 0);
        assert.ok(arcs.length <= 24);
        drawn.push(...arcs);
      }
      const dashed = await page.$$eval('[data-chart=map-inset] svg path[stroke-dasharray]', (paths, colour) => paths.filter(path => path.getAttribute('stroke') === colour).length, colour);
      assert.equal(dashed > 0, of === 'difference', `${flow} ${of}: what is less is dashed`);
      const sizes = list.map(Math.abs).sort((a, b) => b - a), thick = drawn.map(arc => arc.thick).sort((a, b) => b - a);
      for (let at = 0; at < 24; ++at) assert.ok(Math.abs(thick[at] - 8 * Math.sqrt(sizes[at] / sizes[0])) < 0.02, `${flow} ${of}: arc ${at} is ${thick[at]} wide`);
    }
  }
  await page.selectOption('#map-flow', 'talent');
  await page.selectOption('#map-flow-of', 'base');
  await page.selectOption('#map-flow-kind', 'expert');
  const widths = async () => (await shapes(page, 'map-inset')).filter(shape => shape.stroke === colours.talent).map(shape => shape.thick).join(' ');
  const experts = await widths();
  await page.selectOption('#map-flow-kind', 'general');
  assert.notEqual(experts, await widths());
  await page.selectOption('#map-flow', 'none');
  assert.equal((await shapes(page, 'map')).filter(shape => Object.values(colours).includes(shape.stroke)).length, 0);
  assert.deepEqual(page.complaints, []);
  await page.close();
});

test('the slider moves the colours of the map through the years', async () => {
  const page = await opened('run');
  const fills = async () => (await shapes(page, 'map')).filter(shape => shape.stroke === '#1b1f24').map(shape => shape.fill);
  const last = await fills();
  await page.$eval('#map-slider', input => { input.value = 0; input.dispatchEvent(new Event('input')); });
  assert.equal(await page.innerText('#map-year'), '2023');
  const first = await fills();
  assert.notDeepEqual(first, last);
  assert.equal(new Set(first).size, 1, 'no change since the first year in the first year');
  await page.selectOption('#map-as', 'level');
  assert.ok(new Set(await fills()).size > 10, 'levels differ between cities');
  await page.click('#map-play');
  await page.waitForFunction(() => document.getElementById('map-year').textContent === '2024');
  await page.close();
});

test('bands of the paths have area where the results have a spread', async () => {
  const page = await opened('comparison');
  const paths = rows('comparison', 'paths.csv');
  const wide = (outcome, low, high) => new Set(paths.filter(row => row.outcome === outcome && row[high] !== '' && Number(row[high]) > Number(row[low])).map(row => row.scenario)).size;
  const bands = async chart => (await shapes(page, chart)).filter(shape => shape.opacity === '0.17');
  for (const outcome of ['gdp_real', 'employment', 'theil_cities']) {
    await page.selectOption('#path-outcome', outcome);
    await ready(page);
    for (const [chart, expected] of [['path-level', wide(outcome, 'p05', 'p95')], ['path-effect', wide(outcome, 'ci_lo', 'ci_hi')]]) {
      const found = (await bands(chart)).filter(band => band.width > 100 && band.area > 5);
      assert.ok(expected >= 1);
      assert.equal(found.length, expected, `${chart} of ${outcome}`);
    }
  }
  const small = await page.$$eval('[data-chart^="small-"]', list => list.map(chart => chart.dataset.chart));
  assert.ok(small.length >= 6);
  for (const chart of small) assert.ok((await bands(chart)).some(band => band.width > 100 && band.area > 5), chart);
  await page.close();
});

test('cells of the comparison are the numbers of comparison.csv, shown in the unit of the heading', async () => {
  const page = await opened('comparison');
  await page.selectOption('#table-alternative', 'all');
  const all = rows('comparison', 'comparison.csv');
  const costs = rows('comparison', 'costs.csv');
  for (const date of ['2024', 'pv6']) {
    await page.selectOption('#table-date', date);
    const shown = await page.$$eval('#comparison-table tbody tr', list => list.map(row => Object.fromEntries([...row.cells].map(cell =>
      [cell.dataset.column, {raw: cell.dataset.value, by: Number(cell.dataset.by), text: cell.firstChild.textContent}]))));
    const expected = all.filter(row => row.date === date);
    assert.equal(shown.length, expected.length);
    for (const row of expected) {
      const cells = shown.find(found => found.scenario.raw === row.scenario && found.outcome.raw === row.outcome);
      assert.ok(cells, `${row.scenario} ${row.outcome}`);
      for (const column of ['base_mean', 'effect', 'sci_lo', 'p_holm', 'p_best', 'mde', 'verdict', 'evidence'])
        assert.equal(String(cells[column].raw), row[column] === '' || Number.isNaN(Number(row[column])) ? row[column] : String(Number(row[column])), column);
      const cost = costs.find(of => of.scenario === row.scenario && of.date === date);
      assert.equal(Number(cells.cost.raw), Number(cost.gross));
      assert.equal(cells.displaced.raw, cost.displaced === '' ? '' : String(Number(cost.displaced)));
      for (const column of ['base_mean', 'effect', 'mde']) {
        const read = Number(cells[column].text.replaceAll(',', '').replace('−', '-').replace('+', '').replace(/×10.*/, '')), value = Number(row[column]) * cells[column].by;
        const power = cells[column].text.includes('×10') ? 10 ** Math.floor(Math.log10(Math.abs(value))) : 1;
        assert.ok(Math.abs(read * power - value) <= 0.051 * Math.abs(value) && (Math.abs(value) < 1e-4 || Math.abs(read - value) <= Math.max(0.0051 * Math.abs(value), 0)),
          `${row.outcome} ${column}: ${cells[column].text} for ${value}`);
      }
    }
  }
  const cost = rows('comparison', 'costs.csv').filter(row => row.date === '2024');
  for (const row of cost) {
    const raw = await page.$eval(`#costs tr:has([data-value="${row.scenario}"]) [data-column=gross]`, cell => cell.dataset.value);
    assert.equal(Number(raw), Number(row.gross));
  }
  await page.close();
});

test('a heading sorts its column up and down', async () => {
  const page = await opened('comparison');
  await page.selectOption('#table-alternative', 'all');
  const text = column => ['outcome', 'evidence'].includes(column);
  for (const [column, up] of [['share', false], ['share', true], ['p_holm', false], ['p_holm', true], ['outcome', true], ['evidence', true], ['cost', false], ['displaced', false]]) {
    await page.click(`#comparison-table th[data-column=${column}] button`);
    const values = await page.$$eval(`#comparison-table td[data-column=${column}]`, cells => cells.map(cell => cell.dataset.value));
    const known = values.filter(value => value !== '');
    const sorted = [...known].sort((a, b) => (up ? 1 : -1) * (text(column) ? a.localeCompare(b) : Number(a) - Number(b)));
    assert.deepEqual(known.map(v => (text(column) ? v : Number(v))), sorted.map(v => (text(column) ? v : Number(v))), `${column} ${up ? 'up' : 'down'}`);
    assert.ok(values.slice(known.length).every(value => value === ''), 'empty cells come last');
    assert.equal(await page.getAttribute(`#comparison-table th[data-column=${column}]`, 'aria-sort'), up ? 'ascending' : 'descending');
  }
  await page.close();
});

test('effects of places have bars with intervals, the heat map a cell for every city and industry', async () => {
  const page = await opened('comparison');
  const industries = rows('comparison', 'industries.csv').length;
  for (const [chart, count] of [['bars-city', 21], ['bars-industry', industries]]) {
    const drawn = await shapes(page, chart);
    assert.equal(drawn.filter(shape => ['#3c7db8', '#c66a22'].includes(shape.fill)).length, count, chart);
    const whiskers = drawn.filter(shape => shape.stroke === '#1b1f24' && shape.thick === 1.2 && shape.width >= shape.height);
    assert.equal(whiskers.length, count, `whiskers of ${chart}`);
  }
  const cells = view => view.$$eval('[data-chart=heat] svg path, [data-chart=heat] svg rect', list => list.filter(cell => {
    const box = cell.getBBox();
    return box.width > 3 && box.width < 60 && box.height > 5 && box.height < 30 && cell.getAttribute('fill') !== 'none';
  }).length);
  assert.ok(await cells(page) >= 21 * industries);
  await page.close();
  const run = await opened('run');
  assert.ok(await cells(run) >= 21 * industries);
  const ribbons = (await shapes(run, 'graph')).filter(shape => shape.width > 100 && shape.height > 0.3);
  assert.ok(ribbons.length >= 5, `${ribbons.length} ribbons`);
  const spent = rows('run', 'levers.csv').reduce((sum, row) => sum + Number(row.spent), 0);
  assert.ok(spent > 0);
  const line = (await shapes(run, 'lever-spent')).filter(shape => shape.fill === 'none' && shape.stroke === '#0072b2');
  assert.ok(line.some(shape => shape.width > 100 && shape.height > 20), 'spending is drawn');
  assert.equal(Number(await run.getAttribute('#levers-table td[data-column=spent]', 'data-value')).toPrecision(9), spent.toPrecision(9));
  await run.close();
});

test('the supply graph shows who sells to a cluster and who buys from it, between industries and between places', async () => {
  const supply = rows('run', 'supply.csv').filter(row => row.year === '2024').map(row => ({...row, sales: Number(row.sales)}));
  const places = rows('run', 'flows_goods.csv').filter(row => row.year === '2024').map(row => ({...row, sales: Number(row.sales)}));
  const share = new Map(rows('run', 'clusters.csv').filter(row => row.code === 'P01').map(row => [row.industry, Number(row.share)]));
  const sold = (list, weight) => list.reduce((sum, row) => sum + row.sales * weight(row), 0);
  const of = code => share.get(code) ?? 0;
  const final = new Set(['households', 'government', 'investment', 'ROC', 'ROW']);
  for (const width of [1440, 390]) {
    const run = await opened('run', width);
    for (const [view, what, expected] of [['supply', 'all', [sold(supply, row => (row.buyer !== row.seller && !final.has(row.buyer) ? 1 : 0)), sold(supply, row => (final.has(row.buyer) ? 1 : 0))]],
      ['supply', 'c:P01', [sold(supply, row => of(row.buyer)), sold(supply, row => of(row.seller)), sold(supply, row => of(row.seller) * of(row.buyer))]],
      ['places', 'i:COMM', [sold(places, row => (row.industry === 'COMM' ? 1 : 0))]]]) {
      await run.selectOption('#graph-view', view);
      await run.selectOption('#graph-what', what);
      await run.waitForTimeout(1200);
      const ribbons = (await shapes(run, 'graph')).filter(shape => shape.width > 50 && shape.height > 0.3 && shape.fill !== 'none');
      assert.ok(ribbons.length >= 10, `${ribbons.length} ribbons of ${view}, ${what}`);
      const told = await run.$eval('[data-chart=graph]', chart => chart.parentElement.parentElement.querySelector('p.note:last-of-type').textContent);
      for (const value of expected) {
        const billions = [...told.matchAll(/([\d,.]+) (billion|trillion)/g)].map(match => Number(match[1].replaceAll(',', '')) * (match[2] === 'trillion' ? 1000 : 1));
        assert.ok(billions.some(one => Math.abs(one / (value / 1000) - 1) < 0.02), `${value} in: ${told}`);
      }
      await (await run.$('[data-chart=graph]')).screenshot({path: join(pictures, `graph-${view}-${what.replace(':', '-')}-${width}.png`)});
    }
    await run.close();
  }
});

test('what each lever adds, and effects under other assumptions, are those of their files, with intervals', async () => {
  const kInk = '#1b1f24', kColours = ['#3d444b', '#0072b2', '#d55e00', '#009e73'];
  const whiskers = async (page, chart) => (await shapes(page, chart)).filter(shape => shape.stroke === kInk && shape.thick === 1.2 && shape.width >= shape.height).length;
  const points = async (page, chart) => (await shapes(page, chart)).filter(shape => kColours.includes(shape.stroke) && shape.width > 8 && shape.height > 8).length;
  for (const width of [1440, 390]) {
    const page = await opened('assumptions', width);
    await page.screenshot({path: join(pictures, `assumptions-${width}.png`), fullPage: true});
    const explain = rows('assumptions', 'explain.csv'), robust = rows('assumptions', 'robust.csv');
    for (const date of ['2024', 'pv6']) {
      await page.selectOption('#explain-date', date);
      const added = await page.$$eval('#explain-table tbody tr', list => list.map(row => Object.fromEntries([...row.cells].map(cell => [cell.dataset.column, cell.dataset.value]))));
      assert.deepEqual(added.map(row => ({...row, contribution: Number(row.contribution)})), explain.filter(row => row.date === date)
        .map(({lever, evidence, outcome, contribution}) => ({lever, evidence, outcome, contribution: Number(contribution)})));
      await page.selectOption('#robust-date', date);
      const under = await page.$$eval('#robust-table tbody tr', list => list.flatMap(row => {
        const [scenario, outcome, identified, ...effects] = [...row.cells].map(cell => [cell.dataset.column, cell.dataset.value]);
        return effects.map(([assumption, effect]) => [scenario[1], assumption, outcome[1], Number(effect), identified[1]].join(' '));
      }));
      const expected = robust.filter(row => row.date === date).map(row => [row.scenario, `${row.assumption} ${row.value}`.trim(), row.outcome, Number(row.effect), row.identified].join(' '));
      assert.ok(expected.length > 100);
      assert.deepEqual(under.sort(), expected.sort());
    }
    for (const [date, outcome] of [['2024', 'gdp_real'], ['pv6', 'consumption_real']]) {
      for (const table of ['explain', 'robust', 'inputs']) {
        await page.selectOption(`#${table}-date`, date);
        await page.selectOption(`#${table}-outcome`, outcome);
      }
      await ready(page);
      const parts = explain.filter(row => row.date === date && row.outcome === outcome).length + 1;
      assert.equal(parts, 4, 'two levers, both together, and the whole');
      assert.equal(await whiskers(page, 'explain'), parts);
      assert.equal(await points(page, 'explain'), parts);
      const inputs = rows('assumptions', 'input_share.csv').filter(row => row.date === date);
      const coefficients = inputs.filter(row => row.outcome === outcome);
      assert.ok(coefficients.some(row => row.parameter === 'odds') && coefficients.some(row => row.lever === 'chain_leader'));
      assert.equal(await whiskers(page, 'inputs'), coefficients.length + 1);
      assert.equal(await points(page, 'inputs'), coefficients.length + 1);
      const shown = await page.$$eval('#inputs-table tbody tr', list => list.map(row => Object.fromEntries([...row.cells].map(cell => [cell.dataset.column, cell.dataset.value]))));
      assert.deepEqual(shown.map(row => [row.lever, row.outcome, Number(row.effect)].join(' ')).sort(),
        inputs.map(row => [`${row.lever}.${row.parameter}`, row.outcome, Number(row.effect)].join(' ')).sort());
      for (const scenario of ['package', 'placebo']) {
        const list = robust.filter(row => row.date === date && row.outcome === outcome && row.scenario === scenario);
        assert.equal(list.length, 7);
        assert.equal(await whiskers(page, `robust-${scenario}`), list.length);
        assert.equal(await points(page, `robust-${scenario}`), list.length);
        assert.equal(await page.locator(`div:has(> [data-chart=robust-${scenario}]) .badge`).innerText(), list[0].identified === 'yes' ? 'sign holds' : 'not identified');
      }
    }
    await page.click('#robust-table th[data-column="financing debt"] button');
    const sorted = await page.$$eval('#robust-table td[data-column="financing debt"]', cells => cells.map(cell => Number(cell.dataset.value)));
    assert.deepEqual(sorted, [...sorted].sort((a, b) => b - a));
    await page.click('[data-language=zh]');
    await ready(page);
    assert.deepEqual(await page.$$eval('#explain h2, #assumptions h2, #inputs h2', list => list.map(h => h.textContent)), ['各工具的贡献', '其他假设', '假设输入']);
    assert.doesNotMatch(await page.innerText('main'), /undefined|NaN|Infinity/);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width);
    assert.deepEqual(page.complaints, []);
    await page.close();
  }
});

test('shares of levers, whom they serve and what shocks cost are those of their files, with intervals', async () => {
  const kInk = '#1b1f24';
  const whiskers = async (page, chart) => (await shapes(page, chart)).filter(shape => shape.stroke === kInk && shape.thick === 1.2 && shape.width >= shape.height).length;
  const values = (page, id, names) => page.$$eval(`#${id} tbody tr`, (list, names) => list.map(row => names.map(name => {
    const value = [...row.cells].find(cell => cell.dataset.column === name).dataset.value;
    return name === 'value' || name === 'share' || name === 'effect' ? (value === '' ? null : Number(value)) : value;
  })), names);
  const number = text => (text === '' ? null : Number(text));
  for (const width of [1440, 390]) {
    const page = await opened('assumptions', width);
    const shapley = rows('assumptions', 'shapley.csv').filter(row => row.date === '2024' && row.scenario === 'package');
    const whom = rows('assumptions', 'additionality.csv').filter(row => row.date === '2024' && row.scenario === 'package');
    const lost = rows('assumptions', 'resilience.csv');
    await page.selectOption('#shapley-date', '2024');
    await page.selectOption('#additionality-date', '2024');
    if (await page.$('#additionality-alternative')) await page.selectOption('#additionality-alternative', 'package');
    await ready(page);
    assert.deepEqual(await values(page, 'shapley-table', ['lever', 'outcome', 'value']), shapley.map(row => [row.lever, row.outcome, number(row.value)]));
    assert.deepEqual(await values(page, 'additionality-table', ['measure', 'term', 'value', 'share']), whom.map(row => [row.measure, row.term, number(row.value), number(row.share)]));
    assert.deepEqual(await values(page, 'resilience-table', ['measure', 'scenario', 'value', 'effect']), lost.map(row => [row.measure, row.scenario, number(row.value), number(row.effect)]));
    assert.equal(await whiskers(page, 'shapley'), shapley.filter(row => row.outcome === 'gdp_real').length);
    assert.ok(whom.length >= 2 && lost.length >= 8);
    await page.selectOption('#additionality-outcome', 'employment');
    await ready(page);
    assert.equal(await whiskers(page, 'additionality'), whom.filter(row => row.measure === 'employment').length);
    for (const measure of new Set(lost.map(row => row.measure))) {
      const drawn = await shapes(page, `resilience-${measure}`);
      assert.equal(drawn.filter(shape => shape.width > 8 && shape.height > 8 && shape.width < 16).length, lost.filter(row => row.measure === measure).length, measure);
    }
    for (const id of ['shapley', 'additionality', 'resilience']) await (await page.$(`#${id}`)).screenshot({path: join(pictures, `${id}-${width}.png`)});
    await page.click('[data-language=zh]');
    await ready(page);
    assert.deepEqual(await page.$$eval('#shapley h2, #additionality h2, #resilience h2', list => list.map(h => h.textContent)), ['工具份额', '受惠与挤出', '冲击损失']);
    assert.deepEqual(page.complaints, []);
    await page.close();
  }
});

test('bars, points and tables of an experiment are those of its files', async () => {
  const page = await opened('experiment');
  const bars = (await shapes(page, 'sobol')).filter(shape => ['#1c2b66', '#8cc6b5'].includes(shape.fill) && shape.height > 5);
  assert.equal(bars.length, 2 * 2, 'first and total index of two factors');
  assert.ok(bars.every(bar => bar.area > 1), 'bars have area');
  const draws = rows('experiment', 'draws.csv').length;
  const points = (await shapes(page, 'response')).filter(shape => ['#0072b2', '#d55e00'].includes(shape.fill) && shape.width > 5);
  assert.equal(points.length, 2 * draws, 'a point for each draw of each alternative');
  for (const chart of ['settings-value', 'settings-effect', 'variance']) assert.ok((await shapes(page, chart)).some(shape => shape.width > 8), chart);
  const pairs = rows('experiment', 'pairs.csv').filter(row => row.outcome === 'gdp_real').map(row => Number(row.share_better));
  assert.deepEqual((await page.$$eval('#pairs td[data-value]', cells => cells.map(cell => Number(cell.dataset.value)))).sort(), pairs.sort());
  await page.selectOption('#sobol-of', 'effect');
  await ready(page);
  const choice = await opened('choice');
  for (const [where, results, file, column, id = file] of [[page, 'experiment', 'summary', 'mean', 'summary-table'], [page, 'experiment', 'regret', 'largest'], [choice, 'choice', 'selection', 'mean']]) {
    const cells = await where.$$eval(`#${id} td[data-column=${column}]`, list => list.map(cell => Number(cell.dataset.value)));
    assert.deepEqual(cells, rows(results, `${file}.csv`).map(row => Number(row[column])), file);
  }
  for (const one of [page, choice]) {
    assert.deepEqual(one.complaints, []);
    await one.close();
  }
});
