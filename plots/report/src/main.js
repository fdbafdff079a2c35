// The page of `lingnan report`: sections in order, each again when the language changes.
import {assumptions, inputShare, explained, shared} from './assumptions.js';
import {forgetCharts} from './charts.js';
import {firstLanguage, kind, manifest, table} from './data.js';
import {distribution} from './distribution.js';
import {el} from './dom.js';
import {effects} from './effects.js';
import {experimentSummary, responseSection, robustSection, sensitivitySection, settingsSection} from './experiment.js';
import {graph} from './graph.js';
import {levers} from './levers.js';
import {map, stopPlaying} from './map.js';
import {paths} from './paths.js';
import {provenance} from './provenance.js';
import {resilience, served} from './served.js';
import {reportTitle, summary} from './summary.js';
import {comparisonTable} from './table.js';
import {setLanguage, t} from './text.js';

const sections = () => (kind === 'experiment' ? ofExperiment() : ofRuns());

const ofExperiment = () => [
  {id: 'summary', title: t('In short', '摘要'), build: experimentSummary},
  {id: 'settings', title: t('Settings', '方案'), build: settingsSection},
  {id: 'robust', title: t('Robust choices', '稳健选择'), build: robustSection},
  {id: 'sensitivity', title: t('What outcomes hang on', '敏感性'), build: sensitivitySection},
  {id: 'responses', title: t('Draw by draw', '逐组响应'), build: responseSection},
  {id: 'provenance', title: t('Provenance', '来源与复核'), build: provenance},
];

const ofRuns = () => [
  {id: 'summary', title: t('In short', '摘要'), build: summary},
  {id: 'map', title: t('Map', '地图'), build: map},
  {id: 'paths', title: t('Over time', '时间路径'), build: paths},
  {id: 'comparison', title: t('Comparison', '方案比较'), build: comparisonTable},
  ...(table('explain') ? [{id: 'explain', title: t('What each lever adds', '各工具的贡献'), build: explained}] : []),
  ...(table('shapley') ? [{id: 'shapley', title: t('Shares of levers', '工具份额'), build: shared}] : []),
  ...(table('additionality') ? [{id: 'additionality', title: t('Whom it reaches', '受惠与挤出'), build: served}] : []),
  ...(table('resilience') ? [{id: 'resilience', title: t('What shocks cost', '冲击损失'), build: resilience}] : []),
  ...(table('robust') ? [{id: 'assumptions', title: t('Other assumptions', '其他假设'), build: assumptions}] : []),
  ...(table('input_share') ? [{id: 'inputs', title: t('What was put in', '假设输入'), build: inputShare}] : []),
  {id: 'effects', title: t('Cities and industries', '城市与行业'), build: effects},
  {id: 'graph', title: t('Supply graph', '供应网络'), build: graph},
  {id: 'levers', title: t('Levers', '政策工具'), build: levers},
  {id: 'distribution', title: t('Distribution and resilience', '分配与韧性'), build: distribution},
  {id: 'provenance', title: t('Provenance', '来源与复核'), build: provenance},
];

function show(language) {
  setLanguage(language);
  stopPlaying();
  forgetCharts();
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = `${reportTitle()} – Lingnan`;
  for (const button of document.querySelectorAll('[data-language]'))
    button.setAttribute('aria-pressed', button.dataset.language === language);
  const list = sections();
  document.getElementById('nav').replaceChildren(...list.map(({id, title}) => el('a', {href: `#${id}`}, title)));
  const what = kind === 'experiment'
    ? t('Simulated settings under many draws of what is not known. Intervals hold the luck of the model and, where draws are a sample, doubt about the parameters varied; not doubt about the model itself.',
      '在多组不确定参数下模拟的各方案。区间反映模型内的随机性，以及（参数为样本时）所变动参数的不确定性，不含模型本身的不确定性。')
    : kind === 'run'
    ? t('One simulated run. What it shows follows from the scenario and the model; it is no forecast.',
      '一次模拟运行。结果由情景与模型决定，不是预测。')
    : t('Simulated alternatives against a base under the same luck, replicate by replicate. Intervals are of 95 % and hold the '
      + 'luck of the model, not doubt about the model itself.',
    '在相同随机条件下逐次比较各方案与基准。区间为 95%，反映模型内的随机性，不含模型本身的不确定性。');
  const main = document.getElementById('main');
  main.replaceChildren(el('div', {class: 'title'}, el('h1', {}, reportTitle()), el('p', {}, what)));
  for (const {id, title, build} of list) {
    const section = el('section', {id}, el('h2', {}, title));
    main.append(section);
    build(section);
  }
  document.getElementById('footer').textContent = t(
    `Simulated, not observed. Lingnan ${manifest.version}, ${manifest.commit}. The page needs no network; its numbers are those of the `
    + 'result files.',
    `模拟结果，非观测数据。Lingnan ${manifest.version}，${manifest.commit}。本页无需联网，所有数字均来自结果文件。`);
}

for (const button of document.querySelectorAll('[data-language]'))
  button.addEventListener('click', () => show(button.dataset.language));
show(firstLanguage);
