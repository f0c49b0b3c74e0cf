import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkAthenaSelect } from '../../src/adapters/aws/athena-select-check.ts';
import { readLakeTables } from '../../src/adapters/local/lake-tables.ts';
import { TAKEN } from '../contracts/own-sql.contract.ts';
import { openTrinoLake, type TrinoLake } from './trino-lake.ts';

/* What our parser takes for a SELECT is one to Trino itself, and runs. */
let lake: TrinoLake;
beforeAll(async () => {
  lake = await openTrinoLake();
}, 300_000);
const tables = new Set(
  readLakeTables(join(import.meta.dirname, '../../resources/lake-tables.yml')).map(({ name }) => name),
);
const check = (text: string) =>
  checkAthenaSelect(
    { text, values: text.includes('= ?') ? [{ type: 'varchar', value: "it's" }] : [] },
    tables,
    5,
  );

describe('own SQL that is taken', () => {
  it.each(TAKEN)('runs on Trino, with no more rows than may be: %s', async (text) => {
    const rows = await lake.engine.query(await check(text));
    expect(rows.length).toBeLessThanOrEqual(5);
  });

  it('is a SELECT to Trino too, whatever stands before, behind and between', async () => {
    const pieces = fc.constantFrom(
      ...[
        ';',
        '--',
        '/*',
        '*/',
        "'",
        '"',
        '\n',
        ' ',
        '(',
        ')',
        'select 1',
        'union all',
        "U&'",
        '\\',
        "''",
        '""',
        '🎉',
        '--\r',
        '/*/',
      ],
    );
    const texts = fc
      .tuple(fc.constantFrom(...TAKEN), fc.array(pieces, { maxLength: 4 }), fc.nat())
      .map(([text, some, at]) => {
        const place = at % text.length;
        return text.slice(0, place) + some.join('') + text.slice(place);
      });
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const sent = await check(text).catch(() => undefined);
        if (!sent) return;
        taken += 1;
        const bare = sent.text.replaceAll('= ?', "= 'x'");
        // Only a query can stand in brackets; what is wrong with its names and types is another matter.
        const answer = await lake
          .trino(`explain (type validate) select * from (${bare}) as own`)
          .catch(String);
        expect({ text: sent.text, answer: String(answer) }).not.toMatchObject({
          answer: expect.stringContaining('SYNTAX_ERROR'),
        });
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(50);
  });
});
