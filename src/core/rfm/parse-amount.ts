/** Decimal places that a price or a quantity keeps; more are rounded half away from zero. */
export const AMOUNT_PLACES = 4;
/** A price or quantity has at most so many digits before the point: decimal(18,4). */
const MAX_WHOLE_DIGITS = 14;

/** What almost every cell is: digits, and up to four places. */
const COMMON = /^(\d{1,14})(?:\.(\d{1,4}))?$/;
const GROUPED_BY_COMMA = /^\d{1,3}(,\d{3})+(\.\d*)?$/;
const GROUPED_BY_POINT = /^\d{1,3}(\.\d{3})+,\d*$/;
const DECIMAL_COMMA = /^\d*,\d+$/;
const PLAIN = /^(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;

/**
 * Reads a number as people write it: `1531.10`, `1,531.10`, `1.531,10`, `1 531,10`, `1'531.10`.
 * A lone comma before exactly three digits groups thousands (`1,531` is 1531), as the guidance reads it.
 * @returns the number times 10,000, or `undefined` when it is none, or has over 14 whole digits
 */
export function parseAmount(text: string): bigint | undefined {
  const signed = text.trim();
  const common = COMMON.exec(signed);
  if (common) return BigInt((common[1] as string) + (common[2] ?? '').padEnd(AMOUNT_PLACES, '0'));
  const negative = signed.startsWith('-');
  const bare = signed.replace(/^[+-]/, '').replaceAll(/(?<=\d)[\s'’_](?=\d)/g, '');
  const plain = GROUPED_BY_COMMA.test(bare)
    ? bare.replaceAll(',', '')
    : GROUPED_BY_POINT.test(bare)
      ? bare.replaceAll('.', '').replace(',', '.')
      : DECIMAL_COMMA.test(bare)
        ? bare.replace(',', '.')
        : bare;
  if (!PLAIN.test(plain)) return undefined;
  const scaled = scale(plain);
  return scaled === undefined ? undefined : negative ? -scaled : scaled;
}

function scale(plain: string): bigint | undefined {
  const [mantissa = '', exponent = '0'] = plain.split(/[eE]/);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  const places = fraction.length - Number(exponent); // digits behind the point
  const shift = AMOUNT_PLACES - places;
  if (shift > MAX_WHOLE_DIGITS + AMOUNT_PLACES) return undefined; // 1e999 is no price
  const scaled = shift >= 0 ? BigInt(digits) * 10n ** BigInt(shift) : rounded(BigInt(digits), -shift);
  return scaled < 10n ** BigInt(MAX_WHOLE_DIGITS + AMOUNT_PLACES) ? scaled : undefined;
}

function rounded(value: bigint, places: number): bigint {
  const unit = 10n ** BigInt(places);
  return (value + unit / 2n) / unit;
}
