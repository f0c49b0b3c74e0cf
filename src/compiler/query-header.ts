/** The comment that a file of `queries/` begins with, and the SQL below it. */
export interface QueryFile {
  /** Every text of a label, in order. */
  all(label: string): string[];
  /** @throws Error when the header lacks it */
  one(label: string): string;
  readonly body: string;
}

/** Reads `-- label: text`. A field goes on over lines that are indented behind the dashes. */
export function readQueryFile(text: string): QueryFile {
  const fields = [...text.matchAll(/^-- (\w+):[ \t]*(.+(?:\n-- {2,}.+)*)/gm)];
  const all = (label: string) =>
    fields
      .filter(([, found]) => found === label)
      .map(([, , field = '']) => field.replaceAll(/\n--\s*/g, ' ').trim());
  return {
    all,
    one(label) {
      const [found] = all(label);
      if (!found) throw new Error(`Query header lacks "${label}:" in ${text.slice(0, 60)}`);
      return found;
    },
    body: text.replace(/^(?:--[^\n]*\n)+/, '').trim(),
  };
}
