import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { mergeNames, storedNames } from '../../src/compiler/definition-names.ts';
import type { DefinitionName } from '../../src/core/definitions/definition-name.ts';
import { temporaryLake } from '../unit/segments/lake-rows.ts';

/* The lake compares every answer of both engines. */
let lake: DuckDbLake;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ lake, remove } = await temporaryLake());
});
afterAll(() => remove());

const row = (
  kind: DefinitionName['kind'],
  id: string,
  more: Partial<DefinitionName> = {},
): DefinitionName => ({
  applicationId: 'app',
  kind,
  id,
  ownerId: null,
  name: `${id}'s "name"?`,
  segmentId: null,
  eventName: null,
  deleted: false,
  changedAt: new Date('2026-01-01T00:00:00.123Z'),
  ...more,
});

it('names are merged alike: new ones, newer ones, deleted ones', async () => {
  const stored = async () => {
    const keys = [
      { applicationId: 'app', kind: 'campaign' as const, id: 'c' },
      { applicationId: 'app', kind: 'segment' as const, id: 's' },
    ];
    const rows = await lake.engine.query(storedNames(keys));
    return rows.map(({ kind, id, name, deleted }) => [kind, id, name, deleted]).sort();
  };
  const first = [
    row('campaign', 'c', { segmentId: 's', eventName: 'a, b' }),
    row('treatment', '0', { ownerId: 'c', name: null }),
    row('treatment', '0', { ownerId: 'other' }),
    row('segment', 's'),
  ];
  for (const _ of [1, 2]) await lake.engine.run(mergeNames(first), 'first');
  expect(await stored()).toEqual([
    ['campaign', 'c', `c's "name"?`, false],
    ['segment', 's', `s's "name"?`, false],
    ['treatment', '0', null, false],
  ]);
  const second = [
    row('campaign', 'c', { name: 'late', changedAt: new Date('2025-01-01T00:00:00Z') }),
    row('treatment', '0', { ownerId: 'c', name: 'newer', changedAt: new Date('2026-02-01T00:00:00Z') }),
    row('segment', 's', { deleted: true }),
  ];
  await lake.engine.run(mergeNames(second), 'second');
  await lake.engine.run(mergeNames([row('segment', 's', { name: 'back' })]), 'third');
  expect(await stored()).toEqual([
    ['campaign', 'c', `c's "name"?`, false],
    ['segment', 's', `s's "name"?`, true],
    ['treatment', '0', 'newer', false],
  ]);
});
