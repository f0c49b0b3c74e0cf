import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
interface Optimizer {
  readonly Type: string;
  readonly Properties: { readonly TableName: { readonly Ref: string }; readonly Type: string };
}
const upkeep = createRequire(import.meta.url)(join(ROOT, 'resources/table-upkeep.cjs')) as (variables: {
  resolveConfigurationProperty(path: readonly string[]): Promise<string>;
}) => Promise<{ readonly Resources: Readonly<Record<string, Optimizer>> }>;
const resourcesIn = async (region: string) =>
  (await upkeep({ resolveConfigurationProperty: async () => region })).Resources;

/** Logical ids of the tables that the compiler's statements change, but for what an upload writes once. */
function changedOften(): string[] {
  const folder = join(ROOT, 'src/compiler');
  const text = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const written = [...text.matchAll(/`(?:insert into|merge into) (\w+)/g)].map(([, table = '']) => table);
  const transitions = /transitionsTable\(.*\n.*'journey_transitions'|'journey_transitions'/.test(text)
    ? ['journey_transitions']
    : [];
  const tables = new Set([...written, ...transitions].filter((table) => !table.startsWith('rfm_')));
  return [...tables].map(
    (table) =>
      `${table
        .split('_')
        .map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`)
        .join('')}Table`,
  );
}

describe('the upkeep of tables', () => {
  it('puts together and lets go what is written to every table that ticks and imports change', async () => {
    const resources = await resourcesIn('eu-west-1');
    const kept = Object.values(resources)
      .filter(({ Type }) => Type === 'AWS::Glue::TableOptimizer')
      .map(({ Properties }) => `${Properties.TableName.Ref} ${Properties.Type}`);
    const tables = changedOften();
    expect(tables).toEqual(
      expect.arrayContaining(['EndpointsTable', 'JourneyTransitionsTable', 'MessagesTable']),
    );
    for (const table of tables)
      expect(kept).toEqual(expect.arrayContaining([`${table} compaction`, `${table} retention`]));
    const names = readFileSync(join(ROOT, 'resources/lake-tables.yml'), 'utf8');
    for (const line of kept) expect(names).toContain(`  ${line.split(' ')[0]}:\n`);
  });

  it.each(['us-west-1', 'us-gov-west-1'])('is left to people in %s, where Glue has none', async (region) => {
    expect(await resourcesIn(region)).toEqual({});
    expect(readFileSync(join(ROOT, 'docs/operate.md'), 'utf8')).toContain(region);
  });
});
