/** Handlebars' expressions and comments in a text. */
const MUSTACHE = /\{\{\{[\s\S]*?\}\}\}|\{\{~?!--[\s\S]*?--~?\}\}|\{\{[\s\S]*?\}\}/g;

/** The text with a `_` for every character of Handlebars, so that what is around it can be parsed; same length. */
export function maskMustaches(template: string): string {
  return template.replace(MUSTACHE, (mustache) => '_'.repeat(mustache.length));
}

/**
 * Whether a stretch of a template can stand in a block of its own: blocks that begin in it end in it,
 * and no brace or backslash at its ends would be read together with those of the block.
 */
export function canStandInBlock(template: string, { start, end }: { start: number; end: number }): boolean {
  const stretch = template.slice(start, end);
  const literal = stretch.replace(MUSTACHE, '');
  const before = template.slice(0, start).at(-1);
  if (/[{}\\]/.test(literal) || before === '{' || before === '\\') return false;
  return isWhole(stretch);
}

function isWhole(stretch: string): boolean {
  let depth = 0;
  for (const [mustache] of stretch.matchAll(MUSTACHE)) {
    const [, sign, name] = /^\{\{~?\s*([#/^]|else\b)?\s*([^\s~}]?)/.exec(mustache) ?? [];
    if (sign === '/') depth -= 1;
    else if (sign === '#' || (sign === '^' && name !== '')) depth += 1;
    else if (sign !== undefined && depth === 0) return false; // a branch of a block around it
    if (depth < 0) return false;
  }
  return depth === 0;
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
