// Elements of the page.

/** An element: `el('p', {class: 'note'}, 'text', other)`. Functions become listeners. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

/** A labelled list to choose from; `choices` are [value, text]. */
export function chooser(label, choices, chosen, change, id) {
  const select = el('select', {id, change: () => change(select.value)},
    choices.map(([value, text]) => el('option', {value}, text)));
  select.value = chosen;
  return el('label', {}, label, select);
}

/** What was chosen outlives a change of language. */
export function remembered(store, name, first, allowed) {
  if (!(name in store) || (allowed && !allowed.includes(store[name]))) store[name] = first;
  return store[name];
}
