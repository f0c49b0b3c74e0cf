import type { Document } from '../../ports/document-store.ts';
import type { ErasablePlace, ErasedValue, ErasureOrder, ErasureTurn } from '../../ports/erasable-place.ts';
import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { removeApplicationDocuments } from '../apps/remove-documents.ts';
import { allDocuments } from '../documents.ts';
import { addressKey } from '../endpoints/endpoint-id.ts';
import { PlatformError } from '../errors.ts';
import {
  eraseAddress,
  type LogEntry,
  removeAddresses,
  suppressionLogOf,
} from '../suppression/suppression-log.ts';
import { addressOf, byApplication, type ErasedValues, erasedValues } from './erased-values.ts';

/** Documents that one turn reads. */
const A_TURN = 5000;
const PAGE = 500;
const DAY_MS = 86_400_000;

/**
 * Partitions beside the applications' own that may name persons: answers kept for repeated requests, executions of
 * machines (the local stage's), uploads with the endpoints that they refused.
 */
const SHARED = ['idempotency', 'executions', 'uploads'];

/** For how long documents of a kind are kept from now on, when they are written anew; others stay for good. */
const KEPT_DAYS: readonly [partition: RegExp, sort: RegExp, days: number][] = [
  [/^idempotency$/, /./, 1],
  [/^app#/, /^batch#/, 90],
];
/** Nothing but what is told to nobody, and is over in minutes: it is removed rather than changed. */
const PASSING = /^otp#/;

interface Place {
  readonly partition: string;
  /** Entries of the suppression log are removed, all else is made anonymous. */
  readonly log: boolean;
  readonly values: readonly ErasedValue[];
}

/** The documents: suppressed addresses stay as keyed hashes, all else loses its persons. */
export function documentsPlace(ports: Ports): ErasablePlace {
  return {
    name: 'documents',
    async erase({ values }: ErasureOrder, next): Promise<ErasureTurn> {
      const people = values.filter(({ kind }) => kind !== 'application');
      const places = placesOf(people);
      const from = next === undefined ? { place: 0 } : (JSON.parse(next) as Cursor);
      const counts = counter();
      if (next === undefined && values.length > 0) {
        await forgetAnswers(ports);
        for (const value of values) if (value.kind === 'application') await removeLate(ports, value, counts);
        await eraseAddresses(ports, people, counts);
      }
      let left = A_TURN;
      for (let at = from.place; at < places.length; at++) {
        const place = places[at] as Place;
        const matcher = erasedValues(place.values);
        for (let after = at === from.place ? from.after : undefined; ; ) {
          const page: Document<unknown>[] = await ports.documents.query(place.partition, '', {
            limit: PAGE,
            ...(after !== undefined && { after }),
          });
          if (page.length === 0) break;
          for (const document of page) await eraseDocument(ports, place, document, matcher, counts);
          after = page.at(-1)?.key.sort;
          left -= page.length;
          if (left <= 0)
            return { counts: counts.found, next: JSON.stringify({ place: at, after } satisfies Cursor) };
        }
      }
      return { counts: counts.found };
    },
  };
}

interface Cursor {
  readonly place: number;
  readonly after?: string;
}

function placesOf(values: readonly ErasedValue[]): Place[] {
  if (values.length === 0) return [];
  const own = [...byApplication(values)].flatMap(([applicationId, theirs]): Place[] => [
    { partition: suppressionLogOf(applicationId), log: true, values: theirs },
    { partition: applicationPartition(applicationId), log: false, values: theirs },
  ]);
  return [...own, ...SHARED.map((partition) => ({ partition, log: false, values }))];
}

/** Kept results of queries go as a whole (`Ports.erasable`), and so does what leads to them. */
async function forgetAnswers({ documents }: Ports): Promise<void> {
  for (const { key } of await allDocuments(documents, 'queries', '')) await documents.delete(key);
}

/** What somebody who was at it when the application was deleted has written since. */
async function removeLate(
  ports: Ports,
  { applicationId, erasureId }: ErasedValue,
  counts: Counter,
): Promise<void> {
  await ports.endpoints.removeAll(applicationId);
  await removeAddresses(ports.documents, applicationId);
  const removed = await removeApplicationDocuments(ports, applicationId);
  if (removed > 0) counts.add(erasureId, 'documents', removed);
}

/** An address that an endpoint has again is not forgotten. */
async function eraseAddresses(ports: Ports, values: readonly ErasedValue[], counts: Counter): Promise<void> {
  for (const value of values) {
    if (value.kind !== 'address' || value.until) continue;
    const known = await eraseAddress(ports, value.applicationId, addressOf(value));
    if (known) counts.add(value.erasureId, 'suppressions');
  }
}

async function eraseDocument(
  { documents, clock }: Ports,
  { partition, log, values }: Place,
  document: Document<unknown>,
  matcher: ErasedValues,
  counts: Counter,
): Promise<void> {
  if (log) {
    const { channelType, address } = document.value as LogEntry;
    const key = addressKey(channelType, address);
    const met = values.find(({ kind, value, until }) => kind === 'address' && value === key && !until);
    if (!met) return;
    await documents.delete(document.key);
    counts.add(met.erasureId, 'suppressions');
    return;
  }
  for (let found: Document<unknown> | undefined = document; found; found = await documents.get(found.key)) {
    const { value, met } = matcher.redact(found.value);
    if (met.size === 0) return;
    try {
      if (PASSING.test(found.key.sort)) await documents.delete(found.key, { ifVersion: found.version });
      else
        await documents.put(found.key, value, {
          ifVersion: found.version,
          ...keptFrom(partition, found, clock.now()),
        });
      for (const erasureId of met) counts.add(erasureId, 'documents');
      return;
    } catch (error) {
      // Its owner was faster: what it is now is looked at.
      if (!(error instanceof PlatformError && error.code === 'Conflict')) throw error;
    }
  }
}

function keptFrom(partition: string, { key }: Document<unknown>, now: Date): { expiresAt?: Date } {
  const rule = KEPT_DAYS.find(([of, sort]) => of.test(partition) && sort.test(key.sort));
  return rule ? { expiresAt: new Date(now.getTime() + rule[2] * DAY_MS) } : {};
}

/** Counts by erasure and name. */
export interface Counter {
  readonly found: Record<string, Record<string, number>>;
  add(erasureId: string, name: string, count?: number): void;
}

export function counter(): Counter {
  const found: Record<string, Record<string, number>> = {};
  return {
    found,
    add(erasureId, name, count = 1) {
      const own = found[erasureId] ?? {};
      own[name] = (own[name] ?? 0) + count;
      found[erasureId] = own;
    },
  };
}
