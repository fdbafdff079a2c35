// A designed experiment: settings under many draws of parameters; what outcomes hang on, and which setting holds.
import {axisLabel, chart, colourAt, dots, kGrid, kInk, kRamp, kSeries, kSoft, legendKey, tooltip, yValues} from './charts.js';
import {distinct, groupBy, manifest, settings, table} from './data.js';
import {chooser, el, remembered} from './dom.js';
import {sortable} from './table.js';
import {amount, digits, interval, label, percent, scaleOf, t, titleOf} from './text.js';

const chosen = {};
const settingOf = name => settings.find(s => s.name === name);
/** Settings of one scenario with other values share its title: then their names tell them apart. */
const titleOfName = name => {
  const title = titleOf(settingOf(name) ?? {name});
  return settings.filter(s => titleOf(s) === title).length > 1 ? name.replaceAll('_', ' ') : title;
};
const colour = name => kSeries[(settingOf(name)?.index ?? 0) % kSeries.length];
const alternatives = settings.slice(1);

/** The last words of a path: parameters.trends.frontier_growth is "frontier growth (trends)". */
export function factorName(path) {
  const parts = path.replace(/^parameters\./, '').split('.');
  return parts.length > 1 ? `${parts.at(-1).replaceAll('_', ' ')} (${parts.slice(0, -1).join(' ')})` : parts[0].replaceAll('_', ' ');
}

const columnOf = row => `${row.outcome} ${row.date}`;
const columnName = column => {
  const [outcome, date] = column.split(' ');
  return `${label(outcome)}, ${date.startsWith('pv') ? t(`present value at ${date.slice(2)} %`, `现值（${date.slice(2)}%）`) : date}`;
};

/** Choosers for outcome, setting and value or effect over a table; `draw(rows)` fills the host again. */
function chosenRows(section, id, all, keys, draw) {
  const host = el('div');
  const mine = chosen[id] ??= {};
  const columns = distinct(all.rows.map(columnOf));
  remembered(mine, 'column', columns[0], columns);
  const controls = [chooser(t('Outcome', '指标'), columns.map(c => [c, columnName(c)]), mine.column, v => { mine.column = v; fill(); }, `${id}-column`)];
  if (keys.includes('setting')) {
    const names = distinct(all.columns.setting);
    remembered(mine, 'setting', names.at(-1), names);
    controls.push(chooser(t('Setting', '方案'), names.map(n => [n, titleOfName(n)]), mine.setting, v => { mine.setting = v; fill(); }, `${id}-setting`));
  }
  if (keys.includes('of')) {
    const kinds = distinct(all.columns.of);
    remembered(mine, 'of', 'value', kinds);
    controls.push(chooser(t('Of', '对象'), kinds.map(k => [k, k === 'effect' ? t('the difference to the base', '与基准的差异') : t('the value itself', '指标值')]), mine.of,
      v => { mine.of = v; fill(); }, `${id}-of`));
  }
  const fill = () => {
    const rows = all.rows.filter(row => columnOf(row) === mine.column && (!keys.includes('setting') || row.setting === mine.setting));
    const of = keys.includes('of') && rows.some(row => row.of === mine.of) ? mine.of : 'value'; // the base has no effect
    host.replaceChildren();
    draw(host, keys.includes('of') ? rows.filter(row => row.of === of) : rows, of);
  };
  section.append(el('div', {class: 'controls'}, controls), host);
  fill();
}

