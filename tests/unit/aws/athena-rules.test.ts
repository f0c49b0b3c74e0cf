import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readLakeTables } from '../../../src/adapters/local/lake-tables.ts';
import { mergeChanges, mergeMembers, removeMembers } from '../../../src/compiler/endpoint-changes.ts';

/* docs/athena.md: what Athena does not take although Trino or DuckDB does. */
const root = join(import.meta.dirname, '../../..');
const files = (folder: string, end: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8')] as const);
const sqlFiles = files('queries', '.sql');
const compiler = files('src/compiler', '.ts');
const changeable = readLakeTables(join(root, 'resources/lake-tables.yml')).map(({ name }) => name);

describe('the rules of Athena', () => {
  it.each(sqlFiles)('%s fits into a statement, with 64 KB left for values', (_, text) => {
    expect(Buffer.byteLength(text)).toBeLessThan(262_144 - 65_536);
  });

  it.each([...sqlFiles, ...compiler])('%s adds no milliseconds since 1970 to a date', (_, text) => {
    expect(text).not.toMatch(/date_add\(\s*'millisecond'/i);
  });

  it.each(sqlFiles)('%s asks try for no time zone that may be empty', (_, text) => {
    const zones = [...text.matchAll(/at_timezone\((?:[^()]|\([^()]*\))*,\s*([^,]+?)\)/gi)].map(
      ([, zone]) => zone,
    );
    for (const zone of zones) expect(zone).toMatch(/^(?:nullif\(|')/);
  });

  it.each(sqlFiles)('%s reads and creates or changes nothing', (_, text) => {
    const body = text.replaceAll(/--.*$/gm, '').replaceAll(/'[^']*'/g, "''");
    expect(body).not.toMatch(/\b(?:create|alter|drop|insert into|update|delete from|merge into)\s/i);
  });

  it.each(compiler)('%s changes Iceberg tables only', (_, text) => {
    const targets = [...text.matchAll(/`(?:insert into|delete from|merge into|update(?! set)) (\w+)/gi)];
    for (const [, table = ''] of targets) expect(changeable).toContain(table);
    expect(text).not.toMatch(/`\s*create (?:table|view)/i);
  });

  it('merges into Iceberg tables', () => {
    const target = { segmentId: 's', version: 1, registered: false };
    const statements = [mergeChanges('2026-01-01'), mergeMembers('a', target, 'b'), removeMembers('a')];
    for (const { text } of statements)
      expect(changeable).toContain(/^(?:merge into|delete from) (\w+)/.exec(text)?.[1]);
  });
});
