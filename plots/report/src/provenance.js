// Where the numbers come from and how to get them again.
import {folder, kind, manifest, settings} from './data.js';
import {el} from './dom.js';
import {digits, t} from './text.js';

const bytes = value => `${digits(value / 1e6)} MB`;

export function provenance(section) {
  const facts = el('dl', {class: 'facts'});
  const say = (name, value) => { if (value !== undefined && value !== null) facts.append(el('dt', {}, name), el('dd', {}, String(value))); };
  say(t('Program', '程序'), `lingnan ${manifest.version}, ${manifest.commit}`);
  say(t('Results', '结果'), folder);
  if (kind === 'run') {
    say(t('Scenario', '情景'), `${manifest.scenario_name} (${manifest.scenario_file})`);
    say(t('Settings', '设置'), (manifest.settings ?? []).join(' ') || t('none', '无'));
    say(t('Seed, replicate', '种子、重复'), `${manifest.seed}, ${manifest.replicate}`);
    say(t('Months', '月份'), `${manifest.first_month} – ${manifest.last_month} (${manifest.months})`);
    say(t('Enterprise agents', '企业主体'), digits(manifest.firms, false, 1));
    say(t('Experts', '专家主体'), digits(manifest.experts, false, 1));
    say(t('Supply links', '供应联系'), digits(manifest.links, false, 1));
    say(t('People at work', '就业人数'), digits(manifest.persons_employed, false, 1));
    const zero = manifest.audit?.all_money_identities_zero;
    say(t('Audit of money', '货币审计'), zero === undefined ? null : zero
      ? t(`every identity is 0 fen in all ${manifest.audit.months} months`, `全部 ${manifest.audit.months} 个月所有恒等式均为 0 分`) : t('an identity is not 0', '存在非零恒等式'));
    say(t('Largest relative residual of quantities', '实物恒等式最大相对残差'), Math.max(0, ...Object.values(manifest.audit?.largest_relative_residual ?? {})).toExponential(1));
    say(t('Hash of the last state', '末状态哈希'), manifest.state_hash);
    say(t('Took', '用时'), `${digits(manifest.wall_seconds)} s, ${bytes(manifest.peak_memory_bytes)}, ${manifest.threads} ${t('threads', '线程')}`);
    say(t('Compiler', '编译器'), `${manifest.compiler}, ${manifest.libc}`);
    say(t('Again', '重复运行'), `lingnan run --from ${folder}/manifest.json`);
  } else if (kind === 'experiment') {
    say(t('Experiment', '实验'), `${manifest.name} (${manifest.file})`);
    say(t('Base', '基准'), manifest.base);
    say(t('Design', '设计'), manifest.design.replaceAll('_', ' '));
    say(t('Draws, replicates, seed', '参数组数、重复次数、种子'), `${manifest.draws}, ${manifest.replicates}, ${manifest.seed}`);
    say(t('Again', '重复运行'), ['lingnan batch', manifest.file, ...manifest.command_line].join(' '));
  } else {
    say(t('Base', '基准'), manifest.base);
    say(t('Pairs of replicates, seed', '重复对数、种子'), `${manifest.replicates}, ${manifest.seed}`);
    say(t('Months run, shared with the base', '运行月数、与基准共享'), `${digits(manifest.months_run, false, 1)}, ${digits(manifest.months_shared, false, 1)}`);
    say(t('Took', '用时'), `${digits(manifest.wall_seconds)} s`);
    say(t('Again', '重复运行'), `lingnan compare ${manifest.scenarios.filter(s => !s.added).map(s => s.file).join(' ')} --replicates ${manifest.replicates} --seed ${manifest.seed}${(manifest.scenarios[0].settings ?? []).map(s => ` --set ${s}`).join('')}`);
  }
  section.append(facts);
  const raw = (title, value) => section.append(el('details', {}, el('summary', {}, title), el('pre', {}, JSON.stringify(value, null, 2))));
  if (kind === 'run') {
    raw(t('Scenario as it was run', '实际运行的情景'), manifest.scenario);
    raw(t('Hashes of scenario and data', '情景与数据哈希'), {...manifest.scenario_hashes, ...manifest.data_hashes});
    raw(t('Audit', '审计'), manifest.audit);
  } else {
    for (const setting of settings) raw(`${t('Scenario as it was run', '实际运行的情景')}: ${setting.name} (${setting.file})`, setting.scenario);
  }
}
