import type { Token, Tree } from 'dt-sql-parser/dist/parser/trino/index.js';
import { refusedSql } from '../../core/queries/refused-sql.ts';

/** A rule or a token of a statement. */
export interface SqlNode {
  /** Name of the grammar's rule; absent for a token. */
  readonly rule?: string;
  /** As written; of a rule without blanks and comments. */
  readonly text: string;
  /** Offset in the text, in UTF-16 units. */
  readonly place: number;
  readonly parts: readonly SqlNode[];
}

export interface ParsedSql {
  /** Rule `program`. */
  readonly program: SqlNode;
  /** The text with blanks for each comment, so that places stay as they are. */
  readonly plain: string;
}

/*
 * What keeps the parser from taking long (measured on Node 24): it goes down by a level for each bracket, a second for 200;
 * it looks ahead behind each bracket, so that each further query that is a value in a query doubles the time, half a second
 * for 8; large statements of many brackets take 0.4 ms a character when they are the first, and hardly any time afterwards.
 */
const MOST_BRACKETS = 100;
const MOST_QUERIES = 8;
const MOST_TOKENS = 10_000;
/** What a query begins with. */
const QUERY = /^(?:select|with|values|table)$/i;
const COMMENT = /^(?:--|\/\*)/;

/**
 * Parses a text by Trino's grammar, which is that of Athena's engine 3. The parser is loaded when it is first needed.
 * @throws PlatformError `BadRequest` for what the grammar does not know, and for what would take long to parse
 */
export async function parseTrino(text: string): Promise<ParsedSql> {
  const { TrinoSQL } = await import('dt-sql-parser/dist/parser/trino/index.js');
  const errors: { readonly message: string; readonly startLine: number; readonly startColumn: number }[] = [];
  const parser = new TrinoSQL().createParser(text, (error) => void errors.push(error));
  const tokens = parser.tokenStream.getTokens();
  const units = unitsBefore(text);
  if (tokens.length > MOST_TOKENS) throw refusedSql(`it has more than ${MOST_TOKENS} words and signs`, text);
  refuseNesting(
    tokens.filter(({ channel }) => channel === 0),
    ({ start }, reason) => refusedSql(reason, text, units(start)),
  );
  const tree = unlessTooDeep(text, () => parser.program());
  const [error] = errors;
  if (error) {
    const line = text.split('\n').slice(0, error.startLine - 1);
    const place = line.join('\n').length + (line.length > 0 ? 1 : 0) + error.startColumn - 1;
    throw refusedSql(wordsOf(error.message), text, place);
  }
  const nodeOf = (node: Tree): SqlNode => ({
    ...(node.ruleIndex !== undefined && { rule: parser.ruleNames[node.ruleIndex] }),
    get text() {
      return node.getText(); // of a rule it is put together, which few are asked for
    },
    place: units((node.symbol ?? node.start)?.start ?? 0),
    parts: (node.children ?? []).map(nodeOf),
  });
  const program = unlessTooDeep(text, () => nodeOf(tree));
  let plain = text;
  for (const { text: token = '', start, stop, channel } of tokens) {
    if (channel === 0 || !COMMENT.test(token)) continue;
    const [from, to] = [units(start), units(stop + 1)];
    plain = plain.slice(0, from) + plain.slice(from, to).replaceAll(/[^\n]/g, ' ') + plain.slice(to);
  }
  return { program, plain };
}

/** @throws what `refuse` makes of the first token that is nested too deep */
function refuseNesting(tokens: readonly Token[], refuse: (token: Token, reason: string) => Error): void {
  /** Whether each open bracket begins a query, be it behind further brackets. */
  const open: boolean[] = [];
  tokens.forEach((token, index) => {
    const { text = '' } = token;
    if (/^[([{]$/.test(text)) {
      let next = index;
      while (tokens[next]?.text === '(') next += 1;
      open.push(QUERY.test(tokens[next]?.text ?? ''));
    }
    if (/^[)\]}]$/.test(text)) open.pop();
    if (open.length > MOST_BRACKETS)
      throw refuse(token, `brackets are nested more than ${MOST_BRACKETS} deep`);
    if (open.filter(Boolean).length > MOST_QUERIES)
      throw refuse(token, `queries are nested more than ${MOST_QUERIES} deep; WITH can give them names`);
  });
}

/** Long sums are trees as deep as they are long. */
export function unlessTooDeep<T>(text: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw refusedSql('it is nested too deep', text);
    throw error;
  }
}

/** The parser counts code points. */
function unitsBefore(text: string): (points: number) => number {
  if (!/[\uD800-\uDBFF]/.test(text)) return (points) => points;
  const offsets = [0];
  for (const point of text) offsets.push((offsets.at(-1) as number) + point.length);
  return (points) => offsets[Math.min(points, offsets.length - 1)] as number;
}

/** What the parser says of itself says nothing to a person. */
function wordsOf(message: string): string {
  return /failed predicate/.test(message) ? 'something is missing or not closed here' : message;
}
