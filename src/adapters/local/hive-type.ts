/**
 * DuckDB's spelling of a Hive type, such as `map<string,array<string>>` or
 * `struct<mail:struct<to:array<string>>,send:map<string,string>>`.
 * @throws Error for brackets that do not match
 */
export function duckDbType(hiveType: string): string {
  const [, kind, inner] = /^(map|array|struct)<(.*)>$/.exec(hiveType) ?? [];
  if (kind === undefined || inner === undefined) return hiveType === 'string' ? 'varchar' : hiveType;
  const parts = splitTopLevel(inner);
  if (kind === 'array') return `${duckDbType(inner)}[]`;
  if (kind === 'map') return `map(${parts.map(duckDbType).join(', ')})`;
  return `struct(${parts.map(member).join(', ')})`;
}

/** `name:type`, the name quoted since DuckDB's words may be names in Hive. */
function member(text: string): string {
  const colon = text.indexOf(':');
  return `"${text.slice(0, colon)}" ${duckDbType(text.slice(colon + 1))}`;
}

/** Splits at the commas that stand in no brackets. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '<' || character === '(') depth++;
    else if (character === '>' || character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  if (depth !== 0) throw new Error(`The brackets of the type ${text} do not match`);
  return [...parts, text.slice(start)];
}
