export interface ViewColumn {
  readonly name: string;
  /** Athena's name of the type: `varchar`, `timestamp`, `array(varchar)`, `map(varchar,varchar)`. */
  readonly type: string;
}

/** A file of `queries/views/`: a view of the lake, by which others read it. */
export interface LakeView {
  readonly name: string;
  readonly grain: string;
  /** Columns with their types and units. */
  readonly returns: string;
  /** Tables and views that it stands on. */
  readonly reads: readonly string[];
  /** Athena's SELECT. */
  readonly body: string;
}

/** @throws Error when the header lacks a field */
export function parseView(text: string): LakeView {
  const field = (label: string): string => {
    const found = new RegExp(`^-- ${label}:\\s*(.+(?:\\n--  +.+)*)`, 'm').exec(text)?.[1];
    if (!found) throw new Error(`View header lacks "${label}:" in ${text.slice(0, 60)}`);
    return found.replaceAll(/\n--\s*/g, ' ').trim();
  };
  const reads = field('reads')
    .replaceAll(/\([^)]*\)/g, '')
    .split(',')
    .map((name) => name.trim());
  const body = text.replace(/^(?:--[^\n]*\n)+/, '').trim();
  return { name: field('name'), grain: field('grain'), returns: field('returns'), reads, body };
}

/** The columns that a header's `returns` lists, such as `opens bigint, sent_at timestamp (first)`. */
export function viewColumns({ returns }: Pick<LakeView, 'returns'>): ViewColumn[] {
  const column = /(\w+) (map\([^)]*\)|array\([^)]*\)|\w+)(?: \([^)]*\))?(?:, |$)/g;
  return [...returns.matchAll(column)].map(([, name = '', type = '']) => ({ name, type }));
}

/**
 * Views in an order in which each comes after those it stands on.
 * @throws Error when they stand on each other
 */
export function inOrderOfNeed(views: readonly LakeView[]): LakeView[] {
  const ordered: LakeView[] = [];
  let left = [...views];
  while (left.length > 0) {
    const names = new Set(left.map(({ name }) => name));
    const ready = left.filter(({ reads }) => !reads.some((name) => names.has(name)));
    if (ready.length === 0) throw new Error(`Views stand on each other: ${[...names].join(', ')}`);
    ordered.push(...ready);
    left = left.filter((view) => !ready.includes(view));
  }
  return ordered;
}
