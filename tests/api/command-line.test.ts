import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let home: string;
beforeAll(async () => {
  stage = await openStage();
  home = mkdtempSync(join(tmpdir(), 'touchpoint-cli-'));
});
afterAll(async () => {
  await stage.close();
  rmSync(home, { recursive: true });
});

/** Runs `touchpoint …words` with a home that has no key, on the test's stage unless `env` says otherwise. */
async function touchpoint(words: string[], env: Record<string, string> = {}) {
  const out: string[] = [];
  const complaints: string[] = [];
  const status = await runCommandLine(
    words,
    {
      TOUCHPOINT_ENDPOINT: stage.endpoint,
      TOUCHPOINT_HOME: home,
      TOUCHPOINT_ACCESS_KEY_ID: stage.key.keyId,
      TOUCHPOINT_SECRET_ACCESS_KEY: stage.key.secret,
      ...env,
    },
    {
      interactive: false,
      line: (text = '') => out.push(text),
      status: () => undefined,
      paint: (_, text) => text,
    },
    (line) => complaints.push(line),
  );
  return { status, out, complaints };
}

describe('touchpoint', () => {
  it('lists its commands when it is called alone', async () => {
    const { status, out } = await touchpoint([]);
    expect(status).toBe(0);
    for (const name of ['upload', 'runs', 'segments', 'query', 'keys', 'seed', 'help']) {
      expect(out.some((line) => line.startsWith(`  ${name} `))).toBe(true);
    }
  });

  it('tells of one command with its options', async () => {
    const { status, out } = await touchpoint(['help', 'upload']);
    expect(status).toBe(0);
    expect(out.join('\n')).toContain('--scores quartile|quintile|kmeans');
    expect((await touchpoint(['upload', '--help'])).out).toEqual(out);
  });

  it.each([
    [['frob'], 'touchpoint: there is no command frob; `touchpoint help` lists them'],
    [['help', 'frob'], 'touchpoint help: there is no command frob; `touchpoint help` lists them'],
    [['upload'], 'touchpoint upload: a word is missing'],
    [['upload', 'a.csv', 'b.csv'], 'touchpoint upload: what is b.csv for?'],
    [['upload', 'a.csv', '--colour'], "touchpoint upload: unknown option '--colour'"],
    [['query', 'sizes', '--param', 'app'], 'touchpoint query: --param app has no name=value'],
    [['query'], 'touchpoint query: a name or --sql is needed'],
    [['query', 'sizes', '--sql', 'select 1'], 'touchpoint query: a name or --sql is needed'],
    [['query', 'sizes', '--limit', '0'], 'touchpoint query: --limit 0 is no number of rows'],
    [['keys'], 'touchpoint keys: create, list or revoke?'],
    [
      ['keys', 'create', '--scope', 'root'],
      'touchpoint keys: root is none of the scopes admin, send, report, report-admin, ingest',
    ],
  ])('answers %j, a wrong call, with status 2 and one line', async (words, complaint) => {
    const { status, complaints } = await touchpoint(words);
    expect(status).toBe(2);
    expect(complaints[0]).toBe(complaint);
  });

  it('says that a file is not there', async () => {
    expect(await touchpoint(['upload', join(home, 'none.csv')])).toEqual({
      status: 1,
      out: [],
      complaints: [`touchpoint upload: there is no file ${home}/none.csv`],
    });
  });

  it('says how to start a stage when none answers', async () => {
    const { status, complaints } = await touchpoint(['keys', 'list'], {
      TOUCHPOINT_ENDPOINT: 'http://127.0.0.1:9', // the discard port: nothing listens there
    });
    expect(status).toBe(1);
    expect(complaints).toEqual([
      'touchpoint keys: no stage answers at http://127.0.0.1:9; start the local one with `npm start`, or name another with TOUCHPOINT_ENDPOINT',
    ]);
  });

  it('says how to start a stage when the home has no key yet', async () => {
    const { status, complaints } = await touchpoint(['keys', 'list'], {
      TOUCHPOINT_ENDPOINT: '',
      TOUCHPOINT_ACCESS_KEY_ID: '',
    });
    expect(status).toBe(1);
    expect(complaints[0]).toContain('start it with `npm start`');
  });

  it('takes the key that the local stage left in its home', async () => {
    const { keyId, secret } = stage.key;
    const ownHome = mkdtempSync(join(tmpdir(), 'touchpoint-cli-key-'));
    writeFileSync(join(ownHome, 'access-key.json'), JSON.stringify({ keyId, secret }));
    const { status, complaints } = await touchpoint(['keys', 'list'], {
      TOUCHPOINT_HOME: ownHome,
      TOUCHPOINT_ACCESS_KEY_ID: '',
    });
    rmSync(ownHome, { recursive: true });
    expect(complaints).toEqual([]);
    expect(status).toBe(0);
  });

  it('passes on why the stage refuses a key', async () => {
    const { status, complaints } = await touchpoint(['keys', 'list'], {
      TOUCHPOINT_SECRET_ACCESS_KEY: 'wrong',
    });
    expect(status).toBe(1);
    expect(complaints).toEqual([expect.stringContaining('unknown, revoked or wrong')]);
  });

  it('says what the stage answered when it does not know a query', async () => {
    const { status, complaints } = await touchpoint(['query', 'no_such_query']);
    expect(status).toBe(1);
    expect(complaints).toHaveLength(1);
  });
});

