import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** How many capabilities each of the four sources lists. */
const LISTED = { P: 53, W: 64, R: 27, A: 29 };

/** Cells of the table's rows: id, what it is, where it is implemented, which test shows it. */
const rows = readFileSync('docs/capabilities.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| [PWRA]\d\d \|/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const paths = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, path]) => path as string);

describe('docs/capabilities.md', () => {
  it('has every id once, in order', () => {
    const ids = Object.entries(LISTED).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => letter + String(index + 1).padStart(2, '0')),
    );
    expect(rows.map(([id]) => id)).toEqual(ids);
  });

  it('names only files and folders that are there', () => {
    const named = rows.flatMap(([id, , where, test]) =>
      [...paths(where), ...paths(test)].map((path) => ({ id, path })),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(({ path }) => !existsSync(path))).toEqual([]);
  });

  it('names a test wherever it names an implementation, and tests are tests', () => {
    expect(rows.filter(([, , where, test]) => (where === '') !== (test === ''))).toEqual([]);
    const tests = rows.flatMap(([, , , test]) => paths(test));
    expect(tests.filter((path) => !/^tests\/.+(\.test\.ts|\/)$/.test(path))).toEqual([]);
  });
});
