import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SqlRow } from '../../src/ports/query-engine.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

interface Page {
  readonly id?: string;
  readonly execution?: string;
  readonly name?: string;
  readonly state?: string;
  readonly columns: { name: string; type: string }[];
  readonly rows: SqlRow[];
  readonly next?: string;
  readonly error?: { code: string; message: string };
}

/** Waits as long as the stage does, since the machine may be busy. */
const PATIENT = { prefer: 'wait=25' };
const get = (path: string, headers: Record<string, string> = {}) =>
  stage.fetch(path, { headers: { ...PATIENT, ...headers } });
const post = (sql: string, { query = '', headers = {}, parameters = [] as unknown[] } = {}) =>
  stage.fetch(`/queries${query}`, {
    method: 'POST',
    headers: { ...PATIENT, ...headers },
    body: JSON.stringify({ sql, parameters }),
  });
const body = async (response: Response) => (await response.json()) as Page;

const NUMBERS = 'select n from unnest(sequence(1, 2500)) as t (n) order by n';
const ENDLESS = `select count(*) from unnest(sequence(1, 9000)) as a (x) cross join unnest(sequence(1, 9000)) as b (y)
  cross join unnest(sequence(1, 9000)) as c (z) where x * y <> z`;
const SEGMENTS = '/queries/rfm_segments?upload_id=none';

describe('GET /queries', () => {
  it('lists the queries with parameters, their rules, and columns', async () => {
    const { items } = (await (await get('/queries')).json()) as { items: { name: string }[] };
    expect(items.find(({ name }) => name === 'message_metrics')).toMatchObject({
      parameters: expect.arrayContaining([
        {
          name: 'group_by',
          type: 'varchar',
          oneOf: ['date', 'campaign', 'run', 'activity', 'none', 'each'],
          default: 'none',
          required: false,
          description: expect.stringMatching(/^what one row counts/),
        },
        { name: 'from_ms', type: 'bigint', required: true, description: expect.any(String) },
      ]),
      columns: expect.arrayContaining([{ name: 'opened', type: 'bigint', note: 'messages' }]),
    });
  });
});

describe('GET /queries/{name}', () => {
  it('answers rows with the types of the columns', async () => {
    const response = await get(SEGMENTS);
    expect(response.status).toBe(200);
    expect(await body(response)).toEqual({
      name: 'rfm_segments',
      execution: expect.any(String),
      columns: [
        { name: 'segment', type: 'varchar' },
        { name: 'customers', type: 'bigint' },
        { name: 'recency_days', type: 'double' },
        { name: 'frequency', type: 'double' },
        { name: 'monetary', type: 'double' },
        { name: 'revenue', type: 'double' },
      ],
      rows: [],
    });
  });

  it.each([
    ['/queries/nothing', 404, 'Query nothing not found'],
    ['/queries/rfm_segments', 400, 'Query rfm_segments needs parameter upload_id (varchar)'],
    [`${SEGMENTS}&upload_id=b`, 400, 'Parameter upload_id is given 2 times'],
    [`${SEGMENTS}&limit=1&limit=2`, 400, 'Parameter limit is given 2 times'],
    [`${SEGMENTS}&format=csv&format=json`, 400, 'Parameter format is given 2 times'],
    [
      '/queries/last_event?from_day=yesterday',
      400,
      'from_day must be a day such as 2026-11-24, not "yesterday"',
    ],
    [`${SEGMENTS}&colour=red`, 400, 'Query rfm_segments has no parameter colour'],
    [`${SEGMENTS}&limit=0`, 400, 'limit must be a whole number from 1 to 10000, not 0'],
    [`${SEGMENTS}&maxAge=soon`, 400, 'maxAge must be a whole number from 0 to 86400, not soon'],
    [`${SEGMENTS}&format=xml`, 400, 'format must be one of json, ndjson, csv, not xml'],
    [`${SEGMENTS}&next=xyz`, 400, 'next must be that of an earlier page, not xyz'],
  ])('answers %s with %i', async (path, status, message) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect((await body(response)).error?.message).toContain(message);
  });

  it('says 304 to who has the same answer, though it was asked for anew', async () => {
    const etag = (await get(SEGMENTS)).headers.get('etag') as string;
    const again = await get(SEGMENTS, { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await get(SEGMENTS, { 'if-none-match': 'W/"another"' })).status).toBe(200);
  });

  it('says another thing to who has the same page, when other pages follow it', async () => {
    const tag = async (rows: number) => {
      const sql = `select n from unnest(sequence(1, ${rows})) as t (n) order by n`;
      return (await post(sql, { query: '?limit=2' })).headers.get('etag');
    };
    const whole = await tag(2);
    expect(await tag(2)).toBe(whole);
    const begun = await tag(3);
    expect(begun).not.toBe(whole);
    expect(await tag(4)).not.toBe(begun);
  });

  it('answers from the earlier result for as long as the caller allows', async () => {
    const asked = async (maxAge: number) => (await get(`${SEGMENTS}&format=csv&maxAge=${maxAge}`)).headers;
    const first = (await asked(0)).get('etag');
    stage.clock.set(new Date(stage.clock.now().getTime() + 60_000));

    expect((await asked(60)).get('etag')).toBe(first);
    expect((await asked(60)).get('age')).toBe('60');
    const fresh = await asked(59);
    expect(fresh.get('etag')).not.toBe(first);
    expect(fresh.get('age')).toBe('0');
  });

  it('refuses the next page of another query', async () => {
    const { next } = await body(await post(NUMBERS, { query: '?limit=10' }));
    const response = await get(`${SEGMENTS}&next=${next}`);
    expect(response.status).toBe(400);
    expect((await body(response)).error?.message).toBe('next is of another query than rfm_segments');
  });
});

