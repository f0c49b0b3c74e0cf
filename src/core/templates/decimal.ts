import { RenderingError } from './rendering-error.ts';

/** A decimal number, exactly: `digits` / 10^`scale`. */
export interface Decimal {
  readonly digits: bigint;
  /** From 0 on. */
  readonly scale: number;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/;
/** Longer texts and larger exponents are no numbers for templates; ours. */
const MAX_LENGTH = 50;
const MAX_EXPONENT = 40;
/** As AWS's sample of `divide` shows. */
const QUOTIENT_SCALE = 8;

/** @returns `undefined` for what is no number, such as ``, `12 pieces` or `Infinity` */
export function parseDecimal(value: unknown): Decimal | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const text = String(value).trim();
  if (text.length > MAX_LENGTH) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '' || Math.abs(Number(exponent)) > MAX_EXPONENT)
    return undefined;
  const digits = BigInt(sign + whole + fraction);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** A JavaScript number where that says the same, so that 0 counts as false; otherwise the digits as text. */
export function decimalValue(decimal: Decimal): number | string {
  const text = decimalText(decimal);
  return String(Number(text)) === text ? Number(text) : text;
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [left, right, scale] = aligned(a, b);
  return { digits: left + right, scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { digits: -b.digits, scale: b.scale });
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** To 8 decimals, half away from zero. @throws RenderingError for a divisor of 0 */
export function divide(a: Decimal, b: Decimal): Decimal {
  const [left, right] = divisible(a, b);
  const doubled = (2n * left * 10n ** BigInt(QUOTIENT_SCALE)) / right; // one bit more than needed, to round with
  return { digits: (doubled + (doubled < 0n ? -1n : 1n)) / 2n, scale: QUOTIENT_SCALE };
}

/** With the sign of the dividend. @throws RenderingError for a divisor of 0 */
export function modulo(a: Decimal, b: Decimal): Decimal {
  const [left, right, scale] = divisible(a, b);
  return { digits: left % right, scale };
}

export function floor({ digits, scale }: Decimal): Decimal {
  const unit = 10n ** BigInt(scale);
  const whole = digits / unit;
  return { digits: digits % unit < 0n ? whole - 1n : whole, scale: 0 };
}

export function ceiling({ digits, scale }: Decimal): Decimal {
  return negate(floor({ digits: -digits, scale }));
}

/** Half up, that is towards positive infinity: -2.5 becomes -2. */
export function round(decimal: Decimal): Decimal {
  return floor(add(decimal, { digits: 5n, scale: 1 }));
}

/** @returns below, at or above 0 as `a` is below, at or above `b` */
export function compare(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b);
  return left === right ? 0 : left < right ? -1 : 1;
}

function negate({ digits, scale }: Decimal): Decimal {
  return { digits: -digits, scale };
}

function divisible(a: Decimal, b: Decimal): [bigint, bigint, number] {
  if (b.digits === 0n) throw new RenderingError('cannot divide by 0');
  return aligned(a, b);
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale];
}

/** Without zeros at the end of the fraction. */
function decimalText({ digits, scale }: Decimal): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const fraction = text.slice(text.length - scale).replace(/0+$/, '');
  const whole = text.slice(0, text.length - scale);
  return (digits < 0n ? '-' : '') + whole + (scale > 0 && fraction !== '' ? `.${fraction}` : '');
}
