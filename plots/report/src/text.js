// Two languages, names of outcomes, and numbers as people read them.

let language = 'en';
export const setLanguage = to => { language = to; };
export const getLanguage = () => language;

/** The text in the language of the page. */
export const t = (en, zh) => (language === 'zh' ? zh : en);
/** The name of anything that has name_en and name_zh. */
export const nameOf = thing => (thing ? t(thing.name_en, thing.name_zh) || thing.code : '');
export const titleOf = setting => t(setting.title?.en, setting.title?.zh) || setting.title?.en || setting.name;

const kNames = {
  gdp: ['GDP, current prices', '地区生产总值（现价）'],
  gdp_real: ['Real GDP', '实际地区生产总值'],
  gdp_head: ['Real GDP per head', '人均实际地区生产总值'],
  consumption: ['Consumption of households', '居民消费'],
  consumption_real: ['Real consumption of households', '实际居民消费'],
  investment: ['Fixed investment', '固定资产投资'],
  investment_real: ['Real fixed investment', '实际固定资产投资'],
  government: ['Consumption of governments', '政府消费'],
  inventories: ['Change of stocks', '存货变动'],
  exports: ['Exports', '出口'],
  exports_real: ['Real sales outside the region', '实际省外及境外销售'],
  imports: ['Imports', '进口'],
  outflow: ['Sales to other provinces', '销往外省'],
  inflow: ['Purchases from other provinces', '自外省购入'],
  employment: ['Employment', '就业人数'],
  unemployment_rate: ['Unemployment rate', '失业率'],
  wage: ['Mean wage', '平均工资'],
  wage_real: ['Real wage', '实际工资'],
  price_index: ['Price index', '价格指数'],
  enterprises: ['Enterprises', '企业数'],
  entries: ['Enterprises founded', '新设企业'],
  exits: ['Enterprises closed', '退出企业'],
  relocations: ['Enterprises that moved city', '跨市迁移企业'],
  write_offs: ['Loans written off', '核销贷款'],
  rd_spending: ['R&D spending', '研发支出'],
  rd_real: ['Real R&D spending', '实际研发支出'],
  bank_credit: ['Bank credit', '银行贷款余额'],
  bank_capital: ['Equity of banks over loans', '银行资本充足（权益/贷款）'],
  fund_investment: ['Investment by funds', '基金投资'],
  fund_investment_real: ['Real investment by funds', '实际基金投资'],
  tax_revenue: ['Tax revenue', '税收'],
  tax_revenue_real: ['Real tax revenue', '实际税收'],
  fiscal_cost: ['Public money for levers', '政策支出'],
  fiscal_cost_real: ['Real public money for levers', '实际政策支出'],
  outside_demand_growth: ['Growth of outside demand (given)', '外部需求增长（外生）'],
  productivity_growth: ['Growth of productivity (given)', '生产率增长（外生）'],
  loss_direct_real: ['Output lost directly', '直接产出损失'],
  loss_downstream_real: ['Output lost downstream', '下游产出损失'],
  loss_upstream_real: ['Output lost upstream', '上游产出损失'],
  population: ['Population', '常住人口'],
  house_price: ['Price of dwellings', '住房价格'],
  output_real: ['Real output', '实际产出'],
  value_added: ['Value added', '增加值'],
  capital: ['Fixed capital', '固定资本'],
  fill_rate: ['Orders delivered', '订单交付率'],
  future_output_real: ['Real output of future industries', '未来产业实际产出'],
  future_enterprises: ['Enterprises in future industries', '未来产业企业数'],
  theil_cities: ['Theil index between cities', '城市间泰尔指数'],
  gini_cities: ['Gini coefficient between cities', '城市间基尼系数'],
  gross: ['Gross cost', '总成本'],
  recovered: ['Taxes recovered', '税收回收'],
  net: ['Net cost', '净成本'],
  job_years: ['Job-years', '就业人年'],
  cost_per_job_year: ['Net cost per job-year', '每就业人年净成本'],
  gdp_per_net_yuan: ['Real GDP per yuan of net cost', '每元净成本带来的实际地区生产总值'],
  spent: ['Money spent', '已支出'],
  take_up: ['Applicants served', '获支持数'],
  rejected: ['Applicants turned away', '被拒数'],
  queue: ['Applicants waiting', '排队数'],
  budget_left: ['Budget left', '剩余预算'],
  general: ['General', '一般劳动力'],
  college: ['College-educated', '大学学历'],
  expert: ['Experts', '专家'],
  bank_credit_flow: ['Bank credit', '银行信贷'],
  fund_money: ['Money of funds', '基金资金'],
  dividends: ['Dividends', '红利'],
  labour: ['More people at work', '就业增加'],
  frontier: ['World frontier', '世界前沿'],
  catch_up: ['Catching up', '追赶'],
  research: ['Own research', '自主研究'],
  spillovers: ['Spillovers', '知识外溢'],
  innovation: ['Innovation', '创新'],
  projects: ['Projects', '创新项目'],
  learning: ['Learning by making', '干中学'],
  utilisation: ['Use of staff', '劳动利用'],
  reallocation: ['Reallocation', '资源再配置'],
};
/** The name of an outcome or column; its own name if the page knows none. */
export const label = name => (kNames[name] ? t(...kNames[name]) : name.replaceAll('_', ' '));

