/** A share with what it is a share of, so that nobody has to guess which of the field's definitions it follows. */
export interface Rate {
  readonly numerator: number;
  readonly denominator: number;
  /** 0 to 1; `null` when there is nothing to divide by. */
  readonly rate: number | null;
}

export function rateOf(numerator: number, denominator: number): Rate {
  return { numerator, denominator, rate: denominator > 0 ? numerator / denominator : null };
}
