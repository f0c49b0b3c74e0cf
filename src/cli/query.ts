import { type Command, readArguments, UsageError } from './command.ts';
import { tableLines } from './format.ts';

interface QueryAnswer {
  readonly columns: readonly (string | { readonly name: string })[];
  readonly rows: readonly (readonly unknown[] | Readonly<Record<string, unknown>>)[];
}

/** Runs a named query. */
export const query: Command = {
  name: 'query',
  summary: 'run a named query of queries/ and print its rows',
  usage: `touchpoint query NAME [--param name=value]... [--json]

  --param name=value   a parameter that the query declares; once for each
  --json               the answer as the stage gave it`,
  async run({ args, terminal, stage }) {
    const { values, positionals } = readArguments(
      args,
      { param: { type: 'string', multiple: true }, json: { type: 'boolean' } },
      { least: 1, most: 1 },
    );
    const parameters = Object.fromEntries((values.param ?? []).map(readParameter));
    const path = `/queries/${encodeURIComponent(positionals[0] as string)}`;
    const client = await stage();
    const answer = await client.call<QueryAnswer>(path, { query: parameters });
    if (values.json) {
      terminal.line(JSON.stringify(answer, null, 2));
      return;
    }
    const names = answer.columns.map((column) => (typeof column === 'string' ? column : column.name));
    const rows = answer.rows.map((row) =>
      names.map((name, index) =>
        cell(Array.isArray(row) ? row[index] : (row as Record<string, unknown>)[name]),
      ),
    );
    for (const line of tableLines(
      names.map((title) => ({ title })),
      rows,
    ))
      terminal.line(line);
  },
};

function readParameter(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--param ${text} has no name=value`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
