/** Handlebars' expressions and comments in a text. */
const MUSTACHE = /\{\{\{[\s\S]*?\}\}\}|\{\{~?!--[\s\S]*?--~?\}\}|\{\{[\s\S]*?\}\}/g;

/** The text with a `_` for every character of Handlebars, so that what is around it can be parsed; same length. */
export function maskMustaches(template: string): string {
  return template.replace(MUSTACHE, (mustache) => '_'.repeat(mustache.length));
}

/** Characters that no template holds: they are for private use. */
const OPEN = '\u{F0000}';
const CLOSE = '\u{F0001}';

/**
 * Changes what is around the expressions of a template, as if each were a word.
 * @param change must leave that word as it is
 */
export function aroundMustaches(template: string, change: (text: string) => string): string {
  const found: string[] = [];
  const words = template.replace(MUSTACHE, (mustache) => `${OPEN}${found.push(mustache) - 1}${CLOSE}`);
  return change(words).replace(
    new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'gu'),
    (_, index) => found[Number(index)] ?? '',
  );
}
