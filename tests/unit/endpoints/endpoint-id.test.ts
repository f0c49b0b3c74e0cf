import { describe, expect, it } from '@jest/globals';
import {
  addressKey,
  checkId,
  cohortOf,
  endpointIdFor,
  endpointKey,
} from '../../../src/core/endpoints/endpoint-id.ts';

describe('endpointIdFor', () => {
  // printf 'EMAIL:ines@example.com' | md5sum
  it('is the md5 of channel and address', () => {
    expect(endpointIdFor('EMAIL', 'ines@example.com')).toBe('04a52ddfc8ff7a3d20af1f25460d4dc3');
    expect(endpointIdFor('SMS', '+351910000077')).toBe('b9ab72e64f7789d55c48afee1c82ee71');
  });

  it('looks past the case of e-mail addresses only', () => {
    expect(endpointIdFor('EMAIL', 'Ines@Example.COM')).toBe(endpointIdFor('EMAIL', 'ines@example.com'));
    expect(endpointIdFor('GCM', 'Token')).not.toBe(endpointIdFor('GCM', 'token'));
  });
});

describe('cohortOf', () => {
  // printf 'app:e-1' | md5sum | cut -c1-8, modulo 100
  it('is the md5 of application and endpoint modulo 100', () => {
    expect(cohortOf('app', 'E-1')).toBe('20');
  });

  it('spreads endpoints evenly over the hundred', () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < 20_000; index += 1) {
      const cohort = cohortOf('app', `endpoint-${index}`);
      counts.set(cohort, (counts.get(cohort) ?? 0) + 1);
    }
    expect(counts.size).toBe(100);
    expect(Math.min(...counts.values())).toBeGreaterThan(140);
    expect(Math.max(...counts.values())).toBeLessThan(260);
  });
});

describe('endpointKey', () => {
  it('maps characters one by one, as SQL does', () => {
    expect(endpointKey('ÄΣ-İ-ΟΔΟΣ')).toBe('äσ-i-οδοσ');
  });
});

describe('addressKey', () => {
  it('keeps channels apart', () => {
    expect(addressKey('SMS', '+351')).not.toBe(addressKey('VOICE', '+351'));
  });
});

describe('checkId', () => {
  it.each(['', '$', 'a{b', '}'])('refuses %j', (id) => {
    expect(() => checkId('Endpoint id', id)).toThrow('Endpoint id must not');
  });
  it.each(['x/y+z=', 'ä ö', '5CEAA1F9'])('takes %j', (id) => {
    expect(() => checkId('Endpoint id', id)).not.toThrow();
  });
});
