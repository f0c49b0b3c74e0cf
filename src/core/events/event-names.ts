import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import { LIMITS } from './limits.ts';
import type { ReportedEvent } from './parse-event.ts';

const KINDS = ['types', 'attributeKeys', 'metricKeys'] as const;
type Kind = (typeof KINDS)[number];
type Names = Readonly<Record<Kind, readonly string[]>>;

const WORDS: Readonly<Record<Kind, string>> = {
  types: 'custom event types',
  attributeKeys: 'attribute keys',
  metricKeys: 'metric keys',
};
const NONE: Names = { types: [], attributeKeys: [], metricKeys: [] };
const keyOf = (applicationId: string) => ({
  partition: applicationPartition(applicationId),
  sort: 'event-names',
});

/** The custom event types, attribute keys and metric keys that an application's events have. */
export interface EventNames {
  /**
   * Takes in an event's names.
   * @throws PlatformError `BadRequest` when the application would have too many; then it takes in none
   */
  add(event: ReportedEvent): void;
  /** Notes what is new, if anything is. Two requests at once may together pass a limit. */
  store(): Promise<void>;
}

export async function eventNamesOf(ports: Ports, applicationId: string): Promise<EventNames> {
  const stored = (await ports.documents.get<Names>(keyOf(applicationId)))?.value ?? NONE;
  const names = Object.fromEntries(KINDS.map((kind) => [kind, new Set(stored[kind])])) as Record<
    Kind,
    Set<string>
  >;
  let changed = false;
  return {
    add(event) {
      const added = KINDS.map((kind) => [kind, newNames(names[kind], namesIn(event, kind))] as const);
      for (const [kind, fresh] of added) {
        if (fresh.length === 0 || names[kind].size + fresh.length <= LIMITS[kind]) continue;
        throw new PlatformError(
          'BadRequest',
          `With ${fresh.join(', ')} the application would have over ${LIMITS[kind]} ${WORDS[kind]}`,
        );
      }
      for (const [kind, fresh] of added) {
        for (const name of fresh) names[kind].add(name);
        changed ||= fresh.length > 0;
      }
    },

    async store() {
      if (!changed) return;
      try {
        await changeDocument<Names>(ports.documents, keyOf(applicationId), (found = NONE) => ({
          types: [...new Set([...found.types, ...names.types])].sort(),
          attributeKeys: [...new Set([...found.attributeKeys, ...names.attributeKeys])].sort(),
          metricKeys: [...new Set([...found.metricKeys, ...names.metricKeys])].sort(),
        }));
      } catch (error) {
        // Many new requests at once: whoever uses the names next notes them.
        if (!(error instanceof PlatformError && error.code === 'Conflict')) throw error;
      }
    },
  };
}

/** Standard types begin with an underscore and do not count. */
function namesIn(event: ReportedEvent, kind: Kind): string[] {
  if (kind === 'types') return event.EventType.startsWith('_') ? [] : [event.EventType];
  return Object.keys(kind === 'attributeKeys' ? event.Attributes : event.Metrics);
}

const newNames = (known: ReadonlySet<string>, names: readonly string[]) =>
  names.filter((name) => !known.has(name));