const per = unit => (/\/year/.test(unit) ? t(' a year', '/年') : /\/month/.test(unit) ? t(' a month', '/月')
  : /\/quarter/.test(unit) ? t(' a quarter', '/季') : '');

/**
 * How numbers of that unit are shown when the largest is `largest`: {by, unit}. A difference of shares is in percentage
 * points.
 */
export function scaleOf(unit, largest, difference = false) {
  const size = Math.abs(largest) || 0;
  if (unit.startsWith('mln_cny')) {
    const [by, en, zh] = language === 'zh'
      ? (size >= 1e6 ? [1e-6, '', '万亿元'] : size >= 100 ? [1e-2, '', '亿元'] : [1e2, '', '万元'])
      : (size >= 1e6 ? [1e-6, 'trillion yuan'] : size >= 1e3 ? [1e-3, 'billion yuan'] : size >= 1 || size === 0
        ? [1, 'million yuan'] : [1e3, 'thousand yuan']);
    return {by, unit: t(en, zh) + per(unit)};
  }
  if (unit.startsWith('cny')) return {by: 1, unit: t('yuan', '元') + per(unit)};
  if (unit.startsWith('person')) {
    const years = unit.startsWith('person-years');
    const [by, en, zh] = language === 'zh' ? (size >= 1e5 ? [1e-4, '', years ? '万人年' : '万人'] : [1, '', years ? '人年' : '人'])
      : (size >= 1e6 ? [1e-6, years ? 'million job-years' : 'million people'] : [1, years ? 'job-years' : 'people']);
    return {by, unit: t(en, zh) + per(unit)};
  }
  if (unit.startsWith('count') || unit.startsWith('number')) {
    if (language === 'zh') return size >= 1e5 ? {by: 1e-4, unit: `万个${per(unit)}`} : {by: 1, unit: `个${per(unit)}`};
    return size >= 1e6 ? {by: 1e-6, unit: `million${per(unit)}`} : {by: 1, unit: per(unit).trim()};
  }
  if (unit === 'share') return {by: 100, unit: difference ? t('percentage points', '个百分点') : '%'};
  if (unit === 'log points') return {by: 100, unit: t('% (log points)', '%（对数）')};
  if (unit === '1/year') return {by: 100, unit: t('% a year', '%/年')};
  if (unit.startsWith('index')) return {by: 1, unit: ''};
  if (unit === 'ratio') return {by: 1, unit: t('yuan per yuan', '元/元')};
  return {by: 1, unit};
}

const formats = new Map();
const raised = power => [...String(power)].map(c => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[c])).join('');
/**
 * Three significant digits, or all digits before the point; powers of ten for what is very small. `signed` puts + before what
 * is above 0.
 */
export function digits(value, signed = false, significant = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (value !== 0 && Math.abs(value) < 1e-4) {
    const power = Math.floor(Math.log10(Math.abs(value)));
    return `${digits(value / 10 ** power, signed, 2)}×10${raised(power)}`;
  }
  const whole = Math.abs(value) >= 10 ** significant;
  const key = `${language}${signed}${whole ? 0 : significant}`;
  if (!formats.has(key))
    formats.set(key, new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
      ...(whole ? {maximumFractionDigits: 0} : {maximumSignificantDigits: significant}),
      signDisplay: signed ? 'exceptZero' : 'auto',
    }));
  return formats.get(key).format(value).replace('-', '−');
}

/** A number with its unit. */
export function amount(value, unit, {signed = false, difference = signed, significant = 3} = {}) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const scale = scaleOf(unit, value, difference);
  const text = digits(value * scale.by, signed, significant);
  return scale.unit === '%' ? `${text} %` : scale.unit ? `${text} ${scale.unit}` : text;
}

/** "0.3 to 1.2 billion yuan". */
export function interval(low, high, unit, difference = true) {
  if (low === null || high === null) return '–';
  const scale = scaleOf(unit, Math.max(Math.abs(low), Math.abs(high)), difference);
  return `${digits(low * scale.by, difference)} ${t('to', '至')} ${digits(high * scale.by, difference)} ${scale.unit}`.trim();
}

export const percent = (share, signed = true, significant = 3) => `${digits(100 * share, signed, significant)} %`;
