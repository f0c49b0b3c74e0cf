import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { openTrinoLake, type TrinoLake } from './trino-lake.ts';

/* Athena refuses a view whose declared columns are not those of its text ("view is stale"). */
interface GlueView {
  readonly Properties: {
    readonly TableInput: {
      readonly Name: string;
      readonly ViewOriginalText: {
        'Fn::Join': [string, [string, { 'Fn::Base64': { 'Fn::Join': [string, unknown[]] } }, string]];
      };
    };
  };
}
const views: () => { Resources: Record<string, GlueView> } = createRequire(import.meta.url)(
  '../../resources/lake-views.cjs',
);
const declared = Object.values(views().Resources).map(({ Properties: { TableInput } }) => {
  const [, [, encoded]] = TableInput.ViewOriginalText['Fn::Join'];
  const [quote, [before, , after]] = encoded['Fn::Base64']['Fn::Join'];
  const view = JSON.parse(`${before}${quote}database${quote}${after}`) as {
    columns: { name: string; type: string }[];
  };
  return [TableInput.Name, view.columns] as const;
});

let lake: TrinoLake;
beforeAll(async () => {
  lake = await openTrinoLake();
});

/** Digits of a timestamp, lengths of texts (a shorter one fits the column), quotes and blanks are no difference. */
const spelt = (type: string) =>
  type.replaceAll(/(timestamp|varchar)\(\d+\)|["]/g, '$1').replaceAll(', ', ',');

describe('the views in Glue', () => {
  it.each(declared)('%s declares the columns that its text has', async (name, columns) => {
    const { rows } = await lake.trino(`describe ${name}`);
    const found = rows.map(([column, type]) => ({ name: column, type: spelt(String(type)) }));
    expect(columns.map((column) => ({ name: column.name, type: spelt(column.type) }))).toEqual(found);
  });
});
