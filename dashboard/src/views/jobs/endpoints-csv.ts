type Json = Readonly<Record<string, unknown>>;

/**
 * Endpoints as a CSV file that an import reads: a column for each member that one of them has, as often as it has
 * values. It begins with a byte order mark, by which Excel knows UTF-8.
 */
export function endpointsCsv(endpoints: readonly Json[]): string {
  const rows = endpoints.map((endpoint) => valuesOf(endpoint));
  const widths = new Map<string, number>();
  for (const row of rows) {
    for (const [path, values] of row) widths.set(path, Math.max(widths.get(path) ?? 1, values.length));
  }
  const columns = [...widths]
    .sort(([left], [right]) => rank(left) - rank(right) || left.localeCompare(right))
    .flatMap(([path, width]) => Array.from({ length: width }, (_, place) => ({ path, place })));
  const lines = rows.map((row) => columns.map(({ path, place }) => row.get(path)?.[place] ?? ''));
  return `\ufeff${[columns.map(({ path }) => path), ...lines].map(csvLine).join('')}`;
}

/** What people look for first. */
const FIRST = ['ChannelType', 'Address', 'Id', 'User.UserId', 'OptOut'];
const rank = (path: string) => (FIRST.includes(path) ? FIRST.indexOf(path) : FIRST.length);

/** `{ User: { UserAttributes: { Topic: ['x', 'y'] } } }` as `User.UserAttributes.Topic` → x, y. */
function valuesOf(value: unknown, path = '', found = new Map<string, string[]>()): Map<string, string[]> {
  if (Array.isArray(value)) found.set(path, value.map(String));
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      valuesOf(member, path === '' ? name : `${path}.${name}`, found);
    }
  } else if (value !== null && value !== undefined) found.set(path, [String(value)]);
  return found;
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')}\r\n`;
}
