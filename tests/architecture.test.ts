import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  circles,
  type Files,
  impurities,
  portsWithoutContract,
  queryFaults,
  readFiles,
  unknownRooms,
  wrongArrows,
} from './architecture/house.ts';

const code: Files = new Map([
  ...readFiles('src', '.ts'),
  ...readFiles('functions', '.ts'),
  ...readFiles('dashboard', '.js', '.ts', '.tsx'),
]);

describe('the house', () => {
  it('has only rooms that the design names', () => {
    expect(unknownRooms(code)).toEqual([]);
  });

  it('imports along the arrows: functions → runtime → adapters → ports ← core ← api', () => {
    expect(wrongArrows(code)).toEqual([]);
  });

  it('has no files that import each other in a circle', () => {
    expect(circles(code)).toEqual([]);
  });

  it('keeps vendors, files, clocks, chance and the environment out of core, ports, api and compiler', () => {
    expect(impurities(code)).toEqual([]);
  });

  it('runs a contract suite for every port', () => {
    expect(portsWithoutContract(readFiles('src/ports', '.ts'), readFiles('tests/contracts', '.ts'))).toEqual(
      [],
    );
  });

  it('gives every query a true header and cases', () => {
    expect(queryFaults(readFiles('queries', '.sql'), (name) => existsSync(`tests/queries/${name}`))).toEqual(
      [],
    );
  });
});

describe('the checks of the house', () => {
  it('see an import against an arrow', () => {
    const bad = new Map([
      ['src/core/rfm/score.ts', "import { s3 } from '../../adapters/aws/s3-object-store.ts';"],
      ['src/adapters/local/engine.ts', "import type { Sql } from '../../compiler/sql.ts';"],
      [
        'functions/rfm-load/handler.ts',
        "const late = await import('../../src/adapters/aws/s3-object-store.ts');",
      ],
      ['dashboard/app.js', "import '../src/core/errors.ts';"],
    ]);
    expect(wrongArrows(bad)).toEqual([
      'src/core/rfm/score.ts -> adapters',
      'src/adapters/local/engine.ts -> compiler',
      'functions/rfm-load/handler.ts -> adapters',
      'dashboard/app.js -> core',
    ]);
  });

  it('let an import along an arrow pass', () => {
    const good = new Map([
      [
        'src/core/rfm/score.ts',
        "import type { Ports } from '../../ports/ports.ts';\nimport { a } from './b.ts';",
      ],
      ['src/runtime/local.ts', "import { app } from '../api/app.ts';"],
    ]);
    expect(wrongArrows(good)).toEqual([]);
  });

  it('see files that import each other in a circle', () => {
    const bad = new Map([
      ['src/core/b.ts', "import type { C } from './c.ts';"],
      ['src/core/c.ts', "import { a } from './a.ts';\nimport { d } from './d.ts';"],
      ['src/core/a.ts', "import { b } from './b.ts';"],
      ['src/core/d.ts', "import { gone } from './not-there.ts';"],
    ]);
    expect(circles(bad)).toEqual(['src/core/a.ts -> src/core/b.ts -> src/core/c.ts -> src/core/a.ts']);
  });

  it('see a room that nobody planned', () => {
    expect(unknownRooms(new Map([['src/utils/text.ts', '']]))).toEqual(['utils']);
  });

  it('see what a pure room must not name', () => {
    const bad = new Map([
      ['src/core/a.ts', "import { S3Client } from '@aws-sdk/client-s3';\nconst now = new Date();"],
      ['src/api/b.ts', "import { readFile } from 'node:fs/promises';\nif (process.env.HOME) Math.random();"],
      ['src/compiler/c.ts', 'const then = Date.now();'],
      ['src/adapters/local/d.ts', 'const fine = Date.now();'],
    ]);
    expect(impurities(bad)).toEqual([
      'src/core/a.ts: @aws-sdk/client-s3',
      'src/core/a.ts: new Date()',
      "src/api/b.ts: 'node:fs/promises'",
      'src/api/b.ts: Math.random(',
      'src/api/b.ts: process.env',
      'src/compiler/c.ts: Date.now()',
    ]);
  });

  it('see a port without a contract, and a contract that no test runs', () => {
    const ports = new Map([
      ['src/ports/clock.ts', ''],
      ['src/ports/ids.ts', ''],
      ['src/ports/channel.ts', ''],
      ['src/ports/ports.ts', ''],
    ]);
    const tests = new Map([
      ['tests/contracts/clock.contract.ts', ''],
      ['tests/contracts/clock.test.ts', "import { clockContract } from './clock.contract.ts';"],
      ['tests/contracts/ids.contract.ts', ''],
    ]);
    expect(portsWithoutContract(ports, tests)).toEqual(['ids', 'channel']);
  });

  it('see a query with an untrue header and one without cases', () => {
    const header = '-- name: sizes\n-- grain: one\n-- returns: n bigint\n-- reads: endpoints\n';
    const queries = new Map([
      ['queries/sizes.sql', `${header}select count(*) as n from endpoints`],
      ['queries/other.sql', `${header}select 1 as n`],
      ['queries/loose.sql', `${header}select count(*) as n from endpoints where address = :address`],
      ['queries/bare.sql', 'select 1'],
    ]);
    expect(queryFaults(queries, (name) => name !== 'sizes').map((fault) => fault.slice(0, 60))).toEqual([
      'queries/sizes.sql: there is no folder tests/queries/sizes',
      'queries/other.sql: its header says it is sizes',
      'queries/loose.sql: Query sizes: parameter address is not declared'.slice(0, 60),
      'queries/bare.sql: Query header lacks "name:" in select 1'.slice(0, 60),
    ]);
  });
});
