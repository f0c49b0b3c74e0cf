/**
 * Makes an element. Text is always text, never markup.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} properties `class`, `on…` listeners, `data-…` and `aria-…`
 *   attributes, and properties of the element; `undefined` and `false` are left out
 * @param {...(Node | string | number | undefined | false | null)} children
 * @returns {HTMLElement}
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name in made && !name.includes('-')) made[name] = value;
    else made.setAttribute(name === 'class' ? 'class' : name, value === true ? '' : value);
  }
  for (const child of children) {
    if (child !== undefined && child !== false && child !== null) made.append(child);
  }
  return made;
}

/** `11,766`; a dash for a number that is not known yet. */
export function count(value) {
  return value === undefined || value === null ? '–' : Number(value).toLocaleString('en-US');
}

/** `12 ms`, `0.4 s`, `2 min 05 s`. */
export function duration(milliseconds) {
  if (milliseconds === undefined || milliseconds === null) return '';
  if (milliseconds < 100) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

/** An instant in the reader's own time, with the exact one as a tooltip. */
export function instant(iso) {
  if (!iso) return '';
  const text = new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return element('time', { dateTime: iso, title: iso }, text);
}
