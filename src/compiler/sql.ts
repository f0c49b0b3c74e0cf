import type { BoundValue, SqlType, Statement } from '../core/statement.ts';

/** A piece of SQL with its bound values, made only by `sql`, `bound`, `rowLimit`, `join`, `identifier` and `typeName`. */
export class Sql {
  readonly text: string;
  readonly values: readonly BoundValue[];

  constructor(text: string, values: readonly BoundValue[]) {
    this.text = text;
    this.values = values;
  }

  statement(): Statement {
    return { text: this.text, values: this.values };
  }
}

/** Values whose SQL type is plain from their JavaScript type; others need `bound`. */
type Interpolated = Sql | string | number | boolean | Date;

/**
 * Builds SQL: pieces are nested, everything else is bound.
 * A string is bound as varchar, a number as double (use `bound` for a bigint), a Date as timestamp.
 */
export function sql(texts: TemplateStringsArray, ...parts: Interpolated[]): Sql {
  let text = texts[0] ?? '';
  const values: BoundValue[] = [];
  parts.forEach((part, index) => {
    const piece = part instanceof Sql ? part : bound(inferType(part), part);
    text += piece.text + (texts[index + 1] ?? '');
    values.push(...piece.values);
  });
  return new Sql(text, values);
}

/**
 * A value bound with its type. A varchar is a bare `?`, so that partition columns are compared
 * with the parameter directly; other types are cast, since an engine cannot know them.
 */
export function bound(type: SqlType, value: BoundValue['value']): Sql {
  return new Sql(type === 'varchar' ? '?' : `cast(? as ${type})`, [{ type, value }]);
}

/** The row count of a LIMIT, which takes a bare parameter and no cast. */
export function rowLimit(rows: number): Sql {
  return new Sql('?', [{ type: 'bigint', value: rows }]);
}

/** Pieces with a piece between them; `empty` when there are none. */
export function join(pieces: readonly Sql[], separator: Sql, empty: Sql = sql``): Sql {
  if (pieces.length === 0) return empty;
  return new Sql(
    pieces.map((piece) => piece.text).join(separator.text),
    pieces.flatMap((piece, index) => (index === 0 ? piece.values : [...separator.values, ...piece.values])),
  );
}

/**
 * A name that comes from a list in code, such as a column.
 * @throws Error when it is not a plain lower-case name
 */
export function identifier(name: string): Sql {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`Not a plain SQL name: ${name}`);
  return new Sql(name, []);
}

/**
 * The name of a type, as the lake's own definitions give it.
 * @throws Error when it holds anything but names, brackets and commas
 */
export function typeName(text: string): Sql {
  if (!/^[A-Za-z][\w ,()"[\]]*$/.test(text)) throw new Error(`Not the name of a type: ${text}`);
  return new Sql(text, []);
}

function inferType(value: string | number | boolean | Date): SqlType {
  if (typeof value === 'string') return 'varchar';
  if (typeof value === 'number') return 'double';
  if (typeof value === 'boolean') return 'boolean';
  return 'timestamp';
}
