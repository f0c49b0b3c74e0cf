import { compare, type Decimal, decimalValue } from './decimal.ts';
import {
  anything,
  count,
  decimal,
  flag,
  type Helper,
  helper,
  list,
  optional,
  padding,
  text,
  width,
} from './helper.ts';
import { checkLength } from './render-budget.ts';
import { RenderingError } from './rendering-error.ts';
import { asText, isMissing, isTruthy } from './values.ts';

/** String helpers of pinpoint-campaigns-journeys.md 3.3, but for dates. Lengths are in characters, not UTF-16 units. */
export const stringHelpers: Readonly<Record<string, Helper>> = {
  abbreviate: helper({ value: text, n: count }, ({ value, n }) => abbreviate(value, n)),
  capitalize: helper({ value: text }, ({ value }) => value.replace(/(^|\s)(\S)/gu, upperSecond)),
  capitalizeFirst: helper({ value: text }, ({ value }) => value.replace(/^()(.)/su, upperSecond)),
  center: helper(
    { value: text, size: width, pad: optional(padding, ' ') },
    ({ value, size, pad }) => {
      const missing = Math.max(0, size - lengthOf(value));
      const left = Math.floor(missing / 2);
      return fill(pad, left) + value + fill(pad, missing - left);
    },
    2,
  ),
  cut: helper({ value: text, text: optional(text, ' ') }, ({ value, text: cut }) =>
    cut === '' ? value : value.replaceAll(cut, ''),
  ),
  inflect: helper(
    { count: decimal, singular: text, plural: text, includeCount: optional(flag, false) },
    ({ count: number, singular, plural, includeCount }) =>
      (includeCount ? `${decimalValue(number)} ` : '') + (isOne(number) ? singular : plural),
  ),
  join: helper(
    { list, separator: text, prefix: optional(text, ''), suffix: optional(text, '') },
    ({ list: items, separator, prefix, suffix }) => {
      checkLength(separator.length * items.length);
      return prefix + items.map(asText).join(separator) + suffix;
    },
    2,
  ),
  ljust: helper(
    { value: text, size: width, pad: optional(padding, ' ') },
    ({ value, size, pad }) => value + fill(pad, size - lengthOf(value)),
    2,
  ),
  lower: helper({ value: text }, ({ value }) => value.toLowerCase()),
  ordinalize: helper({ number: decimal }, ({ number }) => ordinal(decimalValue(number))),
  replace: helper({ value: text, from: text, to: text }, ({ value, from, to }) => {
    if (from === '') return value;
    const pieces = value.split(from);
    checkLength(value.length + (pieces.length - 1) * to.length);
    return pieces.join(to);
  }),
  rjust: helper(
    { value: text, size: width, pad: optional(padding, ' ') },
    ({ value, size, pad }) => fill(pad, size - lengthOf(value)) + value,
    2,
  ),
  slugify: helper({ value: text }, ({ value }) =>
    value
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\s-]/gu, '')
      .split(/[\s-]/u)
      .filter((word) => word !== '')
      .join('-'),
  ),
  stripTags: helper({ value: text }, ({ value }) => stripTags(value)),
  substring: helper(
    { value: text, start: count, end: optional(count, undefined) },
    ({ value, start, end }) => {
      if (end !== undefined && end < start) throw new RenderingError(`end ${end} is before start ${start}`);
      return slice(value, start, end);
    },
  ),
  upper: helper({ value: text }, ({ value }) => value.toUpperCase()),
  yesno: helper(
    { value: anything, yes: optional(text, 'yes'), no: optional(text, 'no'), maybe: optional(text, 'maybe') },
    ({ value, yes, no, maybe }) => {
      if (isMissing(value)) return maybe;
      return isTruthy(value) && asText(value).toLowerCase() !== 'false' ? yes : no;
    },
    1,
  ),
};

const ELLIPSIS = '...';
const ONE: Decimal = { digits: 1n, scale: 0 };

/** Shorter than the three dots there is room for nothing else. */
function abbreviate(value: string, n: number): string {
  if (lengthOf(value) <= n) return value;
  return n < ELLIPSIS.length ? ELLIPSIS.slice(0, n) : slice(value, 0, n - ELLIPSIS.length) + ELLIPSIS;
}

function upperSecond(_: string, before: string, letter: string): string {
  return before + letter.toUpperCase();
}

const isOne = (number: Decimal) => compare(number, ONE) === 0;

function ordinal(number: number | string): string {
  const value = BigInt(/^-?\d+$/.test(String(number)) ? number : refuse(number));
  const last = Number((value < 0n ? -value : value) % 100n);
  const isTeen = last >= 11 && last <= 13;
  return `${value}${(!isTeen && { 1: 'st', 2: 'nd', 3: 'rd' }[last % 10]) || 'th'}`;
}

function refuse(number: number | string): never {
  throw new RenderingError(`number is ${number}; it must be a whole number`);
}

/** What stands between `<` and the next `>`; a `<` that nothing closes stays. */
function stripTags(value: string): string {
  let kept = '';
  let from = 0;
  for (;;) {
    const open = value.indexOf('<', from);
    const close = open < 0 ? -1 : value.indexOf('>', open);
    if (close < 0) return kept + value.slice(from);
    kept += value.slice(from, open);
    from = close + 1;
  }
}

/** `pad` over and over, to exactly so many characters. */
function fill(pad: string, characters: number): string {
  if (characters <= 0) return '';
  return slice(pad.repeat(Math.ceil(characters / lengthOf(pad))), 0, characters);
}

const isBeyondUnits = (value: string) => /[\ud800-\udfff]/.test(value);

function lengthOf(value: string): number {
  return isBeyondUnits(value) ? [...value].length : value.length;
}

function slice(value: string, start: number, end?: number): string {
  return isBeyondUnits(value) ? [...value].slice(start, end).join('') : value.slice(start, end);
}
