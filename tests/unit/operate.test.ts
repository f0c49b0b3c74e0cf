import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const manual = read('docs/operate.md');

describe('docs/operate.md', () => {
  it('has a row for every alarm of the stack, and for no other', () => {
    const { Resources } = parse(read('resources/alarms.yml'), { merge: true, logLevel: 'error' }) as {
      Resources: Record<string, { Type: string }>;
    };
    const alarms = Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::CloudWatch::Alarm');
    const rows = [...manual.matchAll(/^\| `(\w+Alarm)` \|/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual(alarms.sort());
  });

  it('names functions and parameters that the stack has', () => {
    const { functions, params } = parse(read('serverless.yml'), { logLevel: 'error' }) as {
      functions: Record<string, unknown>;
      params: { default: Record<string, unknown> };
    };
    const logs = [...manual.matchAll(/log group of `(\w+)`/g)].map(([, name]) => name);
    expect(logs.length).toBeGreaterThan(3);
    expect(logs.filter((name) => !(String(name) in functions))).toEqual([]);
    const given = [...manual.matchAll(/--param="(\w+)=/g)].map(([, name]) => name);
    expect(given.filter((name) => !(String(name) in params.default))).toEqual([]);
  });

  it('counts days as the stack does', () => {
    const { Resources } = parse(read('resources/state.yml'), { logLevel: 'error' }) as {
      Resources: { SecretsKey: { Properties: { PendingWindowInDays: number } } };
    };
    expect(manual).toContain(`deletion takes ${Resources.SecretsKey.Properties.PendingWindowInDays} days`);
    const [, kept] = /NoncurrentDays: (\d+)/.exec(read('resources/buckets.yml')) ?? [];
    expect(manual).toContain(`file for ${kept} days`);
    const [, undelivered] =
      /Prefix: undelivered\/, ExpirationInDays: (\d+)/.exec(read('resources/buckets.yml')) ?? [];
    expect(manual).toContain(`lake bucket, ${undelivered} days`);
  });
});
