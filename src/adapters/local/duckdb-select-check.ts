import { refusedSql } from '../../core/queries/refused-sql.ts';
import type { DuckDbLake } from './duckdb-lake.ts';

/** What json_serialize_sql makes of a text. */
interface Parsed {
  readonly error: boolean;
  readonly error_message?: string;
  readonly error_type?: string;
  /** Offset of the error, in bytes. */
  readonly position?: string;
  readonly statements?: readonly unknown[];
}

interface Node {
  /** Offset in the text, in bytes. */
  readonly query_location?: unknown;
  readonly type?: unknown;
  readonly class?: unknown;
  readonly [member: string]: unknown;
}

/** The error, with the place of what is looked at. */
type Refuse = (reason: string, location?: unknown) => Error;

/** Table functions that make rows of their arguments alone; others read files, settings or DuckDB itself. */
const TABLE_FUNCTIONS = new Set(['unnest', 'range', 'generate_series']);
/** Functions that do or tell more than what they are given. */
const FORBIDDEN_FUNCTIONS = new Set([
  'currval',
  'current_query',
  'current_setting',
  'getenv',
  'getvariable',
  'nextval',
  'query',
  'query_table',
  'sleep_ms',
  'write_log',
]);
/** Functions that make a value of any size of a number, outside of what DuckDB's memory limit counts; `sequence` has Athena's limit. */
const UNBOUNDED_FUNCTIONS = new Set(['array_resize', 'generate_series', 'list_resize', 'range', 'repeat']);
/** A name that cannot be one of a file; where `with` gives it in another place, it is no table. */
const PLAIN_NAME = /^[a-z_][a-z0-9_]*$/;
/** Names of DuckDB's own views, which need no schema before them. */
const OWN = /^(duckdb|pg|pragma|sqlite)_/;
/** Kinds of what may stand behind FROM, besides tables and table functions. */
const SOURCES = new Set(['BASE_TABLE', 'TABLE_FUNCTION', 'SUBQUERY', 'JOIN', 'EXPRESSION_LIST', 'EMPTY']);

/**
 * Has DuckDB parse a text and looks at what came of it.
 * @throws PlatformError `BadRequest` unless it is one SELECT over tables and views of the lake
 */
export async function checkLakeSelect(lake: Pick<DuckDbLake, 'withConnection'>, text: string): Promise<void> {
  /** @param location in bytes */
  const refuse: Refuse = (reason, location) => {
    const before = Buffer.from(text).subarray(0, Number(location)).toString();
    return refusedSql(reason, text, Number.isFinite(location) ? before.length : undefined);
  };
  const { parsed, tables } = await lake.withConnection(async (connection) => {
    const json = await connection.runAndReadAll('select json_serialize_sql($1::varchar)', [text]);
    const names = await connection.runAndReadAll(
      "select lower(table_name) from information_schema.tables where table_catalog = current_database() and table_schema = 'main'",
    );
    return {
      parsed: JSON.parse(String(json.getRows()[0]?.[0])) as Parsed,
      tables: new Set(names.getRows().map(([name]) => String(name))),
    };
  });
  if (parsed.error) {
    const isSyntax = parsed.error_type === 'parser';
    const reason = isSyntax ? parsed.error_message : 'only a SELECT is taken';
    throw refuse(String(reason), isSyntax ? Number(parsed.position) : undefined);
  }
  if (parsed.statements?.length !== 1)
    throw refuse(`one statement is taken, not ${parsed.statements?.length}`);
  const nodes = [...nodesOf(parsed.statements[0])];
  const known = new Set([...tables, ...nodes.flatMap(tableExpressions)]);
  for (const node of nodes) checkNode(node, known, (reason) => refuse(reason, node.query_location));
}

/** Names that `with` gives. */
function tableExpressions({ cte_map: ctes }: Node): string[] {
  const entries = (ctes as { map?: { key: string }[] } | undefined)?.map ?? [];
  return entries
    .map(({ key }) => key.toLowerCase())
    .filter((name) => PLAIN_NAME.test(name) && !OWN.test(name));
}

function checkNode(node: Node, known: ReadonlySet<string>, refuse: Refuse): void {
  if (node.class === 'FUNCTION') checkFunction(String(node.function_name).toLowerCase(), refuse);
  if (node.type === 'BASE_TABLE') checkTable(node, known, refuse);
  if (node.type === 'TABLE_FUNCTION') checkTableFunction(node, refuse);
  for (const source of [node.from_table, node.left, node.right]) checkSource(source, refuse);
}

function checkSource(source: unknown, refuse: Refuse): void {
  if (typeof source !== 'object' || source === null || 'class' in source) return; // an expression is no source
  const { type } = source as Node;
  if (SOURCES.has(String(type)) || String(type).endsWith('_NODE')) return;
  throw refuse(
    type === 'SHOW_REF' ? 'DESCRIBE and SHOW are not taken; GET /catalog tells' : `${type} is not taken`,
  );
}

function checkFunction(name: string, refuse: Refuse): void {
  if (FORBIDDEN_FUNCTIONS.has(name) || UNBOUNDED_FUNCTIONS.has(name))
    throw refuse(`the function ${name} is not taken`);
}

function checkTableFunction(node: Node, refuse: Refuse): void {
  const name = String((node.function as Node | undefined)?.function_name).toLowerCase();
  if (!TABLE_FUNCTIONS.has(name)) throw refuse(`the table function ${name} is not taken`);
}

function checkTable(node: Node, known: ReadonlySet<string>, refuse: Refuse): void {
  const name = String(node.table_name);
  const path = [node.catalog_name, node.schema_name].filter((part) => part !== '' && part !== 'main');
  if (path.length === 0 && known.has(name.toLowerCase())) return;
  throw refuse(`${[...path, name].join('.')} is no table of the lake; GET /catalog lists them`);
}

function* nodesOf(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Node;
  for (const part of Object.values(value)) yield* nodesOf(part);
}