describe('POST /queries', () => {
  it('binds parameters by their types', async () => {
    const response = await post('select ? as a, ? as b, ? as c, ? as d', {
      parameters: ["o'x", 3, 1.5, true],
    });
    expect(await body(response)).toMatchObject({ rows: [{ a: "o'x", b: 3, c: 1.5, d: true }] });
  });

  it('is for keys of analysts and admins only', async () => {
    const status = async (key: { keyId: string; secret: string }) =>
      (await post('select 1', { headers: { authorization: `Bearer ${key.keyId}.${key.secret}` } })).status;
    expect(await status(await stage.newKey('report', 'send', 'ingest'))).toBe(403);
    expect(await status(await stage.newKey('report-admin'))).toBe(200);
  });

  it('keeps what it answers from other keys', async () => {
    const { id } = await body(await post('select 1', { headers: { prefer: 'respond-async' } }));
    const key = await stage.newKey('admin');
    const authorization = `Bearer ${key.keyId}.${key.secret}`;
    expect((await get(`/queries/executions/${id}`, { authorization })).status).toBe(404);
    expect((await get(`/queries/executions/${id}/results`, { authorization })).status).toBe(404);
    expect((await get(`/queries/executions/${id}`)).status).toBe(200);
  });

  it.each([
    ['delete from endpoints', 'SQL: only a SELECT is taken'],
    ["select * from read_text('/etc/hostname')", 'SQL: the table function read_text is not taken'],
    ['select 1; select 2', 'SQL: one statement is taken, not 2'],
    ['select nothing from endpoints', 'nothing'],
    ['select ? as a', 'Values were not provided'],
  ])('refuses %s', async (sql, message) => {
    const response = await post(sql);
    expect(response.status).toBe(400);
    expect((await body(response)).error?.message).toContain(message);
  });

  it('names the members that are wrong', async () => {
    const response = await stage.fetch('/queries', { method: 'POST', body: '{"parameters":[[]]}' });
    expect(response.status).toBe(400);
    expect((await body(response)).error?.message).toContain('sql is missing');
  });

  it('reads the lake as the engine does', async () => {
    const { items } = (await (await get('/catalog')).json()) as { items: { name: string; kind: string }[] };
    expect(items).toContainEqual(expect.objectContaining({ name: 'endpoints', kind: 'table' }));
    expect(items).toContainEqual(expect.objectContaining({ name: 'message_status', kind: 'view' }));
    for (const { name } of items) expect((await post(`select count(*) from ${name}`)).status).toBe(200);
  });
});

