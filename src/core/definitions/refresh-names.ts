import { createHash } from 'node:crypto';
import { mergeNames, storedNames } from '../../compiler/definition-names.ts';
import type { Ports } from '../../ports/ports.ts';
import { allApps } from '../apps/apps.ts';
import { findCampaign, readDefinition } from '../campaigns/campaign-documents.ts';
import { PlatformError } from '../errors.ts';
import type { JourneyDefinition } from '../journeys/journey.ts';
import { allJourneys, findJourney } from '../journeys/journey-documents.ts';
import { segmentNamesFor } from '../journeys/journey-segments.ts';
import { findSegment } from '../segments/segment-documents.ts';
import { changedDefinitions, forgetChange, lastRows } from './changed-definitions.ts';
import { type DefinitionKey, type DefinitionName, rowKey, saysTheSame } from './definition-name.ts';
import { campaignRows, journeyRows, segmentRows } from './definition-rows.ts';

/** No further page is begun after that long; the next tick goes on. */
const TURN_MS = 20_000;
/** Bytes of one statement's values, far within Athena's 262,144 of a statement. */
const MERGE_BYTES = 60_000;

/**
 * Brings the names of definitions that changed into the lake's `definition_names`. Safe to call at any time, twice,
 * late, and by two at once: a row is changed by a newer one only, and where the table is being written by another the
 * next call goes on.
 * @returns how many rows were new or different
 */
export async function refreshNames(ports: Ports): Promise<number> {
  const begun = ports.clock.now().getTime();
  let changed = 0;
  for (let after: string | undefined; ports.clock.now().getTime() - begun < TURN_MS; ) {
    const page = await changedDefinitions(ports, after);
    if (page.length === 0) break;
    const apps = new Set(await allApps(ports));
    const living = page.filter(({ value }) => apps.has(value.applicationId)); // an erasure has all else
    const fresh: DefinitionName[] = [];
    for (const { value } of living) {
      const rows = await currentRows(ports, value);
      fresh.push(...(rows ?? lastRows(value).map((row) => gone(row, ports))));
    }
    const keys = living.map(({ value }) => value);
    const asked = [...keys, ...(await journeysThatName(ports, keys, fresh))];
    const merged = await merge(ports, asked, fresh).catch(ifBusy);
    if (merged === undefined) break;
    changed += merged;
    for (const entry of page) await forgetChange(ports, entry);
    after = page.at(-1)?.key.sort;
  }
  return changed;
}

/** What changed is still listed when the lake could not take it now. */
function ifBusy(error: unknown): undefined {
  if (error instanceof PlatformError && error.code === 'Throttled') return;
  throw error;
}

/** Asked of the lake itself: an answer that is under way for another may wait for this very refresh. */
function namesFor(ports: Ports, applicationId: string, journeys: readonly JourneyDefinition[]) {
  return segmentNamesFor(ports, applicationId, journeys, (statement) => ports.queries.query(statement));
}

/** Of a definition; `undefined` when it is deleted. */
async function currentRows(
  ports: Ports,
  { applicationId, kind, id }: DefinitionKey,
): Promise<DefinitionName[] | undefined> {
  if (kind === 'campaign') {
    const campaign = await findCampaign(ports, { applicationId, campaignId: id });
    return campaign && campaignRows(campaign, await readDefinition(ports, campaign));
  }
  if (kind === 'journey') {
    const stored = await findJourney(ports, applicationId, id);
    return stored && journeyRows(stored.journey, await namesFor(ports, applicationId, [stored.journey]));
  }
  const segment = await findSegment(ports, applicationId, id);
  return segment && segmentRows(segment);
}

/** A split over a segment is called after it: the rows of such journeys are added to `fresh`. @returns the journeys */
async function journeysThatName(
  ports: Ports,
  changed: readonly DefinitionKey[],
  fresh: DefinitionName[],
): Promise<DefinitionKey[]> {
  const segments = changed.filter(({ kind }) => kind === 'segment');
  const found: DefinitionKey[] = [];
  for (const applicationId of new Set(segments.map((segment) => segment.applicationId))) {
    const ids = segments.filter((segment) => segment.applicationId === applicationId).map(({ id }) => id);
    const naming = (await allJourneys(ports, applicationId))
      .map(({ journey }) => journey)
      .filter((journey) => {
        const text = JSON.stringify(journey.Activities ?? {});
        const isListed = changed.some(({ kind, id }) => kind === 'journey' && id === journey.Id);
        return !isListed && ids.some((id) => text.includes(id));
      });
    const names = await namesFor(ports, applicationId, naming);
    for (const journey of naming) {
      found.push({ applicationId, kind: 'journey', id: journey.Id });
      fresh.push(...journeyRows(journey, names));
    }
  }
  return found;
}

async function merge(
  ports: Ports,
  keys: readonly DefinitionKey[],
  fresh: readonly DefinitionName[],
): Promise<number> {
  if (keys.length === 0) return 0;
  const stored = new Map(
    (await ports.queries.query<StoredRow>(storedNames(keys))).map(nameOf).map((row) => [rowKey(row), row]),
  );
  const given = new Set(fresh.map(rowKey));
  const parted = [...stored.values()].filter((row) => !row.deleted && !given.has(rowKey(row)));
  const rows = [
    ...fresh.filter((row) => {
      const known = stored.get(rowKey(row));
      return known === undefined || !(known.deleted || saysTheSame(known, row));
    }),
    ...parted.map((row) => gone(row, ports)),
  ];
  for (const some of portions(rows)) {
    const digest = createHash('md5').update(JSON.stringify(some)).digest('hex');
    await ports.queries.run(mergeNames(some), `names-${ports.clock.now().getTime()}-${digest}`);
  }
  return rows.length;
}

const gone = (row: DefinitionName, { clock }: Ports): DefinitionName => ({
  ...row,
  deleted: true,
  changedAt: clock.now(),
});

function portions(rows: readonly DefinitionName[]): DefinitionName[][] {
  const all: DefinitionName[][] = [];
  let left = 0;
  for (const row of rows) {
    const bytes = Buffer.byteLength(JSON.stringify(row));
    if (bytes > left || all.length === 0) {
      all.push([]);
      left = MERGE_BYTES;
    }
    all.at(-1)?.push(row);
    left -= bytes;
  }
  return all;
}

type StoredRow = {
  readonly application_id: string;
  readonly kind: string;
  readonly id: string;
  readonly owner_id: string | null;
  readonly name: string | null;
  readonly segment_id: string | null;
  readonly event_name: string | null;
  readonly deleted: boolean;
  readonly changed_at: Date;
};

function nameOf(row: StoredRow): DefinitionName {
  return {
    applicationId: row.application_id,
    kind: row.kind as DefinitionName['kind'],
    id: row.id,
    ownerId: row.owner_id,
    name: row.name,
    segmentId: row.segment_id,
    eventName: row.event_name,
    deleted: row.deleted,
    changedAt: row.changed_at,
  };
}
