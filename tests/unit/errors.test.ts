import { describe, expect, it } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { DatabaseSync } from 'node:sqlite';
import { PlatformError } from '../../src/core/errors.ts';
import { kmeans } from 'ml-kmeans';
import { StateMachine } from 'aws-local-stepfunctions';
import { parse } from 'yaml';
import { Hono } from 'hono';
describe('PlatformError', () => {
  it('is named after its code', async () => {
    expect(new PlatformError('NotFound', 'x').name).toBe('NotFound');
    const db = await DuckDBInstance.create(':memory:');
    const c = await db.connect();
    console.log((await c.runAndReadAll('select 1')).getRowsJson(), import.meta.url, typeof DatabaseSync, typeof kmeans, typeof StateMachine, typeof parse, typeof Hono);
  });
});
