import { readQueryFile } from './query-header.ts';

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
  const { one, body } = readQueryFile(text);
  const reads = one('reads')
    .replaceAll(/ ?\([^)]*\)/g, '')
    .split(', ');
  return { name: one('name'), grain: one('grain'), returns: one('returns'), reads, body };
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