describe('touchpoint query', () => {
  const NUMBERS =
    "select n, concat('no. ', cast(n as varchar)) as name from unnest(sequence(1, 2500)) as t (n) order by n";

  it('prints the rows of a named query under their names', async () => {
    const { status, out } = await touchpoint(['query', 'rfm_movement', '--param', 'upload_id=b']);
    expect({ status, out }).toEqual({ status: 0, out: ['from_segment  to_segment  customers'] });
  });

  it('prints as many rows of a SELECT as are wanted, over pages, and says that there are more', async () => {
    const { status, out } = await touchpoint(['query', '--sql', NUMBERS, '--limit', '2400']);
    expect(status).toBe(0);
    expect(out).toHaveLength(1 + 2400 + 1);
    expect([out[0], out[2400], out[2401]]).toEqual([
      'n     name',
      '2400  no. 2400',
      '… more than 2,400 rows; --limit shows more',
    ]);
  });

  it('gives all of them as JSON', async () => {
    const { out } = await touchpoint(['query', '--sql', NUMBERS, '--limit', '9999', '--json']);
    const { columns, rows, next } = JSON.parse(out.join('\n'));
    expect(columns).toEqual([
      { name: 'n', type: 'bigint' },
      { name: 'name', type: 'varchar' },
    ]);
    expect(rows).toHaveLength(2500);
    expect(next).toBeUndefined();
  });
});

describe('touchpoint keys', () => {
  it('issues a key that works, lists it, and revokes it', async () => {
    const made = await touchpoint([
      'keys',
      'create',
      '--scope',
      'report',
      '--scope',
      'ingest',
      '--name',
      'till',
    ]);
    expect(made.status).toBe(0);
    const [keyId, secret] = made.out.slice(0, 2).map((line) => line.split(/\s+/).at(-1) as string);
    const asKey = { authorization: `Bearer ${keyId}.${secret}` };
    const put = () => stage.fetch('/imports/a.csv', { method: 'PUT', body: 'Id', headers: asKey });
    expect((await put()).status).toBe(201);

    const listed = await touchpoint(['keys', 'list']);
    expect(listed.out.find((line) => line.startsWith(`${keyId} `))).toMatch(/till +report ingest +20/);

    const revoked = await touchpoint(['keys', 'revoke', `${keyId}`]);
    expect(revoked.out).toEqual([`${keyId} is revoked`]);
    expect((await put()).status).toBe(403);
  });
});