export function experimentSummary(section) {
  const rows = table('summary').rows, design = manifest.design.replaceAll('_', ' ');
  const words = el('ul', {class: 'words'});
  const say = text => words.append(el('li', {}, text));
  say(t(`${settings.length} settings, ${manifest.draws} draws of parameters (${design}), ${manifest.replicates} replicates of each under the same luck.`,
    `${settings.length} 个方案，${manifest.draws} 组参数取值（${design}），每组 ${manifest.replicates} 次相同随机条件的重复。`));
  for (const setting of alternatives)
    for (const [column, list] of [...groupBy(rows.filter(row => row.setting === setting.name), columnOf)].slice(0, 3)) {
      const row = list[0];
      say(t(`${titleOfName(setting.name)}: ${columnName(column)} differs from the base by ${amount(row.effect, row.unit, {signed: true})} (${interval(row.effect_lo, row.effect_hi, row.unit)}).`,
        `${titleOfName(setting.name)}：${columnName(column)}与基准相差 ${amount(row.effect, row.unit, {signed: true})}（${interval(row.effect_lo, row.effect_hi, row.unit)}）。`));
    }
  const best = table('selection')?.rows.find(row => row.status === 'best');
  if (best)
    say(t(`Best by ${columnName(columnOf(best))}: ${titleOfName(best.setting)}, rightly with a probability of ${digits(best.confidence)} if it leads by more than ${amount(best.zone, best.unit)}.`,
      `按${columnName(columnOf(best))}最优：${titleOfName(best.setting)}；若领先超过 ${amount(best.zone, best.unit)}，判断正确的概率为 ${digits(best.confidence)}。`));
  const indices = (table('sobol') ?? table('morris'))?.rows ?? [];
  for (const [column, list] of [...groupBy(indices.filter(row => row.setting === settings[0].name && row.of === 'value'), columnOf)].slice(0, 3)) {
    const by = list[0].total === undefined ? 'mu_star' : 'total';
    const top = list.reduce((a, b) => (b[by] > a[by] ? b : a));
    say(t(`${columnName(column)} in the base hangs most on ${factorName(top.factor)}.`, `基准下${columnName(column)}主要取决于${factorName(top.factor)}。`));
  }
  section.append(words, el('p', {class: 'note'}, t('Draws of a Latin hypercube or of Sobol’ points are a sample of what parameters may be and add to the intervals, which are of 95 %; chosen points do not.',
    '拉丁超立方与 Sobol’ 点是参数可能取值的样本，计入 95% 区间；人为选定的点不计入。')));
}

/** Every setting: where nine tenths of the runs lie, median and mean with its interval. */
export function settingsSection(section) {
  const all = table('summary');
  chosenRows(section, 'settings', all, [], (host, rows) => {
    const unit = rows[0].unit;
    const draw = (name, text, list, low, middle, high, difference) => {
      const scale = scaleOf(unit, Math.max(...list.flatMap(row => [row[low], row[high]].map(Math.abs))), difference);
      dots(host, name, text, list.map(row => ({name: titleOfName(row.setting), value: row[middle], low: row[low], high: row[high], colour: colour(row.setting),
        tell: `<b>${titleOfName(row.setting)}</b><br>${amount(row[middle], unit, {signed: difference})} (${interval(row[low], row[high], unit, difference)})`})), scale, difference);
    };
    host.append(el('h3', {}, t('Runs: median, and where nine of ten lie', '各次运行：中位数与 90% 的范围')));
    draw('settings-value', t('Runs of every setting', '各方案的运行结果'), rows, 'p05', 'p50', 'p95', false);
    const effects = rows.filter(row => row.effect !== null);
    if (effects.length) {
      host.append(el('h3', {}, t('Difference to the base, with its interval of 95 % (hollow: it holds 0)', '与基准的差异及 95% 区间（空心：包含 0）')));
      draw('settings-effect', t('Difference to the base', '与基准的差异'), effects, 'effect_lo', 'effect', 'effect_hi', true);
    }
  });
  const scale = row => scaleOf(row.unit, row.mean), difference = row => scaleOf(row.unit, Math.max(...[row.effect, row.effect_lo, row.effect_hi].map(v => Math.abs(v ?? 0))), true);
  section.append(el('h3', {}, t('Every outcome', '全部指标')), sortable([
    {name: 'setting', text: t('Setting', '方案'), kind: 'text long', value: row => row.setting, cell: row => titleOfName(row.setting)},
    {name: 'outcome', text: t('Outcome', '指标'), kind: 'text long', value: columnOf, cell: row => columnName(columnOf(row))},
    {name: 'mean', text: t('Mean', '均值'), kind: 'number', value: row => row.mean, by: row => scale(row).by, cell: row => [digits(row.mean * scale(row).by, false, 4), el('br'),
      el('small', {}, `${digits(row.ci_lo * scale(row).by, false, 4)} ${t('to', '至')} ${digits(row.ci_hi * scale(row).by, false, 4)} ${scale(row).unit}`)]},
    {name: 'effect', text: t('Difference to the base', '与基准的差异'), kind: 'number', value: row => row.effect, by: row => difference(row).by, cell: row => (row.effect === null ? '–' : [digits(row.effect * difference(row).by, true), el('br'),
      el('small', {}, `${digits(row.effect_lo * difference(row).by, true)} ${t('to', '至')} ${digits(row.effect_hi * difference(row).by, true)} ${difference(row).unit}`)])},
    {name: 'evidence', text: t('Evidence', '证据等级'), kind: 'text', value: row => row.evidence || null, cell: row => row.evidence || '–'},
  ], all.rows, 'summary-table'));
}

