import { readFileSync } from 'node:fs';
import * as sdk from '@aws-sdk/client-pinpoint';
import { describe, expect, it } from '@jest/globals';
import { operations } from '../../src/api/mounted.ts';

/** `CreateApp POST /v1/apps 201` */
type Line = string;

const rows = [
  ...readFileSync(new URL('../../docs/api-parity.md', import.meta.url), 'utf8').matchAll(
    /^\| (\w+) \| (GET|POST|PUT|DELETE) `([^`]+)` \| (\d+) \| (answered|not yet) \|$/gm,
  ),
].map(([, name, method, path, status, state]) => ({ line: `${name} ${method} ${path} ${status}`, state }));

/** An operation's schema: kind 9, namespace, name, traits with `http`. */
function schemaLine(schema: unknown): Line[] {
  if (!Array.isArray(schema) || schema[0] !== 9) return [];
  const [method, path, status] = (schema[3] as { http: [string, string, number] }).http;
  return [`${schema[2]} ${method} ${path} ${status}`];
}

describe('docs/api-parity.md', () => {
  it('lists every operation of the SDK, each with its method, path and status', () => {
    const known = Object.values(sdk).flatMap(schemaLine);
    expect(known).toHaveLength(122);
    expect(rows.map(({ line }) => line).sort()).toEqual(known.sort());
  });

  it('calls answered what is mounted, and nothing else', () => {
    const mounted = operations.map(({ name, method, path, status }) => `${name} ${method} ${path} ${status}`);
    const answered = rows.filter(({ state }) => state === 'answered').map(({ line }) => line);
    expect(mounted.sort()).toEqual(answered.sort());
  });
});
