import { describe, expect, it } from '@jest/globals';
import { countrySpellings } from '../../../src/core/segments/countries.ts';

describe('countrySpellings', () => {
  it('gives both codes of a country for either, in any case', () => {
    for (const code of ['PT', 'pt', 'PRT', 'Prt']) expect(countrySpellings(code)).toEqual(['PT', 'PRT']);
  });

  it('does not mistake a country for another whose code begins alike', () => {
    expect(countrySpellings('CHN')).toEqual(['CN', 'CHN']);
    expect(countrySpellings('CHE')).toEqual(['CH', 'CHE']);
  });

  it('leaves other texts alone but for their case', () => {
    expect(countrySpellings('Atlantis')).toEqual(['ATLANTIS']);
  });

  it('knows a country for every region that the platform knows a name of, and no code twice', () => {
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const pairs = letters.flatMap((a) => letters.map((b) => a + b));
    const known = pairs.filter((code) => countrySpellings(code).length === 2);
    expect(known).toHaveLength(249);
    expect(known.filter((code) => names.of(code) === undefined)).toEqual([]);
    expect(new Set(known.map((code) => countrySpellings(code)[1])).size).toBe(249);
  });
});