describe('a result', () => {
  it('is paged by the cursor, each row once', async () => {
    const first = await body(await post(NUMBERS));
    const sizes = [first.rows.length];
    const rows = [...first.rows];
    for (let next = first.next; next !== undefined; ) {
      const page = await body(
        await get(`/queries/executions/${first.execution}/results?limit=1000&next=${next}`),
      );
      sizes.push(page.rows.length);
      rows.push(...page.rows);
      next = page.next;
    }
    expect(sizes).toEqual([1000, 1000, 500]);
    expect(rows).toEqual(Array.from({ length: 2500 }, (_, index) => ({ n: index + 1 })));
  });

  it('is streamed whole as NDJSON and CSV, by Accept or by format', async () => {
    const ndjson = await post(NUMBERS, { headers: { accept: 'application/x-ndjson' } });
    const csv = await post(
      `select 'a, "b"' as t, date '2026-03-01' as d, cast(null as bigint) as n, timestamp '2026-03-01 10:00:00' as i`,
      {
        query: '?format=csv',
      },
    );
    expect(ndjson.headers.get('content-type')).toContain('application/x-ndjson');
    expect((await ndjson.text()).split('\n')).toEqual([
      ...Array.from({ length: 2500 }, (_, index) => `{"n":${index + 1}}`),
      '',
    ]);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(await csv.text()).toBe('t,d,n,i\r\n"a, ""b""",2026-03-01,,2026-03-01T10:00:00.000Z\r\n');
  });

  it('is given in pages of lines when a limit is named, the next one in Link', async () => {
    const first = await post(NUMBERS, { query: '?format=csv&limit=1500' });
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] as string;
    const second = await get(next);

    const lines = (text: string) => text.split('\r\n');
    expect(lines(await first.text())).toEqual(['n', ...range(1, 1500), '']);
    expect(lines(await second.text())).toEqual([...range(1501, 2500), '']);
    expect(second.headers.get('link')).toBeNull();
  });

  it('is cut into answers that the stage can carry', async () => {
    const narrow = await openStage({ stage: { answerLimitBytes: 6000 } });
    try {
      const ask = (path: string, init: RequestInit = {}) => narrow.fetch(path, { ...init, headers: PATIENT });
      const sql = JSON.stringify({ sql: NUMBERS });
      const texts: string[] = [];
      let answer = await ask('/queries?format=csv', { method: 'POST', body: sql });
      for (;;) {
        texts.push(await answer.text());
        const next = /<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1];
        if (next === undefined) break;
        answer = await ask(next);
      }
      const tooMuch = await ask('/queries', { method: 'POST', body: sql });

      expect(texts.map((text) => text.split('\r\n').length - 1)).toEqual([1001, 1000, 500]);
      expect(texts.join('')).toBe(`n\r\n${range(1, 2500).join('\r\n')}\r\n`);
      expect((await body(tooMuch)).error?.message).toContain('ask with a smaller limit');
    } finally {
      await narrow.close();
    }
  });
});

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => String(first + index));

