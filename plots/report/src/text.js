// Two languages, names of outcomes, and numbers as people read them.
import kNames from '../../names.json';

let language = 'en';
export const setLanguage = to => { language = to; };
export const getLanguage = () => language;

/** The text in the language of the page. */
export const t = (en, zh) => (language === 'zh' ? zh : en);
/** The name of anything that has name_en and name_zh. */
export const nameOf = thing => (thing ? t(thing.name_en, thing.name_zh) || thing.code : '');
export const titleOf = setting => t(setting.title?.en, setting.title?.zh) || setting.title?.en || setting.name;

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
  if (unit === 'percent') return {by: 1, unit: difference ? t('percentage points', '个百分点') : '%'};
  if (unit === 'months') return {by: 1, unit: t('months', '个月')};
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
  return scale.unit === '%' ? `${text}\u00a0%` : scale.unit ? `${text} ${scale.unit}` : text;
}

/** "0.3 to 1.2 billion yuan". */
export function interval(low, high, unit, difference = true) {
  if (low === null || high === null) return '–';
  const scale = scaleOf(unit, Math.max(Math.abs(low), Math.abs(high)), difference);
  return `${digits(low * scale.by, difference)} ${t('to', '至')} ${digits(high * scale.by, difference)} ${scale.unit}`.trim();
}

export const percent = (share, signed = true, significant = 3) => `${digits(100 * share, signed, significant)}\u00a0%`;
