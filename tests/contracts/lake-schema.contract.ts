import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LakeSchema } from '../../src/ports/lake-schema.ts';

/** A lake with `told (id varchar, attributes map(varchar, varchar))` of two rows, and one of files, `kept (id varchar)`. */
export interface OpenedSchema {
  readonly schema: LakeSchema;
  rows(table: string): Promise<unknown[]>;
  /** Whether no statement changes the rows of `kept`. */
  readonly filesStand: boolean;
  close(): Promise<void>;
}

export function lakeSchemaContract(name: string, open: () => Promise<OpenedSchema>) {
  describe(`${name}: lake schema`, () => {
    let lake: OpenedSchema;
    beforeAll(async () => {
      lake = await open();
    });
    afterAll(() => lake.close());

    it("names a table's columns in lower case, and none of a table that is not there", async () => {
      expect(await lake.schema.columnsOf('told')).toEqual(['id', 'attributes']);
      expect(await lake.schema.columnsOf('untold')).toEqual([]);
    });

    it('adds columns behind the others, null in every row', async () => {
      await lake.schema.addColumns('told', [
        { name: 'status', type: 'string' },
        { name: 'counts', type: 'map<string,array<int>>' },
      ]);
      expect(await lake.schema.columnsOf('told')).toEqual(['id', 'attributes', 'status', 'counts']);
      expect(await lake.rows('told')).toMatchObject([
        { id: '1', status: null, counts: null },
        { id: '2', status: null, counts: null },
      ]);
    });

    it('fills a column where the condition holds, twice as once', async () => {
      const change = { column: 'status', value: `element_at(attributes, 'told')`, where: `id = '1'` };
      for (let time = 0; time < 2; time++) {
        expect(await lake.schema.fill('told', change)).toBe(true);
        expect(await lake.rows('told')).toMatchObject([
          { id: '1', status: 'yes' },
          { id: '2', status: null },
        ]);
      }
    });

    it('says of a table of files whether its rows were filled', async () => {
      const filled = await lake.schema.fill('kept', { column: 'id', value: `'changed'`, where: 'true' });
      expect(filled).toBe(!lake.filesStand);
      expect(await lake.rows('kept')).toEqual([{ id: filled ? 'changed' : 'first' }]);
    });
  });
}
