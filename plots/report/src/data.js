// What `lingnan report` put into the page: manifest, tables by columns, cards of levers.

const data = JSON.parse(document.getElementById('data').textContent);

/** A table of the results. Numbers are numbers, empty fields null. */
class Table {
  constructor(json) {
    this.file = json.file;
    this.length = json.rows;
    this.columns = {};
    this.units = {};
    for (const [name, {unit, values}] of Object.entries(json.columns)) {
      this.units[name] = unit;
      this.columns[name] = Array.isArray(values) ? values : values.at.map(index => values.of[index]);
    }
  }

  /** Rows as objects, made once. */
  get rows() {
    if (!this.made) {
      const names = Object.keys(this.columns);
      this.made = Array.from({length: this.length}, (_, row) =>
        Object.fromEntries(names.map(name => [name, this.columns[name][row]])));
    }
    return this.made;
  }

  /** Names of the columns with numbers, keys left out. */
  get measures() {
    return Object.keys(this.columns).filter(name => name !== 'year' && typeof this.columns[name].find(v => v !== null) === 'number');
  }
}

export const kind = data.kind;
export const manifest = data.manifest;
export const leverCards = data.lever_cards;
export const folder = data.folder;
export const firstLanguage = data.language;
export const basemap = data.basemap ?? null;
const tables = Object.fromEntries(Object.entries(data.tables).map(([name, json]) => [name, new Table(json)]));

/** The table of that name, or null if the results have none or it has no rows. */
export const table = name => (tables[name]?.length > 0 ? tables[name] : null);

export const distinct = list => [...new Set(list)];

/** {key: [rows]} in the order of the rows. */
export function groupBy(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    const k = typeof key === 'function' ? key(row) : row[key];
    if (!groups.has(k)) groups.set(k, []);
    groups.get(k).push(row);
  }
  return groups;
}

export const places = new Map((table('cities')?.rows ?? []).map(row => [row.code, row]));
export const cities = [...places.values()].filter(row => row.kind === 'city');
export const industries = new Map((table('industries')?.rows ?? []).map(row => [row.code, row]));

/** Complete years of a run. */
export const years = kind === 'run' ? distinct(table('province')?.columns.year ?? []) : distinct(table('paths')?.columns.year ?? []);

/** Settings of a comparison or experiment: name, title and number (0 is the base). */
export const settings = ((kind === 'experiment' ? manifest.settings : manifest.scenarios) ?? []).map((setting, index) => ({...setting, index}));
export const alternatives = settings.slice(1);
