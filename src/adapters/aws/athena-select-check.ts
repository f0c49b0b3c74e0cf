import { refusedSql } from '../../core/queries/refused-sql.ts';
import type { Statement } from '../../core/statement.ts';
import { parseTrino, type SqlNode, unlessTooDeep } from './trino-syntax.ts';

/** Words that tell of the account and its settings, not of the lake. */
const OF_THE_ACCOUNT = /^current_(?:user|role|catalog|schema|path)$/i;
/** Rules that stand for nothing that a SELECT of an analyst needs. */
const NOT_TAKEN: Readonly<Record<string, string>> = {
  withFunction: 'functions of its own are not taken',
  tableFunctionCall: 'table functions are not taken',
  queryPeriod: 'earlier versions of a table are not taken',
};

/**
 * Looks at what the grammar makes of a text.
 * @param tables names of the lake's tables and views
 * @param rows the most that the engine shall give: the statement's own LIMIT where it has none
 * @returns the statement to run: without comments, so that nothing but what was looked at is sent
 * @throws PlatformError `BadRequest` unless it is one SELECT over them with a `?` for each value
 */
export async function checkAthenaSelect(
  { text, values }: Statement,
  tables: ReadonlySet<string>,
  rows: number,
): Promise<Statement> {
  const { program, plain } = await parseTrino(text);
  const refuse = (reason: string, { place }: SqlNode) => refusedSql(reason, text, place);
  const statements = partsOf(program, 'statements').flatMap((some) => partsOf(some, 'singleStatement'));
  const [single, second] = statements;
  if (single === undefined || second !== undefined) {
    throw refusedSql(`one statement is taken, not ${statements.length}`, text, second?.place);
  }
  const [statement] = partsOf(single, 'statement');
  const [root] = statement?.parts ?? [];
  if (root?.rule !== 'rootQuery' || statement?.parts.length !== 1) {
    throw refuse('only a SELECT is taken', single);
  }
  let placeholders = 0;

  function check(node: SqlNode, known: ReadonlySet<string>): void {
    const { rule = 'token', parts } = node;
    const notTaken = NOT_TAKEN[rule];
    if (notTaken !== undefined) throw refuse(notTaken, node);
    if (rule === 'functionName' && parts.some((name) => name.parts.length > 1)) {
      throw refuse(`${node.text} is no function of the engine's own`, node);
    }
    if (rule === 'token') checkToken(node);
    else if (rule === 'identifier') checkIdentifier(node);
    else if (rule === 'tableRef' || rule === 'viewRef') checkTable(node, known);
    else if (rule === 'query') checkQuery(node, known);
    else if (isPlaceholder(node)) placeholders += 1;
    else for (const part of parts) check(part, known);
  }

  /** What `with` names is known behind it, and in itself where it is recursive. */
  function checkQuery({ parts }: SqlNode, known: ReadonlySet<string>): void {
    let within = known;
    for (const part of parts) {
      if (part.rule !== 'with') {
        check(part, within);
        continue;
      }
      const isRecursive = part.parts.some(({ text: word }) => /^recursive$/i.test(word));
      for (const named of partsOf(part, 'namedQuery')) {
        const [identifier] = partsOf(named, 'identifier');
        const behind = new Set([...within, nameOf(identifier)]);
        for (const inner of named.parts) check(inner, isRecursive ? behind : within);
        within = behind;
      }
    }
  }

  function checkTable(node: SqlNode, known: ReadonlySet<string>): void {
    const names = partsOf(node, 'identifier');
    for (const name of names) checkIdentifier(name);
    if (names.length === 1 && known.has(nameOf(names[0]))) return;
    throw refuse(`${names.map(nameOf).join('.')} is no table of the lake; GET /catalog lists them`, node);
  }

  function checkIdentifier(node: SqlNode): void {
    if (/^(?:[`\d]|""$)/.test(node.text)) throw refuse(`${node.text} is no name; quotes are "`, node);
  }

  function checkToken(node: SqlNode): void {
    if (OF_THE_ACCOUNT.test(node.text)) throw refuse(`${node.text} is not taken`, node);
    if (node.text === '?') throw refuse('a ? may stand for a value only', node);
  }

  unlessTooDeep(text, () => check(root, tables));
  if (placeholders !== values.length) {
    throw refusedSql(`it has ${placeholders} placeholders for ${values.length} parameters`, text);
  }
  const end = partsOf(single, undefined).find((token) => token.text === ';')?.place ?? plain.length;
  const body = plain.slice(0, end).trimEnd();
  return { text: isLimited(root) ? body : `${body}\nlimit ${rows}`, values };
}

/** A value, or the number of rows. */
function isPlaceholder({ rule, parts }: SqlNode): boolean {
  const takesOne = rule === 'primaryExpression' || rule === 'rowCount' || rule === 'limitRowCount';
  return takesOne && parts.length === 1 && parts[0]?.rule === undefined && parts[0]?.text === '?';
}

function isLimited(root: SqlNode): boolean {
  const outermost = partsOf(root, 'query').flatMap((query) => partsOf(query, 'queryNoWith'));
  return outermost.some(({ parts }) => parts.some(({ text }) => /^(?:limit|fetch)$/i.test(text)));
}

function partsOf({ parts }: SqlNode, rule: string | undefined): SqlNode[] {
  return parts.filter((part) => part.rule === rule);
}

/** As the engine compares names, whether they stand in quotes or not. */
function nameOf(identifier?: SqlNode): string {
  const text = identifier?.text ?? '';
  const bare = text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
  return bare.toLowerCase();
}