/** An outcome against a parameter, draw by draw. */
export function responseSection(section) {
  const draws = table('draws'), all = table('responses');
  const factors = Object.keys(draws?.columns ?? {}).filter(name => name !== 'draw' && distinct(draws.columns[name].filter(v => v !== null)).length > 1);
  if (!all || factors.length === 0) {
    section.append(el('p', {class: 'missing'}, t('The experiment varies no parameter.', '该实验没有改变任何参数。')));
    return;
  }
  remembered(chosen, 'factor', factors[0], factors);
  const effects = all.rows.some(row => row.effect !== null);
  remembered(chosen, 'responseOf', effects ? 'effect' : 'value', effects ? ['effect', 'value'] : ['value']);
  const redraws = [];
  section.append(el('div', {class: 'controls'},
    chooser(t('Parameter', '参数'), factors.map(f => [f, factorName(f)]), chosen.factor, v => { chosen.factor = v; redraws.forEach(r => r()); }, 'response-factor'),
    effects ? chooser(t('Of', '对象'), [['effect', t('the difference to the base', '与基准的差异')], ['value', t('the value itself', '指标值')]], chosen.responseOf, v => { chosen.responseOf = v; redraws.forEach(r => r()); }, 'response-of') : null));
  chosenRows(section, 'response', all, [], (host, rows) => {
    const draw = () => {
      const [value, low, high] = chosen.responseOf === 'effect' ? ['effect', 'effect_lo', 'effect_hi'] : ['mean', 'ci_lo', 'ci_hi'];
      const at = new Map(draws.rows.map(row => [row.draw, row[chosen.factor]]));
      const points = rows.filter(row => row[value] !== null && at.get(row.draw) !== null);
      const numeric = points.every(row => Number.isFinite(Number(at.get(row.draw))));
      const unit = rows[0].unit, difference = value === 'effect';
      const scale = scaleOf(unit, Math.max(0, ...points.map(row => Math.abs(row[value]))), difference);
      const names = distinct(points.map(row => row.setting));
      host.replaceChildren(el('div', {class: 'legend'}, names.map(name => legendKey('dot', colour(name), titleOfName(name)))));
      chart(host, 'response', t(`${columnName(columnOf(rows[0]))} by ${factorName(chosen.factor)}`, `${columnName(columnOf(rows[0]))}与${factorName(chosen.factor)}`), () => ({
        height: 340, grid: {left: 62, right: 18, top: 34, bottom: 46},
        xAxis: {type: numeric ? 'value' : 'category', scale: true, name: factorName(chosen.factor), nameLocation: 'middle', nameGap: 28, nameTextStyle: axisLabel,
          axisLabel: {...axisLabel, hideOverlap: true}, splitLine: {show: false}, axisLine: {onZero: false, lineStyle: {color: '#9aa4ae'}}},
        yAxis: yValues(scale.unit, v => digits(v * scale.by, difference)),
        tooltip: tooltip(({data}) => `<b>${titleOfName(data.row.setting)}</b><br>${factorName(chosen.factor)}: ${at.get(data.row.draw)}<br>${amount(data.row[value], unit, {signed: difference})}${data.row[low] === null ? '' : ` (${interval(data.row[low], data.row[high], unit, difference)})`}`),
        series: [
          {type: 'custom', silent: true, data: points.filter(row => row[low] !== null).map(row => [numeric ? Number(at.get(row.draw)) : at.get(row.draw), row[low], row[high]]), encode: {x: 0, y: [1, 2]},
            renderItem: (_, api) => {
              const [x, y0] = api.coord([api.value(0), api.value(1)]), [, y1] = api.coord([api.value(0), api.value(2)]);
              return {type: 'line', shape: {x1: x, y1: y0, x2: x, y2: y1}, style: {stroke: kSoft, lineWidth: 1, opacity: 0.6}};
            }},
          ...names.map(name => ({type: 'scatter', symbolSize: 8, itemStyle: {color: colour(name), opacity: 0.85},
            data: points.filter(row => row.setting === name).map(row => ({value: [numeric ? Number(at.get(row.draw)) : at.get(row.draw), row[value]], row}))})),
        ],
      }));
    };
    redraws.splice(0, redraws.length, draw);
    draw();
  });
  section.append(el('p', {class: 'note'}, t('A point is the mean over the replicates of one draw, with its interval of 95 %; other parameters differ between points too.',
    '每个点为一组参数下各次重复的均值及 95% 区间；各点之间其他参数也不同。')));
}

