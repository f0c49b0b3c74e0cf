import { namesIn } from '../../compiler/definition-names.ts';
import type { Ports } from '../../ports/ports.ts';
import { fewAtOnce } from '../few-at-once.ts';
import { rowsWithin } from '../queries/reuse.ts';
import type { Statement } from '../statement.ts';
import { removedRows } from './changed-definitions.ts';
import type { DefinitionKey, DefinitionKind } from './definition-name.ts';

/** What is kept of the names of definitions that were deleted. */
export interface KeptNames {
  /** @param ownerId of a treatment its campaign, of an activity its journey */
  of(kind: DefinitionKind, id: string, ownerId?: string): string | undefined;
}

type NameRow = { kind: DefinitionKind; id: string; owner_id: string | null; name: string | null };

/** Seconds; the name of what was deleted changes no more. */
const MAX_AGE = 600;
/** Definitions of one statement. */
const AT_ONCE = 200;

/** How the lake is asked for names. */
export type ReadNames = (statement: Statement) => Promise<NameRow[]>;

/**
 * What deleted definitions and their parts were called last: the lake keeps it, and until a tick has brought it there,
 * the note of the deletion. Asks nothing when nothing is asked for.
 * @param read for whoever brings names into the lake, and may not wait for one who waits for them
 */
export async function keptNames(
  ports: Ports,
  keys: readonly DefinitionKey[],
  read: ReadNames = (statement) => rowsWithin<NameRow>(ports, statement, MAX_AGE),
): Promise<KeptNames> {
  const names = new Map<string, string>();
  const keep = (kind: string, id: string, owner: string | null, name: string | null) =>
    name !== null && names.set(placeOf(kind, id, owner), name);
  const noted = await fewAtOnce(keys, async (key) => (await removedRows(ports, key)) ?? key);
  const left: DefinitionKey[] = [];
  for (const found of noted) {
    if ('kind' in found) left.push(found);
    else for (const { kind, id, ownerId, name } of found) keep(kind, id, ownerId, name);
  }
  for (let from = 0; from < left.length; from += AT_ONCE) {
    const statement = namesIn(left.slice(from, from + AT_ONCE));
    for (const { kind, id, owner_id, name } of await read(statement)) keep(kind, id, owner_id, name);
  }
  return { of: (kind, id, ownerId) => names.get(placeOf(kind, id, ownerId ?? null)) };
}

/** The name of something deleted, for a sentence. */
export function asDeleted(name: string): string {
  return `${name} (deleted)`;
}

function placeOf(kind: string, id: string, ownerId: string | null): string {
  return JSON.stringify([kind, ownerId, id]);
}
