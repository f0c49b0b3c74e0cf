import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/core/apps/apps.ts';
import { applicationPartition } from '../../src/core/apps/partition.ts';
import { loadUpload, parseRfmState } from '../../src/core/rfm/steps.ts';
import { countSegment } from '../../src/core/segments/segment-size.ts';
import { listSegments } from '../../src/core/segments/segments.ts';
import { acceptUpload } from '../../src/core/uploads/accept-upload.ts';
import { describeUpload, listUploads } from '../../src/core/uploads/describe-upload.ts';
import { receiveUpload } from '../../src/core/uploads/receive-upload.ts';
import { putRfmSettings } from '../../src/core/uploads/upload-settings.ts';
import { HEADER, openHome, row, shop, shuffled, type TestHome } from './home.ts';

let home: TestHome;
beforeEach(async () => {
  home = await openHome(5_000_000);
});
afterEach(() => home.close());

const file = (lines: readonly string[]) => [HEADER, ...lines].join('\n');

describe('an upload', () => {
  it('takes the two example rows of the guidance', async () => {
    const upload = await home.upload(
      'example.csv',
      readFileSync(join(import.meta.dirname, '../fixtures/rfm/guidance-example.csv')),
    );
    expect(upload).toMatchObject({ state: 'SUCCEEDED', rows: 2, scored: 2, rejected: 0, customers: 2 });
    const scores = await home.scores(upload.uploadId);
    expect(scores.map((score) => score.customer_id)).toEqual([
      '24ed1df769ad49bfa76c71618e1459c5',
      'fdb49669f5c84de8b3530675e1e299e1',
    ]);
  });

  it('sets aside three mistakes and scores the rest', async () => {
    const upload = await home.upload(
      'Março 2026.csv',
      file([
        ...shop(30),
        row({ CustomerID: 'C-1', Date: 'tomorrow' }),
        row({ CustomerID: '', Address: 'x@example.com' }),
        row({ CustomerID: 'C-2', UnitPrice: 'gratis' }),
      ]),
    );
    const rows = shop(30).length + 3;
    expect(upload).toMatchObject({
      state: 'SUCCEEDED',
      rows,
      scored: rows - 3,
      rejected: 3,
      balanced: true,
      customers: 30,
    });
    const rejects = Buffer.from((await home.stage.ports.lake.get(upload.rejectsKey as string)) ?? [])
      .toString()
      .trim()
      .split('\n');
    expect(rejects.map((line) => line.split(',').slice(0, 2).join())).toEqual([
      'line,column',
      `${rows - 1},Date`,
      `${rows},CustomerID`,
      `${rows + 1},UnitPrice`,
    ]);
  });

  it('keeps every step in the lake bucket', async () => {
    const upload = await home.upload('a.csv', file(shop(20)));
    const keys = upload.states.flatMap(({ name, outputKeys }) =>
      outputKeys.map((key) => `${name} ${key.slice(upload.runPrefix.length)}`),
    );
    expect(keys).toEqual([
      'Validate validate/result.json',
      'Load load/activity/part-0.parquet',
      'Load load/result.json',
      'Load rejects.csv',
      'Score score/features/part-0.parquet',
      'Score score/result.json',
      'Cluster cluster/result.json',
      'Cluster cluster/scores/part-0.csv',
      'Publish publish/endpoints/part-0.parquet',
      'Publish publish/result.json',
      'Segment segment/result.json',
      'Notify notify/result.json',
    ]);
  });

  it('reads e-mail, SMS and push rows of one file and keeps ids as they are', async () => {
    const upload = await home.upload(
      'mixed.csv.gz',
      gzipSync(
        file([
          row({ CustomerID: 'AB-1' }),
          row({ CustomerID: 'AB-1', ChannelType: 'sms', Address: '+351910000001' }),
          row({ CustomerID: 'ab-1', ChannelType: 'GCM', Address: 'token:1' }),
        ]),
      ),
    );
    expect(upload).toMatchObject({ rows: 3, customers: 2, addresses: 3, endpoints: 3, refused: 0 });
    const mine = await home.stage.ports.endpoints.ofUser(upload.applicationId, 'AB-1');
    expect(mine.map(({ ChannelType }) => ChannelType).sort()).toEqual(['EMAIL', 'SMS']);
    expect(mine[0]).toMatchObject({
      User: { UserId: 'AB-1' },
      Metrics: { RScore: 4, FScore: 4, MScore: 4, ClusterLabel: 2 },
    });
  });

  it('changes nothing when the same bytes come again, by whatever name', async () => {
    const first = await home.upload('a.csv', file(shop(40)));
    const [before] = await home.stage.ports.endpoints.ofUser(first.applicationId, 'C-7');
    const second = await home.upload('b.csv', file(shop(40)));
    expect(second).toEqual(first);
    expect(await home.stage.ports.endpoints.ofUser(first.applicationId, 'C-7')).toEqual([before]);
  });

  it('renews the endpoints of known customers and records who moved where', async () => {
    const first = await home.upload('a.csv', file(shop(60)), { scores: 'quintile' });
    const second = await home.upload('b.csv', file(shop(70, 5)), { scores: 'quintile' });
    const [count] = await home.stage.ports.queries.query<{ n: number }>({
      text: 'select count(*) as n from endpoints',
      values: [],
    });
    expect(count?.n).toBe(70);
    const movement = await home.stage.ports.queries.query(
      home.stage.ports.named('rfm_movement', {
        application_id: first.applicationId,
        upload_id: second.uploadId,
      }),
    );
    const [was, is] = [await home.scores(first.uploadId), await home.scores(second.uploadId)].map(
      (scores) => new Map(scores.map((score) => [score.customer_id, score.segment])),
    ) as [Map<unknown, unknown>, Map<unknown, unknown>];
    const expected = new Map<string, number>();
    for (const customer of new Set([...was.keys(), ...is.keys()])) {
      const move = `${was.get(customer) ?? null} > ${is.get(customer) ?? null}`;
      expected.set(move, (expected.get(move) ?? 0) + 1);
    }
    expect(
      new Map(movement.map((move) => [`${move.from_segment} > ${move.to_segment}`, move.customers])),
    ).toEqual(expected);
  });

  it('never puts older scores in the place of newer ones', async () => {
    const newer = await home.upload('newer.csv', file(shop(60, 5)));
    const sizes = home.sizes(newer);
    const [before] = await home.stage.ports.endpoints.ofUser(newer.applicationId, 'C-7');
    home.clock.advance(-3_600_000);
    const older = await home.upload('older.csv', file(shop(60)), { scores: 'quintile' });
    expect(older).toMatchObject({ state: 'SUCCEEDED', superseded: true, customers: 60, endpoints: 0 });
    expect(home.sizes(older)).toEqual(sizes);
    expect(await home.stage.ports.endpoints.ofUser(newer.applicationId, 'C-7')).toEqual([before]);
  });

  it('starts nothing anew when only the application’s settings have changed', async () => {
    const first = await home.upload('a.csv', file(shop(20)));
    const { ports } = home.stage;
    await putRfmSettings(ports, first.applicationId, { k: 5 });
    expect(await receiveUpload(ports, { key: 'uploads/a.csv' })).toEqual({ uploadId: first.uploadId });
    expect(await listUploads(ports)).toHaveLength(1);
  });

  it('does not score bytes that took the place of those it received', async () => {
    const { uploadId, applicationId } = await home.upload('a.csv', file(shop(20)));
    const { ports } = home.stage;
    const state = {
      ...{
        applicationId,
        uploadId,
        key: 'uploads/a.csv',
        runPrefix: 'runs/x/',
        receivedAt: '2026-06-01T00:00:00Z',
      },
      ...{ settings: { scores: 'quartile', table: 'guidance', k: 7 }, object: { mark: 'another' } },
      attempt: 1,
      validate: {
        bytes: 1,
        dialect: { gzip: false, encoding: 'utf-8', bom: false, delimiter: ',', header: ['x'], headerLine: 1 },
      },
    };
    await expect(loadUpload(ports, parseRfmState(state))).rejects.toThrow(
      'uploads/a.csv was replaced before it was loaded',
    );
  });

  it('leaves file and settings as they were when a sender breaks off', async () => {
    const { applicationId } = await home.upload('a.csv', file(shop(20)), { scores: 'quintile' });
    const { ports } = home.stage;
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from(HEADER);
        throw new Error('gone');
      })(),
    );
    const announced = { name: 'a.csv', application: applicationId, settings: { k: 3 } };
    await expect(acceptUpload(ports, announced, broken)).rejects.toThrow('gone');
    expect(Buffer.from((await ports.uploads.get('uploads/a.csv.json')) ?? []).toString()).toBe(
      '{"scores":"quintile"}',
    );
    expect(Buffer.from((await ports.uploads.get('uploads/a.csv')) ?? []).toString()).toBe(file(shop(20)));
  });

  it('keeps two senders of one name apart', async () => {
    const { ports } = home.stage;
    const [a, b] = [await createApp(ports, { Name: 'a' }), await createApp(ports, { Name: 'b' })];
    const send = (app: string, body: string) =>
      acceptUpload(
        ports,
        { name: 'same.csv', application: app, settings: {} },
        Readable.from([Buffer.from(body)]),
      );
    const [one, two] = await Promise.all([send(a.Id, file(shop(5))), send(b.Id, file(shop(6, 3)))]);
    await home.stage.workflows.settled();
    const found = await Promise.all([one, two].map(({ uploadId }) => describeUpload(ports, uploadId)));
    expect(found.map(({ applicationId }) => applicationId)).toEqual([a.Id, b.Id]);
    expect(found[1]).toMatchObject({ state: 'SUCCEEDED', customers: 6 });
    // The first was scored, or says that the second took its place before it was.
    if (found[0]?.state === 'SUCCEEDED') expect(found[0].customers).toBe(5);
    else expect(found[0]?.error?.message).toContain('uploads/same.csv was replaced before it was loaded');
  });

  it.each([
    ['quartile', {}],
    ['quintile, table A', { scores: 'quintile' }],
    ['quintile, table B', { scores: 'quintile', table: 'B' }],
    ['kmeans, five clusters', { scores: 'kmeans', k: 5 }],
    ['kmeans, as many as fit', { scores: 'kmeans' }],
  ])('scores shuffled rows alike: %s', async (_, settings) => {
    const lines = shop(150);
    const straight = await home.upload('straight.csv', file(lines), settings);
    const mixed = await home.upload('mixed.csv', file(shuffled(lines)), settings);
    expect(straight.state).toBe('SUCCEEDED');
    expect(mixed.uploadId).not.toBe(straight.uploadId);
    expect(await home.scores(mixed.uploadId)).toEqual(await home.scores(straight.uploadId));
    expect(home.sizes(mixed)).toEqual(home.sizes(straight));
  });

  it.each([
    ['table A', { scores: 'quintile', table: 'A' }],
    ['table B', { scores: 'quintile', table: 'B' }],
    ['clusters', { scores: 'kmeans', k: 4 }],
  ])('puts every scored customer into exactly one segment: %s', async (_, settings) => {
    const upload = await home.upload('a.csv', file(shop(200)), settings);
    const sizes = Object.values(home.sizes(upload));
    expect(upload.customers).toBe(200);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(200);
  });

  it('takes the analysis date that is given, and refuses one before the newest event', async () => {
    const upload = await home.upload('a.csv', file([row({ CustomerID: 'A', Date: '2026-01-01' })]), {
      asOf: '2026-01-31',
    });
    expect(await home.scores(upload.uploadId)).toMatchObject([{ recency_days: 30 }]);
    const late = await home.upload('b.csv', file([row({ CustomerID: 'B', Date: '2026-03-01' })]), {
      asOf: '2026-01-31',
    });
    expect(late).toMatchObject({
      state: 'FAILED',
      error: {
        code: 'BadFile',
        message: expect.stringContaining(
          'analysis date 2026-01-31T00:00:00.000Z is before its newest event, 2026-03-01',
        ),
      },
    });
  });

  it('leaves the segments of one table as they are when another is chosen, and names its own apart', async () => {
    const { ports } = home.stage;
    const guidance = await home.upload('a.csv', file(shop(50)));
    const segmentsOf = async () => (await listSegments(ports, guidance.applicationId, { size: 100 })).Item;
    const before = await segmentsOf();
    const quintile = await home.upload('b.csv', file(shop(50, 3)), { scores: 'quintile' });
    const after = await segmentsOf();
    expect(after).toEqual(expect.arrayContaining(before));
    const sizes = await Promise.all(
      after.map(async ({ Id, Name }) => [Name, await countSegment(ports, guidance.applicationId, Id)]),
    );
    expect(Object.fromEntries(sizes)).toEqual({ ...home.sizes(guidance), ...home.sizes(quintile) });
    expect(Object.keys(home.sizes(guidance)).sort()).toEqual([
      '_RFM_Champions',
      '_RFM_Dormant',
      '_RFM_Volatile',
    ]);
    expect(Object.keys(home.sizes(quintile))).toContain('_RFM_A_Champions');
    expect(Object.keys(home.sizes(quintile)).every((name) => name.startsWith('_RFM_A_'))).toBe(true);
    expect(Object.values(home.sizes(quintile)).reduce((sum, size) => sum + size, 0)).toBe(50);
    const again = await home.upload('c.csv', file(shop(50)));
    expect(home.sizes(again)).toEqual(home.sizes(guidance));
    expect((await segmentsOf()).length).toBe(after.length);
  });

  it.each([
    ['the newest upload says it', false],
    ['the lake knows no upload, as of segments of another tool', true],
  ])(
    'leaves the plain names to the table that made the segments of before tables had own names: %s',
    async (_, isForgotten) => {
      const { ports } = home.stage;
      const guidance = await home.upload('a.csv', file(shop(50)));
      const { applicationId } = guidance;
      const before = (await listSegments(ports, applicationId, { size: 100 })).Item;
      await ports.documents.delete({
        partition: applicationPartition(applicationId),
        sort: 'rfm-plain-table',
      });
      if (isForgotten) await ports.queries.run({ text: 'delete from rfm_uploads', values: [] }, 'forget');

      const quintile = await home.upload('b.csv', file(shop(50, 3)), { scores: 'quintile' });

      expect(Object.keys(home.sizes(quintile)).every((name) => name.startsWith('_RFM_A_'))).toBe(true);
      const after = (await listSegments(ports, applicationId, { size: 100 })).Item;
      expect(after).toEqual(expect.arrayContaining(before));
      const again = await home.upload('c.csv', file(shop(50)));
      expect(home.sizes(again)).toEqual(home.sizes(guidance));
    },
  );

  it('takes the plain names of table B for B, whose names are those of A', async () => {
    const { ports } = home.stage;
    const first = await home.upload('a.csv', file(shop(50)), { scores: 'quintile', table: 'B' });
    const key = { partition: applicationPartition(first.applicationId), sort: 'rfm-plain-table' };
    await ports.documents.delete(key);
    const other = await home.upload('b.csv', file(shop(50)), { scores: 'quintile', table: 'A' });
    expect(Object.keys(home.sizes(other))).toContain('_RFM_A_Champions');
    const again = await home.upload('c.csv', file(shop(50)), { scores: 'quintile', table: 'B' });
    expect(home.sizes(again)).toEqual(home.sizes(first));
  });

  it.each([
    ['empty.csv', '', 'uploads/empty.csv is empty'],
    [
      'only header.csv',
      `${HEADER}\n`,
      'uploads/only header.csv is empty: nothing stands below the header in line 1',
    ],
    [
      'no header.csv',
      '1,2,3\n4,5,6\n',
      'uploads/no header.csv has no header: line 1 names none of the columns',
    ],
    [
      'short.csv',
      `${HEADER.replace(',Date', '')}\nx\n`,
      'uploads/short.csv lacks column Date: line 1 has EventName',
    ],
    [
      'binary.csv',
      Buffer.from([80, 75, 3, 4, 0, 0, 1]),
      'uploads/binary.csv is not text: it holds a zero byte',
    ],
    [
      'large.csv',
      `${HEADER}\n${'x'.repeat(5_000_001)}`,
      'uploads/large.csv is larger than the limit of 5000000 bytes',
    ],
    [
      'rejects.csv',
      file([row({ CustomerID: 'A', Date: 'never' }), row({ CustomerID: '' })]),
      'uploads/rejects.csv: none of its 2 rows can be used; the first is line 2, column Date: "never" is not a date',
    ],
    [
      'quote.csv',
      `${file([row({ CustomerID: 'A' })])}\n"PURCHASED,x\n${row({ CustomerID: 'B' })}`,
      'uploads/quote.csv: a quote opened before line',
    ],
  ])('fails for a file that cannot be used, and says why: %s', async (name, body, message) => {
    const upload = await home.upload(name, body);
    expect(upload).toMatchObject({
      state: 'FAILED',
      error: { code: 'BadFile', message: expect.stringContaining(message) },
    });
    expect(upload.states.map((state) => state.name).slice(-2)).toEqual(['RecordFailure', 'Failed']);
  });

  it.each([
    [{ scores: 'decile' }, 'scores must be quartile or quintile or kmeans, not "decile"'],
    [{ k: 1 }, 'k must be 2 to 50, not 1'],
    [{ tabel: 'A' }, 'no member tabel'],
    [{ application: 'none' }, 'Application none not found'],
    [{ application: 5 }, 'application must be a text, not 5'],
  ])('fails when the settings beside it make no sense: %j', async (settings, message) => {
    const upload = await home.upload('a.csv', file(shop(3)), settings);
    expect(upload).toMatchObject({
      state: 'FAILED',
      states: [],
      error: { code: 'BadFile', message: expect.stringContaining(`uploads/a.csv.json: `) },
    });
    expect(upload.error?.message).toContain(message);
  });
});
