import type { StageClient } from '../runtime/stage-client.ts';
import { type Command, CommandError, readArguments, UsageError } from './command.ts';
import { count, tableLines } from './format.ts';
import type { Terminal } from './terminal.ts';

/** A page of a result, or the execution while there is none. */
interface QueryAnswer {
  readonly id?: string;
  readonly state?: string;
  readonly rows: readonly Row[] | number | undefined;
  readonly columns?: readonly { readonly name: string }[];
  readonly next?: string;
}

type Row = Readonly<Record<string, unknown>>;

interface Page extends QueryAnswer {
  readonly execution: string;
  readonly rows: readonly Row[];
  readonly columns: readonly { readonly name: string }[];
}

/** Rows of one page, and of an answer when no other number is named. */
const PAGE_ROWS = 1000;

/** Runs a named query, or somebody's own SELECT. */
export const query: Command = {
  name: 'query',
  summary: 'run a named query of queries/, or a SELECT of your own, and print its rows',
  usage: `touchpoint query NAME [--param name=value]... [--limit N] [--json]
       touchpoint query --sql 'select …' [--limit N] [--json]

  --param name=value   a parameter that the query declares; once for each
  --sql TEXT           one SELECT over the lake; needs a key with the scope admin
  --limit N            at most so many rows; 1,000 when not given
  --json               columns and rows as the stage gave them`,
  async run({ args, terminal, stage }) {
    const { values, positionals } = readArguments(
      args,
      {
        param: { type: 'string', multiple: true },
        sql: { type: 'string' },
        limit: { type: 'string' },
        json: { type: 'boolean' },
      },
      { least: 0, most: 1 },
    );
    const [name] = positionals;
    if ((name === undefined) === (values.sql === undefined))
      throw new UsageError('a name or --sql is needed');
    const limit = readLimit(values.limit);
    const client = await stage();
    const options = { limit: String(Math.min(limit, PAGE_ROWS)) };
    const path = name === undefined ? '/queries' : `/queries/${encodeURIComponent(name)}`;
    const asked =
      values.sql === undefined
        ? { query: { ...Object.fromEntries((values.param ?? []).map(readParameter)), ...options } }
        : { method: 'POST' as const, json: { sql: values.sql }, query: options };
    const first = await client.call<QueryAnswer>(path, asked);
    const page = await allRows(client, await whenReady(client, terminal, first, options), limit);
    terminal.status('');
    if (values.json) terminal.line(JSON.stringify(page, null, 2));
    else printTable(terminal, page);
  },
};

/** Asks again until there is a result; the stage itself lets each asking wait for a while. */
async function whenReady(
  client: StageClient,
  terminal: Terminal,
  first: QueryAnswer,
  query: Record<string, string>,
): Promise<Page> {
  let answer = first;
  while (!isPage(answer)) {
    const soFar = typeof answer.rows === 'number' ? `, ${count(answer.rows)} rows so far` : '';
    terminal.status(`${answer.state?.toLowerCase()}${soFar}`);
    answer = await client.call<QueryAnswer>(`/queries/executions/${first.id}/results`, { query });
  }
  return answer;
}

/** The first page with the rows of those behind it. */
async function allRows(client: StageClient, first: Page, limit: number): Promise<Page> {
  const rows = [...first.rows];
  let next = first.next;
  while (next !== undefined && rows.length < limit) {
    const size = String(Math.min(limit - rows.length, PAGE_ROWS));
    const page: Page = await client.call(`/queries/executions/${first.execution}/results`, {
      query: { next, limit: size },
    });
    rows.push(...page.rows);
    next = page.next;
  }
  return { ...first, rows, next };
}

function isPage(answer: QueryAnswer): answer is Page {
  if (Array.isArray(answer.rows)) return true;
  if (answer.id === undefined) throw new CommandError('the stage answered neither rows nor an execution');
  return false;
}

function printTable(terminal: Terminal, { columns, rows, next }: Page): void {
  const titles = columns.map(({ name: title }) => ({ title }));
  const cells = rows.map((row) => columns.map(({ name }) => cell(row[name])));
  for (const line of tableLines(titles, cells)) terminal.line(line);
  if (next !== undefined)
    terminal.line(terminal.paint('dim', `… more than ${count(rows.length)} rows; --limit shows more`));
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return PAGE_ROWS;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`--limit ${text} is no number of rows`);
}

function readParameter(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--param ${text} has no name=value`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
