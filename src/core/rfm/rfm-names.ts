import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { changeDocument } from '../documents.ts';
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

/** The same whenever it is asked; the first to ask has the plain names. */
export async function rfmNames(
  ports: Ports,
  applicationId: string,
  table: RfmSettings['table'],
): Promise<RfmNames> {
  const key = { partition: applicationPartition(applicationId), sort: 'rfm-plain-table' };
  const plain =
    (await ports.documents.get<Plain>(key))?.value ??
    (await changeDocument<Plain>(ports.documents, key, (found) => found ?? { table }));
  if (plain.table === table) return { prefix: SEGMENT_PREFIX, mark: '' };
  return { prefix: `${SEGMENT_PREFIX}${WORDS[table]}_`, mark: `_${WORDS[table]}` };
}
