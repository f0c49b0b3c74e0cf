import { PlatformError } from '../errors.ts';

/**
 * Cuts a line of CSV into its values: commas between them; a value in double quotes may hold
 * commas, and quotes when they are doubled.
 *
 * @throws PlatformError `BadRequest` when a quote is not closed or text stands beside it
 * @remarks An import file's values hold no line breaks (pinpoint-segments.md 5.1), so that a line
 *   is a row, and a bad one spoils no other.
 */
export function splitCsvLine(text: string): string[] {
  if (!text.includes('"')) return text.split(',');
  const values: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      const [value, behind] = quoted(text, at);
      values.push(value);
      at = behind;
    } else {
      const comma = text.indexOf(',', at);
      const value = text.slice(at, comma < 0 ? text.length : comma);
      if (value.includes('"')) throw misplaced(text.indexOf('"', at));
      values.push(value);
      at += value.length;
    }
    if (at === text.length) return values;
    if (text[at] !== ',') throw misplaced(at);
    at += 1;
  }
}

/** @returns the value and the position behind its closing quote */
function quoted(text: string, from: number): [value: string, behind: number] {
  let value = '';
  for (let at = from + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) {
      throw new PlatformError(
        'BadRequest',
        `the quote at character ${from + 1} is not closed in the same line`,
      );
    }
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return [value, quote + 1];
    value += '"';
    at = quote + 2;
  }
}

function misplaced(at: number): PlatformError {
  return new PlatformError('BadRequest', `a quote that is not around a whole value, at character ${at + 1}`);
}
