import { describe, expect, it } from '@jest/globals';
import { parseInstant } from '../../../src/core/segments/instant.ts';

describe('parseInstant', () => {
  it.each([
    ['2026-06-01T00:00:00Z', '2026-06-01T00:00:00.000Z'],
    ['2026-06-01T23:59:59.1+02:00', '2026-06-01T21:59:59.100Z'],
    ['2026-06-01T00:00:00.123999-0330', '2026-06-01T03:30:00.123Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
  ])('reads %s as %s', (text, instant) => {
    expect(new Date(parseInstant(text) ?? Number.NaN).toISOString()).toBe(instant);
  });

  it.each([
    '2026-06-01',
    '2026-06-01T00:00:00',
    '2026-06-01 00:00:00Z',
    '2026-06-01T00:00Z',
    '2025-02-29T12:00:00Z',
    '2026-06-31T00:00:00Z',
    '2026-06-01T24:00:00Z',
    '2026-06-01T00:00:60Z',
    '2026-06-01T00:00:00+15:00',
    '0026-06-01T00:00:00Z',
    ' 2026-06-01T00:00:00Z',
    '',
  ])('does not take %j for an instant with a zone', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});