describe('a question that takes long', () => {
  it('is answered with 202 and a place to ask, and can be cancelled', async () => {
    const response = await post(ENDLESS, { headers: { prefer: 'respond-async' } });
    const location = response.headers.get('location') as string;
    expect(response.status).toBe(202);
    expect(location).toMatch(/^\/queries\/executions\/[\w-]+$/);

    const asked = await body(await get(location));
    const early = await get(`${location}/results`, { prefer: 'wait=0' });
    const cancelled = await body(await stage.fetch(location, { method: 'DELETE' }));
    const late = await get(`${location}/results`);

    expect(['QUEUED', 'RUNNING']).toContain(asked.state);
    expect(asked).toMatchObject({
      id: location.split('/').at(-1),
      submittedAt: stage.clock.now().toISOString(),
    });
    expect(early.status).toBe(202);
    expect(cancelled.state).toBe('CANCELLED');
    expect(late.status).toBe(409);
  });

  it('is waited for no longer than the caller can wait, though nothing was said of it', async () => {
    const response = await post(ENDLESS, { headers: { prefer: '' } });
    expect(response.status).toBe(202);
    expect(response.headers.get('retry-after')).toBe('1');
    await stage.fetch(response.headers.get('location') as string, { method: 'DELETE' });
  });

  it('is not started a second time while it runs, when an earlier answer is good enough', async () => {
    const ask = async () =>
      body(await post(`${ENDLESS} and 1 = 1`, { query: '?maxAge=60', headers: { prefer: 'respond-async' } }));
    const [first, second] = [await ask(), await ask()];
    await stage.fetch(`/queries/executions/${first.id}`, { method: 'DELETE' });
    const third = await ask();
    await stage.fetch(`/queries/executions/${third.id}`, { method: 'DELETE' });

    expect(second.id).toBe(first.id);
    expect(third.id).not.toBe(first.id);
  });

  it('is started once by all who ask it in one moment, and by each who wants an answer of now', async () => {
    const ask = async (maxAge: number) => {
      const query = `?maxAge=${maxAge}`;
      return (await body(await post('select 8 as eight', { query, headers: { prefer: 'respond-async' } })))
        .id;
    };
    const executions = await Promise.all(Array.from({ length: 10 }, () => ask(60)));
    expect(new Set(executions).size).toBe(1);
    expect(new Set([...(await Promise.all([ask(0), ask(0)])), executions[0]]).size).toBe(3);
  });

  it('has its result where it was told to ask', async () => {
    const started = await post('select 7 as seven', { headers: { prefer: 'respond-async' } });
    const location = started.headers.get('location') as string;
    const result = await body(await get(`${location}/results`));
    const view = await body(await get(location));
    expect(result.rows).toEqual([{ seven: 7 }]);
    expect(view).toMatchObject({
      state: 'SUCCEEDED',
      rows: 1,
      results: `${location}/results`,
      completedAt: expect.any(String),
    });
  });

  it('is told to analysts only when its query is gone, since nobody can say any more whom it tells of', async () => {
    const { id } = await body(await get(SEGMENTS, { prefer: 'respond-async' }));
    const key = { partition: 'queries', sort: `execution#${id}` };
    const kept = await stage.ports.documents.get<{ name: string }>(key);
    await stage.ports.documents.put(key, { ...kept?.value, name: 'gone' });
    const status = async (scope: 'report' | 'report-admin') => {
      const { keyId, secret } = await stage.newKey(scope);
      return (await get(`/queries/executions/${id}/results`, { authorization: `Bearer ${keyId}.${secret}` }))
        .status;
    };
    expect(await status('report')).toBe(403);
    expect(await status('report-admin')).toBe(200);
  });

  it('is neither told nor ended by who may not ask its query', async () => {
    const { id } = await body(
      await get('/queries/customer_messages?endpoint_ids=a&from_day=2026-11-01&to_day=2026-11-02', {
        prefer: 'respond-async',
      }),
    );
    const { keyId, secret } = await stage.newKey('report');
    const authorization = `Bearer ${keyId}.${secret}`;
    const path = `/queries/executions/${id}`;
    for (const [place, method] of [
      [path, 'GET'],
      [path, 'DELETE'],
      [`${path}/results`, 'GET'],
    ] as const) {
      expect((await stage.fetch(place, { method, headers: { authorization } })).status).toBe(403);
    }
    expect((await get(path)).status).toBe(200);
  });

  it('is unknown after a day', async () => {
    const { id } = await body(await post('select 1', { headers: { prefer: 'respond-async' } }));
    stage.clock.set(new Date(stage.clock.now().getTime() + 24 * 3600 * 1000 + 1));
    expect((await get(`/queries/executions/${id}`)).status).toBe(404);
  });
});
