import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { changeDocument } from '../documents.ts';
import type { SegmentDimensions } from '../segments/segment.ts';
import { latestSegments } from '../segments/segment-documents.ts';
import { tableBefore } from './rfm-run.ts';
import type { RfmState } from './rfm-state.ts';
import { SEGMENT_PREFIX } from './segment-tables.ts';
import type { RfmSettings } from './settings.ts';

/**
 * What an upload's results are called in an application. The first table that was published there has the plain
 * names; every other table has names of its own, so that an upload by another table changes nothing that a
 * campaign may use (docs/decisions/0005).
 */
export interface RfmNames {
  /** Of segments: `_RFM_`, or `_RFM_A_`. */
  readonly prefix: string;
  /** What the names of metrics and of the attribute end with on endpoints: nothing, or `_A`. */
  readonly mark: string;
}

/** The table whose names are plain. */
interface Plain {
  readonly table: RfmSettings['table'];
}

const WORDS: Readonly<Record<RfmSettings['table'], string>> = {
  guidance: 'Guidance',
  A: 'A',
  B: 'B',
  clusters: 'Clusters',
};

/** The same whenever it is asked; the first to ask has the plain names, unless segments have them already. */
export async function rfmNames(
  ports: Ports,
  state: Pick<RfmState, 'applicationId' | 'uploadId' | 'settings'>,
): Promise<RfmNames> {
  const { applicationId, settings } = state;
  const { table } = settings;
  const key = { partition: applicationPartition(applicationId), sort: 'rfm-plain-table' };
  const known = (await ports.documents.get<Plain>(key))?.value;
  const first = known ?? { table: (await tableOfSegments(ports, state)) ?? table };
  const plain = known ?? (await changeDocument<Plain>(ports.documents, key, (found) => found ?? first));
  if (plain.table === table) return { prefix: SEGMENT_PREFIX, mark: '' };
  return { prefix: `${SEGMENT_PREFIX}${WORDS[table]}_`, mark: `_${WORDS[table]}` };
}

/**
 * The table that made the segments which an application has from before tables had names of their own: that of the
 * newest upload, since each redefined them; where none is known (segments of the guidance's own tool, say), the one
 * that they look like.
 */
async function tableOfSegments(
  ports: Ports,
  state: Pick<RfmState, 'applicationId' | 'uploadId' | 'settings'>,
): Promise<RfmSettings['table'] | undefined> {
  const [newest] = (await latestSegments(ports, state.applicationId))
    .filter(({ Name }) => Name?.startsWith(SEGMENT_PREFIX))
    .sort((a, b) => (a.LastModifiedDate < b.LastModifiedDate ? 1 : -1))
    .flatMap(({ Dimensions }) => tableIn(Dimensions, state.settings.table) ?? []);
  if (newest === undefined) return undefined;
  const published = await tableBefore(ports, state);
  return published !== undefined && published in WORDS ? (published as RfmSettings['table']) : newest;
}

/** @param asking what A and B share, names and criteria, is taken for this one's when it is one of them */
function tableIn(
  { Metrics = {}, Attributes = {} }: SegmentDimensions = {},
  asking: RfmSettings['table'],
): RfmSettings['table'] | undefined {
  if ('RScore' in Metrics) return 'guidance';
  const label = Attributes.RFMSegment?.Values[0];
  if (label === undefined) return undefined;
  if (/^Cluster \d+$/.test(label)) return 'clusters';
  return asking === 'B' ? 'B' : 'A';
}
