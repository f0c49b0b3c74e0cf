import type { Document } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import type { DefinitionKey, DefinitionName } from './definition-name.ts';

/*
 * Which definitions have changed since their names were brought into the lake. An entry is written before the change
 * and stays until the change must be over, so that a crash between the two loses no name.
 */

const CHANGED = 'changed-definitions';
/** A request that changes a definition has ended by then, or never will. */
const CHANGE_MS = 60_000;
const PAGE = 100;

interface ChangedDefinition extends DefinitionKey {
  /** ISO 8601, UTC. */
  readonly notedAt: string;
  /** Of one that is about to be deleted: what it was called until now. */
  readonly last?: readonly DefinitionName[];
}

export type Documents = Pick<Ports, 'documents' | 'clock'>;

/** To be called before a campaign, journey or segment is written. */
export async function noteChange({ documents, clock }: Documents, key: DefinitionKey): Promise<void> {
  await documents.put<ChangedDefinition>(placeOf(key), { ...key, notedAt: clock.now().toISOString() });
}

/** To be called before it is deleted. @param last its rows */
export async function noteRemoval(
  { documents, clock }: Documents,
  key: DefinitionKey,
  last: readonly DefinitionName[],
): Promise<void> {
  await documents.put<ChangedDefinition>(placeOf(key), {
    ...key,
    notedAt: clock.now().toISOString(),
    last,
  });
}

/** A page of what has changed, behind an earlier one. */
export function changedDefinitions(
  { documents }: Pick<Ports, 'documents'>,
  after?: string,
): Promise<Document<ChangedDefinition>[]> {
  return documents.query<ChangedDefinition>(CHANGED, '', {
    limit: PAGE,
    ...(after !== undefined && { after }),
  });
}

/** Forgets what the lake knows now; what may be changing still, or has changed since, stays. */
export async function forgetChange(
  { documents, clock }: Documents,
  { key, value, version }: Document<ChangedDefinition>,
): Promise<void> {
  if (clock.now().getTime() - Date.parse(value.notedAt) < CHANGE_MS) return;
  await documents.delete(key, { ifVersion: version }).catch(() => undefined); // changed since, or another was faster
}

function placeOf({ applicationId, kind, id }: DefinitionKey) {
  return { partition: CHANGED, sort: `${applicationId}#${kind}#${id}` };
}

/** The rows that a definition had when it was deleted, until the lake has them; `undefined` when none are noted. */
export async function removedRows(
  { documents }: Pick<Ports, 'documents'>,
  key: DefinitionKey,
): Promise<DefinitionName[] | undefined> {
  const noted = (await documents.get<ChangedDefinition>(placeOf(key)))?.value;
  return noted?.last && lastRows(noted);
}

/** The rows of an entry's definition, as documents keep them. */
export function lastRows({ last = [] }: ChangedDefinition): DefinitionName[] {
  return last.map((row) => ({ ...row, changedAt: new Date(row.changedAt) }));
}
