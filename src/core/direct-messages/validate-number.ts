import {
  type CountryCode,
  isSupportedCountry,
  type NumberType,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { z } from 'zod';
import { parse } from '../parse.ts';

const numberValidateRequest = z.object({
  IsoCountryCode: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'must be a country code of two letters')
    .nullish(),
  PhoneNumber: z.string().min(1).max(100),
});

/** NumberValidateResponse, as far as a number itself tells it: no carrier, no city, no zone. */
export interface ValidatedNumber {
  readonly OriginalPhoneNumber: string;
  readonly OriginalCountryCodeIso2?: string;
  readonly PhoneType: string;
  readonly PhoneTypeCode: number;
  readonly CleansedPhoneNumberE164?: string;
  /** Digits only. */
  readonly CleansedPhoneNumberNational?: string;
  readonly Country?: string;
  readonly CountryCodeIso2?: string;
  readonly CountryCodeNumeric?: string;
}

/** Source: pinpoint-api.md 3.6. */
const TYPES = { MOBILE: 0, LANDLINE: 1, VOIP: 2, INVALID: 3, OTHER: 4 } as const;

/**
 * Where plans do not tell mobile numbers from others, as in the United States, a number counts as
 * mobile (ours): who asks wants to know whether a text may arrive.
 */
const BY_PLAN: Partial<Record<NonNullable<NumberType>, keyof typeof TYPES>> = {
  MOBILE: 'MOBILE',
  FIXED_LINE_OR_MOBILE: 'MOBILE',
  FIXED_LINE: 'LANDLINE',
  VOIP: 'VOIP',
};

/** @param input a NumberValidateRequest, not yet checked @throws PlatformError `BadRequest` */
export function validateNumber(input: unknown): ValidatedNumber {
  const { PhoneNumber, IsoCountryCode } = parse(numberValidateRequest, input, 'NumberValidateRequest');
  const country = IsoCountryCode?.toUpperCase();
  const original = {
    OriginalPhoneNumber: PhoneNumber,
    ...(country !== undefined && { OriginalCountryCodeIso2: country }),
  };
  const found = readNumber(PhoneNumber, country);
  if (!found?.isValid()) return { ...original, ...typed('INVALID') };
  return {
    ...original,
    ...typed(BY_PLAN[found.getType() ?? 'PAGER'] ?? 'OTHER'),
    CleansedPhoneNumberE164: found.number,
    CleansedPhoneNumberNational: found.nationalNumber,
    ...(found.country && {
      Country: new Intl.DisplayNames('en', { type: 'region' }).of(found.country),
      CountryCodeIso2: found.country,
    }),
    CountryCodeNumeric: found.countryCallingCode,
  };
}

/** The country code stands in the number, with or without `+`, unless a country is given. */
function readNumber(text: string, country: string | undefined) {
  const isInternational = text.trim().startsWith('+');
  if (isInternational || country === undefined) {
    return parsePhoneNumberFromString(isInternational ? text : `+${text}`);
  }
  return isSupportedCountry(country) ? parsePhoneNumberFromString(text, country as CountryCode) : undefined;
}

function typed(PhoneType: keyof typeof TYPES) {
  return { PhoneType, PhoneTypeCode: TYPES[PhoneType] };
}