/** Shares of variance by Sobol', or elementary effects by Morris. */
export function sensitivitySection(section) {
  const sobol = table('sobol'), morris = table('morris');
  if (!sobol && !morris) {
    section.append(el('p', {class: 'missing'}, t('The draws of this design do not tell parameters apart. Designs that do: ', '该设计不能区分各参数的影响。可区分的设计：'), el('code', {}, 'design: {kind: sobol}'), ' ', el('code', {}, 'design: {kind: morris}')));
  }
  if (sobol) {
    section.append(el('p', {class: 'lead'}, t('Part of the variance over draws that a parameter makes alone (dark), and with all that it does together with others (light). Sobol’ indices by Saltelli et al. (2010) and Jansen (1999), intervals of 95 % from bootstrap samples.',
      '参数单独（深色）及与其他参数共同（浅色）解释的方差份额。Sobol’ 指数依 Saltelli 等（2010）与 Jansen（1999），95% 区间来自自助抽样。')));
    chosenRows(section, 'sobol', sobol, ['setting', 'of'], (host, list) => {
      const rows = [...list].sort((a, b) => a.total - b.total);
      if (rows.every(row => row.total === null)) {
        host.append(el('p', {class: 'missing'}, t('Draws differ by no more than luck does: more replicates or draws would tell.', '各组参数之间的差异不超过随机性；增加重复或参数组数可加以区分。')));
        return;
      }
      const bars = (name, by) => ({type: 'bar', name, barMaxWidth: 14, data: rows.map(row => row[by])});
      chart(host, 'sobol', t('Sobol’ indices by parameter', '各参数的 Sobol’ 指数'), width => ({
        height: 60 + 46 * rows.length, grid: {left: width < 500 ? 130 : 230, right: 24, top: 8, bottom: 44},
        xAxis: {type: 'value', name: t('share of the variance', '方差份额'), nameLocation: 'middle', nameGap: 26, nameTextStyle: axisLabel, axisLabel, splitLine: {lineStyle: {color: kGrid}}},
        yAxis: {type: 'category', data: rows.map(row => factorName(row.factor)), axisTick: {show: false}, axisLabel: {...axisLabel, color: kInk, width: width < 500 ? 122 : 222, overflow: 'break'}},
        tooltip: tooltip(({dataIndex}) => {
          const row = rows[dataIndex];
          return `<b>${factorName(row.factor)}</b><br>${t('alone', '单独')}: ${digits(row.first)} (${digits(row.first_lo)} ${t('to', '至')} ${digits(row.first_hi)})<br>${t('with others', '含交互')}: ${digits(row.total)} (${digits(row.total_lo)} ${t('to', '至')} ${digits(row.total_hi)})`;
        }),
        series: [{...bars('total', 'total'), itemStyle: {color: '#8cc6b5'}}, {...bars('first', 'first'), itemStyle: {color: '#1c2b66'}},
          {type: 'custom', silent: true, z: 5, data: rows.flatMap((row, at) => [[row.total_lo, at, row.total_hi, -8], [row.first_lo, at, row.first_hi, 8]]), encode: {x: [0, 2], y: 1},
            renderItem(_, api) {
              const [x0, y] = api.coord([api.value(0), api.value(1)]), [x1] = api.coord([api.value(2), api.value(1)]), middle = y - api.value(3);
              return {type: 'line', shape: {x1: x0, y1: middle, x2: x1, y2: middle}, style: {stroke: kInk, lineWidth: 1.2}};
            }}],
      }));
    });
  }
  if (morris) {
    section.append(el('p', {class: 'lead'}, t('To the right: parameters that matter over their range (mean absolute elementary effect). Up: their effect depends on other parameters or is not linear (standard deviation). Morris (1991).',
      '越靠右，参数在其范围内影响越大（基本效应绝对值均值）；越靠上，影响越依赖其他参数或非线性（标准差）。Morris（1991）。')));
    chosenRows(section, 'morris', morris, ['setting', 'of'], (host, rows) => {
      const scale = scaleOf(rows[0].unit, Math.max(...rows.map(row => Math.abs(row.mu_star_hi ?? row.mu_star))), true);
      const axis = (name, extra) => ({type: 'value', min: 0, name: scale.unit ? `${name}, ${scale.unit}` : name, nameTextStyle: axisLabel, axisLabel: {...axisLabel, hideOverlap: true, formatter: v => digits(v * scale.by)}, splitLine: {lineStyle: {color: kGrid}}, ...extra});
      chart(host, 'morris', t('Elementary effects by parameter', '各参数的基本效应'), width => ({
        height: 380, grid: {left: 64, right: width < 500 ? 60 : 150, top: 34, bottom: 46},
        xAxis: axis(t('mean absolute effect', '绝对效应均值'), {nameLocation: 'middle', nameGap: 28}),
        yAxis: axis(t('standard deviation', '标准差'), {nameTextStyle: {...axisLabel, align: 'left', padding: [0, 0, 4, -44]}}),
        tooltip: tooltip(({dataIndex}) => `<b>${factorName(rows[dataIndex].factor)}</b><br>μ* ${digits(rows[dataIndex].mu_star * scale.by)} (${digits(rows[dataIndex].mu_star_lo * scale.by)} ${t('to', '至')} ${digits(rows[dataIndex].mu_star_hi * scale.by)})<br>μ ${digits(rows[dataIndex].mu * scale.by, true)}<br>σ ${digits(rows[dataIndex].sigma * scale.by)}`),
        series: [
          {type: 'custom', silent: true, data: rows.filter(row => row.mu_star_lo !== null).map(row => [row.mu_star_lo, row.sigma, row.mu_star_hi]), encode: {x: [0, 2], y: 1}, renderItem(_, api) {
            const [x0, y] = api.coord([api.value(0), api.value(1)]), [x1] = api.coord([api.value(2), api.value(1)]);
            return {type: 'line', shape: {x1: x0, y1: y, x2: x1, y2: y}, style: {stroke: kSoft, lineWidth: 1.2}};
          }},
          {type: 'scatter', symbolSize: 10, itemStyle: {color: kSeries[1]}, data: rows.map(row => [row.mu_star, row.sigma]), labelLayout: {hideOverlap: true},
            label: {show: true, position: 'top', fontSize: 11, color: kInk, formatter: ({dataIndex}) => factorName(rows[dataIndex].factor).replace(/ \(.*/, '')}},
        ],
      }));
    });
  }
  const variance = table('variance');
  if (!variance) return;
  const parts = ['parameters', 'replicates', 'both'];
  const names = {parameters: t('parameters', '参数'), replicates: t('luck that all draws share', '各组共有的随机性'), both: t('luck that acts differently on each draw', '因参数而异的随机性')};
  const tones = {parameters: '#1c2b66', replicates: '#8cc6b5', both: '#cfe3c0'};
  section.append(el('h3', {}, t('Parameters or luck', '参数还是随机性')), el('div', {class: 'legend'}, parts.map(part => legendKey('box', tones[part], names[part]))));
  chosenRows(section, 'variance', variance, ['of'], (host, rows) => {
    const share = (row, part) => {
      const sum = parts.reduce((all, p) => all + Math.max(0, row[p] ?? 0), 0);
      return sum > 0 ? Math.max(0, row[part] ?? 0) / sum : 0;
    };
    chart(host, 'variance', t('Shares of the variance by setting', '各方案的方差份额'), width => ({
      height: 60 + 30 * rows.length, grid: {left: width < 500 ? 110 : 190, right: 24, top: 6, bottom: 44},
      xAxis: {type: 'value', min: 0, max: 1, name: t('share of the variance of a run', '单次运行方差的份额'), nameLocation: 'middle', nameGap: 26, nameTextStyle: axisLabel, axisLabel: {...axisLabel, formatter: v => percent(v, false)}, splitLine: {lineStyle: {color: kGrid}}},
      yAxis: {type: 'category', inverse: true, data: rows.map(row => titleOfName(row.setting)), axisTick: {show: false}, axisLabel: {...axisLabel, color: kInk, width: width < 500 ? 100 : 180, overflow: 'truncate'}},
      tooltip: tooltip(({dataIndex, seriesName}) => `<b>${titleOfName(rows[dataIndex].setting)}</b><br>${seriesName}: ${percent(share(rows[dataIndex], parts.find(p => names[p] === seriesName)), false)}`),
      series: parts.map(part => ({type: 'bar', stack: 'all', name: names[part], barMaxWidth: 18, itemStyle: {color: tones[part], borderColor: '#fff', borderWidth: 0.6}, data: rows.map(row => share(row, part))})),
    }));
  });
}

/** In how many draws a setting does better than another, how far it stays behind the best, and which was selected. */
export function robustSection(section) {
  const pairs = table('pairs'), regret = table('regret'), selection = table('selection');
  if (!pairs && !regret && !selection)
    section.append(el('p', {class: 'missing'}, t('With one setting, or one draw, or Morris trajectories there is nothing to rank.', '只有一个方案、一组参数或 Morris 轨迹时，没有可比较的排序。')));
  if (pairs) {
    section.append(el('h3', {}, t('Share of draws in which the row does better than the column', '行方案优于列方案的参数组占比')));
    chosenRows(section, 'pairs', pairs, [], (host, rows) => {
      const names = settings.map(s => s.name);
      const at = new Map(rows.map(row => [`${row.setting}\n${row.against}`, row]));
      host.append(el('div', {class: 'wide'}, el('table', {id: 'pairs'}, el('thead', {}, el('tr', {}, el('th'), names.map(name => el('th', {scope: 'col'}, titleOfName(name))))),
        el('tbody', {}, names.map(name => el('tr', {}, el('th', {class: 'text', scope: 'row'}, titleOfName(name)), names.map(other => {
          const row = at.get(`${name}\n${other}`);
          if (!row || row.share_better === null) return el('td', {}, '–');
          const dark = row.share_better > 0.6, whole = share => percent(Math.round(1000 * share) / 1000, false);
          return el('td', {'data-value': row.share_better, style: `background:${colourAt(row.share_better, kRamp)};color:${dark ? '#fff' : kInk}`}, whole(row.share_better),
            row.ci_lo === null ? null : [el('br'), el('small', {style: 'color:inherit'}, `${whole(row.ci_lo)} ${t('to', '至')} ${whole(row.ci_hi)}`)]);
        })))))));
    });
  }
  if (regret) {
    const scale = row => scaleOf(row.unit, row.largest, true);
    const number = (row, value) => `${digits(value * scale(row).by)} ${scale(row).unit}`;
    section.append(el('h3', {}, t('How far a setting stays behind the best one of each draw', '各方案与每组参数下最优方案的差距')), sortable([
      {name: 'outcome', text: t('Outcome', '指标'), kind: 'text long', value: columnOf, cell: row => columnName(columnOf(row))},
      {name: 'setting', text: t('Setting', '方案'), kind: 'text long', value: row => row.setting, cell: row => titleOfName(row.setting)},
      ...[['mean', t('Mean', '均值')], ['p95', t('In one draw of twenty more than', '二十组中有一组超过')], ['largest', t('Largest', '最大')]].map(([name, text]) =>
        ({name, text, kind: 'number', value: row => row[name], by: row => scale(row).by, cell: row => number(row, row[name])})),
      {name: 'minimax', text: t('Smallest largest regret', '最小化最大遗憾'), kind: 'text', value: row => row.minimax, cell: row => (row.minimax ? t('yes', '是') : '')},
    ], regret.rows, 'regret'));
  }
  if (selection) {
    const words = {best: t('best', '最优'), left: t('may be best', '可能最优'), behind: t('behind', '落后'), no_rank: t('no rank', '不排序')};
    const scale = row => scaleOf(row.unit, row.mean), away = row => scaleOf(row.unit, Math.max(...[row.ahead, row.ahead_lo, row.ahead_hi].map(v => Math.abs(v ?? 0))), true);
    section.append(el('h3', {}, t('Selection of the best', '最优方案的选择')), el('p', {class: 'lead'}, t(
      `By ${columnName(columnOf(selection.rows[0]))}, in two stages (Nelson & Matejcik 1995): more replicates only of those that may be best. Ahead of the best of the others, with simultaneous intervals.`,
      `按${columnName(columnOf(selection.rows[0]))}，分两阶段（Nelson 与 Matejcik，1995）：仅对可能最优者增加重复。“领先”为相对其余方案中最优者的差距及同时区间。`)), sortable([
      {name: 'setting', text: t('Setting', '方案'), kind: 'text long', value: row => row.setting, cell: row => titleOfName(row.setting)},
      {name: 'status', text: t('Status', '状态'), kind: 'text', value: row => row.status, cell: row => words[row.status] ?? row.status},
      {name: 'replicates', text: t('Replicates', '重复次数'), kind: 'number', value: row => row.replicates, cell: row => digits(row.replicates, false, 1)},
      {name: 'mean', text: t('Mean', '均值'), kind: 'number', value: row => row.mean, by: row => scale(row).by, cell: row => `${digits(row.mean * scale(row).by, false, 4)} ${scale(row).unit}`},
      {name: 'ahead', text: t('Ahead', '领先'), kind: 'number', value: row => row.ahead, by: row => away(row).by, cell: row => (row.ahead === null ? '–' : [`${digits(row.ahead * away(row).by, true)} ${away(row).unit}`, el('br'),
        el('small', {}, row.ahead_lo === null ? '–' : `${digits(row.ahead_lo * away(row).by, true)} ${t('to', '至')} ${digits(row.ahead_hi * away(row).by, true)}`)])},
    ], selection.rows, 'selection'));
  }
}
