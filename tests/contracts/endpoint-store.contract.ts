import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyUpdates, importRows } from '../../src/core/endpoints/apply-updates.ts';
import type { Endpoint } from '../../src/core/endpoints/endpoint.ts';
import { endpointKey } from '../../src/core/endpoints/endpoint-id.ts';
import type { EndpointRequest } from '../../src/core/endpoints/endpoint-request.ts';
import type { EndpointImportRow } from '../../src/core/endpoints/import-row.ts';
import type { EndpointChange, EndpointStore } from '../../src/ports/endpoint-store.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import { arbitraryRow, arbitraryUpdate, ENDPOINT_IDS } from './arbitrary-endpoints.ts';

export interface EndpointStoreStage {
  readonly store: EndpointStore;
  /** The lake bucket, from which the store imports. */
  readonly lake: ObjectStore;
}

/** Writes rows as `importFile` reads them. */
export async function putRows(
  lake: ObjectStore,
  key: string,
  rows: readonly EndpointImportRow[],
): Promise<string> {
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  await lake.put(key, key.endsWith('.gz') ? gzipSync(text) : text);
  return key;
}

/**
 * The laws of `src/ports/endpoint-store.ts`, `addMembers` apart. One stage serves all tests, each
 * in an application of its own.
 */
export function endpointStoreContract(name: string, open: () => Promise<EndpointStoreStage>) {
  const at = new Date('2026-03-01T09:30:00.123Z');
  const later = new Date('2026-03-02T00:00:00Z');
  let stage: EndpointStoreStage;
  let applications = 0;
  const newApplication = () => {
    applications += 1;
    return `app-${applications}`;
  };
  beforeAll(async () => {
    stage = await open();
  });

  /** Creates endpoints in a new application. */
  const filled = async (requests: Record<string, EndpointRequest>, when = at) => {
    const applicationId = newApplication();
    const updates = Object.entries(requests).map(([id, request]) => ({ id, request }));
    await stage.store.change(applicationId, { ids: [], userIds: [], addresses: [] }, (found) =>
      applyUpdates(found, updates, { applicationId, at: when }),
    );
    return applicationId;
  };
  const importing = async (applicationId: string, rows: EndpointImportRow[], when = later) =>
    stage.store.importFile(
      applicationId,
      await putRows(stage.lake, `imports/${applicationId}.ndjson.gz`, rows),
      when,
    );
  const email = (address: string, more: EndpointRequest = {}): EndpointRequest => ({
    ChannelType: 'EMAIL',
    Address: address,
    ...more,
  });
  const emailRow = (
    id: string,
    address: string,
    more: Partial<EndpointImportRow> = {},
  ): EndpointImportRow => ({
    endpoint_id: id,
    channel_type: 'EMAIL',
    address,
    ...more,
  });

  describe(`${name}: endpoint store`, () => {
    describe('point reads', () => {
      it('gives back every member of an endpoint', async () => {
        const request: EndpointRequest = {
          Address: '+351910000077',
          ChannelType: 'SMS',
          OptOut: 'ALL',
          EndpointStatus: 'INACTIVE',
          Attributes: { Plan: ['gold', 'ü "quoted" \\ 😀'], Empty: [], ['__proto__']: ['x'] },
          Metrics: { orders: 4.5, tiny: 1e-300, large: -12_345_678_901_234.5 },
          Demographic: {
            AppVersion: '1',
            Locale: 'pt_PT',
            Make: 'a',
            Model: 'b',
            ModelVersion: 'c',
            Platform: 'd',
            PlatformVersion: 'e',
            Timezone: 'f',
          },
          Location: {
            City: 'Lisbon',
            Country: 'PT',
            Latitude: 38.7,
            Longitude: -9.1,
            PostalCode: '1100',
            Region: 'L',
          },
          User: { UserId: 'u-77', UserAttributes: { Topic: ['garden', 'books'] } },
          RequestId: 'r-1',
        };
        const applicationId = await filled({ 'E/1+=': request });
        expect(await stage.store.get(applicationId, 'E/1+=')).toEqual({
          ...request,
          ApplicationId: applicationId,
          Id: 'E/1+=',
          CohortId: expect.any(String),
          CreationDate: '2026-03-01T09:30:00.123Z',
          EffectiveDate: '2026-03-01T09:30:00.123Z',
        });
      });

      it('gives back an endpoint that has next to nothing', async () => {
        const applicationId = await filled({ e: { ChannelType: 'GCM' } });
        expect(await stage.store.get(applicationId, 'e')).toMatchObject({
          Id: 'e',
          Attributes: {},
          Metrics: {},
          Demographic: {},
          Location: {},
          User: {},
        });
        expect(await stage.store.get(applicationId, 'e')).not.toHaveProperty('Address');
      });

      it('finds an id without regard to case, and keeps its spelling', async () => {
        const applicationId = await filled({ 'Ä-Bc': email('x@example.com') });
        expect((await stage.store.get(applicationId, 'ä-bC'))?.Id).toBe('Ä-Bc');
      });

      it('answers undefined or nobody for what is not there', async () => {
        const applicationId = await filled({ a: email('x@example.com') });
        expect(await stage.store.get(applicationId, 'b')).toBeUndefined();
        expect(await stage.store.get(newApplication(), 'a')).toBeUndefined();
        expect(await stage.store.ofUser(applicationId, 'u')).toEqual([]);
      });

      it("finds a user's endpoints by the exact id", async () => {
        const applicationId = await filled({
          a: email('a@example.com', { User: { UserId: 'u' } }),
          b: email('b@example.com', { User: { UserId: 'u' } }),
          c: email('c@example.com', { User: { UserId: 'U' } }),
        });
        const ids = (await stage.store.ofUser(applicationId, 'u')).map((endpoint) => endpoint.Id);
        expect(ids.sort()).toEqual(['a', 'b']);
      });
    });

    describe('change', () => {
      it('shows the endpoints that the lookup names by id, user or address', async () => {
        const applicationId = await filled({
          a: email('a@example.com'),
          b: email('b@example.com', { User: { UserId: 'u' } }),
          c: email('C@Example.com'),
          d: { ChannelType: 'SMS', Address: 'c@example.com' },
          e: email('e@example.com'),
        });
        const seen: string[][] = [];
        await stage.store.change(
          applicationId,
          {
            ids: ['A', 'zz'],
            userIds: ['u'],
            addresses: [{ channelType: 'EMAIL', address: 'c@example.COM' }],
          },
          (found) => {
            seen.push(found.map((endpoint) => endpoint.Id).sort());
            return { put: [], remove: [] };
          },
        );
        expect(seen.at(-1)).toEqual(['a', 'b', 'c']);
      });

      it('writes and removes at once, and answers what was decided', async () => {
        const applicationId = await filled({ a: email('a@example.com'), b: email('b@example.com') });
        const decided = await stage.store.change(
          applicationId,
          { ids: ['a', 'b'], userIds: [], addresses: [] },
          (found) => ({
            put: found.filter(({ Id }) => Id === 'a').map((endpoint) => ({ ...endpoint, Metrics: { n: 1 } })),
            remove: ['B'],
          }),
        );
        expect(decided.put).toMatchObject([{ Id: 'a', Metrics: { n: 1 } }]);
        expect((await stage.store.get(applicationId, 'a'))?.Metrics).toEqual({ n: 1 });
        expect(await stage.store.get(applicationId, 'b')).toBeUndefined();
      });

      it('writes nothing when deciding fails', async () => {
        const applicationId = await filled({ a: email('a@example.com') });
        const failing = stage.store.change(applicationId, { ids: ['a'], userIds: [], addresses: [] }, () => {
          throw new Error('no');
        });
        await expect(failing).rejects.toThrow('no');
        expect(await stage.store.get(applicationId, 'a')).toBeDefined();
      });

      it('loses no change of many at once', async () => {
        const applicationId = await filled({ a: email('a@example.com', { Metrics: { n: 0 } }) });
        const lookup = { ids: ['a'], userIds: [], addresses: [] };
        const increment = (found: readonly Endpoint[]) => ({
          put: found.map((endpoint) => ({ ...endpoint, Metrics: { n: (endpoint.Metrics.n ?? 0) + 1 } })),
          remove: [],
        });
        await Promise.all(
          Array.from({ length: 8 }, () => stage.store.change(applicationId, lookup, increment)),
        );
        expect((await stage.store.get(applicationId, 'a'))?.Metrics).toEqual({ n: 8 });
      });

      it('tells changes of many at once apart: each sees only what it asked for, and may fail alone', async () => {
        const applicationId = await filled({
          a: email('a@example.com', { User: { UserId: 'u' } }),
          b: email('b@example.com'),
          c: email('c@example.com'),
          d: email('d@example.com'),
        });
        const nothing = { ids: [], userIds: [], addresses: [] };
        const seen: Record<string, string[]> = {};
        const change = (
          name: string,
          lookup: object,
          decide: (found: readonly Endpoint[]) => EndpointChange,
        ) =>
          stage.store.change(applicationId, { ...nothing, ...lookup }, (found) => {
            seen[name] = found.map(({ Id }) => Id).sort();
            return decide(found);
          });

        const outcomes = await Promise.allSettled([
          change('first', { ids: ['a'] }, () => ({ put: [], remove: ['a'] })),
          change('failing', { addresses: [{ channelType: 'EMAIL', address: 'B@example.com' }] }, () => {
            throw new Error('no');
          }),
          change('third', { ids: ['C'] }, ([found]) => ({
            put: [{ ...(found as Endpoint), User: { UserId: 'v' } }],
            remove: [],
          })),
          change('last', { ids: ['d'] }, () => ({ put: [], remove: [] })),
        ]);

        expect(seen).toEqual({ first: ['a'], failing: ['b'], third: ['c'], last: ['d'] });
        expect(outcomes.map(({ status }) => status)).toEqual([
          'fulfilled',
          'rejected',
          'fulfilled',
          'fulfilled',
        ]);
        expect(await stage.store.get(applicationId, 'a')).toBeUndefined();
        expect(await stage.store.get(applicationId, 'b')).toBeDefined();
        expect((await stage.store.ofUser(applicationId, 'v')).map(({ Id }) => Id)).toEqual(['c']);
      });
    });

    describe('removeAll', () => {
      it('empties one application and no other', async () => {
        const [one, two] = [
          await filled({ a: email('a@example.com') }),
          await filled({ a: email('a@example.com') }),
        ];
        await stage.store.removeAll(one);
        expect(await stage.store.get(one, 'a')).toBeUndefined();
        expect(await stage.store.get(two, 'a')).toBeDefined();
      });
    });

    describe('importFile', () => {
      it('creates endpoints', async () => {
        const applicationId = newApplication();
        const report = await importing(applicationId, [
          emailRow('e-1', 'a@example.com', {
            given_id: 'E-1',
            attributes: { Plan: ['gold'] },
            metrics: { orders: 2 },
            user_id: 'u',
          }),
        ]);
        expect(report).toEqual({ merged: 1, refused: 0, refusals: [] });
        const { put } = importRows(
          [],
          [
            emailRow('e-1', 'a@example.com', {
              given_id: 'E-1',
              attributes: { Plan: ['gold'] },
              metrics: { orders: 2 },
              user_id: 'u',
            }),
          ],
          { applicationId, at: later },
        );
        expect(await stage.store.get(applicationId, 'e-1')).toEqual(put[0]);
        expect(put[0]).toMatchObject({
          Id: 'E-1',
          OptOut: 'NONE',
          EndpointStatus: 'ACTIVE',
          User: { UserId: 'u' },
        });
      });

      it.each(['ndjson', 'ndjson.gz'])('reads a file of the format %s', async (format) => {
        const applicationId = newApplication();
        const key = await putRows(stage.lake, `imports/a file of ${applicationId}.${format}`, [
          emailRow('a', 'a@example.com'),
          emailRow('b', 'b@example.com'),
        ]);
        expect(await stage.store.importFile(applicationId, key, at)).toMatchObject({ merged: 2 });
        expect(await stage.store.get(applicationId, 'b')).toBeDefined();
      });

      it('reads an empty file', async () => {
        expect(await importing(newApplication(), [])).toEqual({ merged: 0, refused: 0, refusals: [] });
      });

      it('leaves out rows of bare users', async () => {
        expect(await importing(newApplication(), [{ endpoint_id: null, user_id: 'u' }])).toMatchObject({
          merged: 0,
        });
      });

      it('merges into what is stored', async () => {
        const applicationId = await filled({
          a: email('a@example.com', {
            Attributes: { Plan: ['gold'], Color: ['red'] },
            Metrics: { orders: 1 },
          }),
        });
        await importing(applicationId, [
          { endpoint_id: 'a', attributes: { Plan: [] }, metrics: { visits: 2 } },
        ]);
        expect(await stage.store.get(applicationId, 'a')).toMatchObject({
          Address: 'a@example.com',
          Attributes: { Plan: [], Color: ['red'] },
          Metrics: { orders: 1, visits: 2 },
          CreationDate: at.toISOString(),
          EffectiveDate: later.toISOString(),
        });
      });

      it('leaves an endpoint alone that its row does not change', async () => {
        const rows = [emailRow('a', 'a@example.com', { metrics: { x: 1, y: 2 }, request_id: 'r-1' })];
        const applicationId = newApplication();
        await importing(applicationId, rows, at);
        const before = await stage.store.get(applicationId, 'a');
        const reordered = emailRow('a', 'a@example.com', { metrics: { y: 2, x: 1 }, request_id: 'r-2' });
        expect(await importing(applicationId, [reordered], later)).toMatchObject({ merged: 1 });
        expect(await stage.store.get(applicationId, 'a')).toEqual(before);
      });

      it('refuses a new endpoint without channel or address alone, and says its line', async () => {
        const applicationId = newApplication();
        const report = await importing(applicationId, [
          emailRow('a', 'a@example.com', { line: 2 }),
          { endpoint_id: 'b', address: 'b@example.com', line: 3 },
          { endpoint_id: 'c', channel_type: 'EMAIL', line: 4 },
        ]);
        expect(report).toEqual({
          merged: 1,
          refused: 2,
          refusals: [
            { endpointId: 'b', line: 3, reason: 'Missing ChannelType' },
            { endpointId: 'c', line: 4, reason: 'Missing Address' },
          ],
        });
        expect(await stage.store.get(applicationId, 'b')).toBeUndefined();
      });

      it('names the first hundred refused rows and counts all', async () => {
        const rows = Array.from({ length: 150 }, (_, index) => ({
          endpoint_id: `e${index}`,
          line: index + 1,
        }));
        const report = await importing(newApplication(), rows);
        expect(report).toMatchObject({ merged: 0, refused: 150 });
        expect(report.refusals.map((row) => row.line)).toEqual(rows.slice(0, 100).map((row) => row.line));
      });

      it('names as many refused rows as are asked for', async () => {
        const rows = Array.from({ length: 150 }, (_, index) => ({
          endpoint_id: `e${index}`,
          line: index + 1,
        }));
        const key = await putRows(stage.lake, 'imports/many-refused.ndjson.gz', rows);
        const named = async (most: number) =>
          (await stage.store.importFile(newApplication(), key, later, most)).refusals.map(({ line }) => line);
        expect(await named(120)).toEqual(rows.slice(0, 120).map(({ line }) => line));
        expect(await named(1000)).toEqual(rows.map(({ line }) => line));
      });

      it('takes rows in the order of their lines', async () => {
        const applicationId = newApplication();
        await importing(applicationId, [
          emailRow('a', 'later@example.com', { line: 9, metrics: { n: 9 } }),
          emailRow('a', 'earlier@example.com', { line: 2, metrics: { n: 2, m: 2 } }),
          emailRow('b', 'LATER@example.com', { line: 5 }),
        ]);
        const [a, b] = await Promise.all(['a', 'b'].map((id) => stage.store.get(applicationId, id)));
        expect(a).toMatchObject({
          Address: 'later@example.com',
          Metrics: { n: 9, m: 2 },
          EndpointStatus: 'ACTIVE',
        });
        expect(b).toMatchObject({ EndpointStatus: 'INACTIVE' });
      });

      it('does not touch another application', async () => {
        const other = await filled({ a: email('a@example.com', { User: { UserId: 'u' } }) });
        const before = await stage.store.get(other, 'a');
        const attributes = { user_id: 'u', user_attributes: { Topic: ['x'] } };
        await importing(newApplication(), [
          emailRow('a', 'a@example.com', attributes),
          emailRow('b', 'a@example.com'),
        ]);
        expect(await stage.store.get(other, 'a')).toEqual(before);
      });

      it('refuses the 16th endpoint of a user alone', async () => {
        const applicationId = newApplication();
        const rows = Array.from({ length: 17 }, (_, index) =>
          emailRow(`e${index}`, `${index}@example.com`, { user_id: 'u', line: index + 1 }),
        );
        const report = await importing(applicationId, [
          ...rows,
          emailRow('z', 'z@example.com', { user_id: 'v', line: 99 }),
        ]);
        const reason = 'Exceeded maximum endpoint per user count: 15';
        expect(report).toEqual({
          merged: 16,
          refused: 2,
          refusals: [
            { endpointId: 'e15', line: 16, reason },
            { endpointId: 'e16', line: 17, reason },
          ],
        });
        expect(await stage.store.ofUser(applicationId, 'u')).toHaveLength(15);
        expect(await importing(applicationId, rows)).toMatchObject({ merged: 15, refused: 2 });
      });

      it('lets a push endpoint displace the oldest one of a full user', async () => {
        const push = (token: string): EndpointRequest => ({
          ChannelType: 'GCM',
          Address: token,
          User: { UserId: 'u', UserAttributes: { Topic: ['x'] } },
          EffectiveDate: token === 't7' ? '2026-01-01T00:00:00.000Z' : '2026-02-01T00:00:00.000Z',
        });
        const applicationId = await filled(
          Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`e${index}`, push(`t${index}`)])),
        );
        await importing(applicationId, [
          { endpoint_id: 'new', channel_type: 'APNS', address: 'n', user_id: 'u' },
        ]);
        expect(await stage.store.get(applicationId, 'e7')).toMatchObject({
          EndpointStatus: 'INACTIVE',
          User: {},
        });
        expect((await stage.store.get(applicationId, 'new'))?.User).toEqual(push('').User);
      });

      it('does what the rules do row by row, whatever is stored and whatever the file says', async () => {
        const lines = fc.array(fc.nat(1000), { maxLength: 10 });
        await fc.assert(
          fc.asyncProperty(
            fc.array(arbitraryUpdate, { maxLength: 8 }),
            fc.array(arbitraryRow, { maxLength: 10 }),
            fc.option(lines),
            async (updates, given, numbers) => {
              const applicationId = newApplication();
              const { put: stored } = await stage.store.change(
                applicationId,
                { ids: [], userIds: [], addresses: [] },
                () => applyUpdates([], updates, { applicationId, at }),
              );
              const rows = given.map((row, index) => ({
                ...row,
                // Unlike numbers, some out of order.
                ...(numbers && { line: (numbers[index] ?? 0) * given.length + index }),
              }));
              const ordered = [...rows].sort((left, right) => (left.line ?? 0) - (right.line ?? 0));
              const { put, merged, refused } = importRows(stored, ordered, { applicationId, at: later });
              const expected = new Map(
                [...stored, ...put].map((endpoint) => [endpointKey(endpoint.Id), endpoint]),
              );

              const report = await importing(applicationId, rows);
              const again = await importing(applicationId, rows, new Date('2026-04-01T00:00:00Z'));

              expect(report).toEqual({ merged, refused: refused.length, refusals: refused });
              expect(again.refused).toBe(refused.length);
              for (const id of ENDPOINT_IDS) {
                expect(await stage.store.get(applicationId, id)).toEqual(expected.get(endpointKey(id)));
              }
            },
          ),
          { numRuns: 50 },
        );
      }, 120_000);
    });
  });
}
