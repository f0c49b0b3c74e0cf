import { describe, expect, it } from '@jest/globals';
import { threadsFor } from '../../src/adapters/local/duckdb-lake.ts';
import { readLocalConfig } from '../../src/runtime/config.ts';

describe('the local stage’s environment', () => {
  it('bounds what DuckDB holds, and names what a webhook has to answer', () => {
    const { memoryMegabytes, webhookAccount } = readLocalConfig({
      TOUCHPOINT_MEMORY_MB: '600',
      TOUCHPOINT_WEBHOOK_ACCOUNT: '123456789012',
    });

    expect({ memoryMegabytes, webhookAccount }).toEqual({
      memoryMegabytes: 600,
      webhookAccount: '123456789012',
    });
    expect(readLocalConfig({})).toMatchObject({ memoryMegabytes: undefined, webhookAccount: undefined });
  });

  it.each([
    [
      'TOUCHPOINT_MEMORY_MB',
      '256',
      'TOUCHPOINT_MEMORY_MB must be a whole number from 512 to 1048576, not "256"',
    ],
    [
      'TOUCHPOINT_MEMORY_MB',
      '1GB',
      'TOUCHPOINT_MEMORY_MB must be a whole number from 512 to 1048576, not "1GB"',
    ],
    ['PORT', '70000', 'PORT must be a whole number from 0 to 65535, not "70000"'],
    ['TOUCHPOINT_IN_DOUBT', 'drop', 'TOUCHPOINT_IN_DOUBT must be set-aside or retry, not "drop"'],
  ])('is refused with its name and value: %s is %s', (name, value, reason) => {
    expect(() => readLocalConfig({ [name]: value })).toThrow(reason);
  });
});

describe('the memory that DuckDB may hold', () => {
  it('decides how many of its threads work at once, so that those that write events fit in it', () => {
    expect([512, 1000, 4000].map((megabytes) => threadsFor(megabytes, 16))).toEqual([2, 5, 16]);
    expect(threadsFor(1000, 2)).toBe(2);
    expect(threadsFor(100, 8)).toBe(1);
  });
});
