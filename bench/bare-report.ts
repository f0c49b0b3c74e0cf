/** DuckDB with its defaults: reads lists of statements, one a line, and writes their rows, one list a line. */
import { createInterface } from 'node:readline';
import { DuckDBInstance } from '@duckdb/node-api';

const instance = await DuckDBInstance.create(process.env.FILE as string, { access_mode: 'READ_ONLY' });
const connection = await instance.connect();
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const answers: unknown[] = [];
  for (const statement of JSON.parse(line) as string[]) {
    const rows = (await connection.runAndReadAll(statement)).getRowsJson();
    answers.push(rows);
  }
  console.log(JSON.stringify(answers));
}
