import type { RfmSettings, UploadStep } from '../../api/types.ts';
import type { Tone } from '../../ui/badge.tsx';

/** How an upload is scored, as a choice. */
export interface Scoring {
  readonly key: string;
  readonly name: string;
  readonly about: string;
  readonly scores: RfmSettings['scores'];
  readonly table: RfmSettings['table'];
}

export const SCORINGS: readonly Scoring[] = [
  {
    key: 'quartile',
    name: 'Quartiles, three segments',
    about: 'Scores 1 to 4 and the three segments of the AWS guidance',
    scores: 'quartile',
    table: 'guidance',
  },
  {
    key: 'quintile-A',
    name: 'Quintiles, field table A',
    about: 'Scores 1 to 5 and eleven named segments; narrow rules come first',
    scores: 'quintile',
    table: 'A',
  },
  {
    key: 'quintile-B',
    name: 'Quintiles, field table B',
    about: 'Scores 1 to 5 and eleven named segments in their printed order',
    scores: 'quintile',
    table: 'B',
  },
  {
    key: 'kmeans',
    name: 'Clusters by k-means',
    about: 'Customers who are alike make a segment; how many is tried out, unless you say',
    scores: 'kmeans',
    table: 'clusters',
  },
];

export function scoringOf(settings: RfmSettings | undefined): Scoring | undefined {
  return SCORINGS.find(({ scores, table }) => scores === settings?.scores && table === settings.table);
}

export type RunState = UploadStep['state'] | 'WAITING';

export const STATE_WORDS: Record<RunState, string> = {
  RUNNING: 'Running',
  SUCCEEDED: 'Done',
  FAILED: 'Failed',
  WAITING: 'To come',
};

export const STATE_TONES: Record<RunState, Tone> = {
  RUNNING: 'accent',
  SUCCEEDED: 'good',
  FAILED: 'bad',
  WAITING: 'even',
};

/** The states of the machine in their order, and what each does. */
export const STEPS: readonly { readonly name: string; readonly words: string; readonly about: string }[] = [
  { name: 'Validate', words: 'Check', about: 'Looks at encoding, separator and columns' },
  { name: 'Load', words: 'Load', about: 'Reads every row; those that cannot be used are set aside' },
  { name: 'Score', words: 'Score', about: 'Recency, frequency and money of each customer, as scores' },
  { name: 'Cluster', words: 'Cluster', about: 'Puts customers who are alike together' },
  { name: 'Publish', words: 'Publish', about: 'Prepares the endpoints that get scores' },
  { name: 'PublishChunks', words: 'Write', about: 'Writes scores to endpoints, piece by piece' },
  { name: 'Segment', words: 'Segment', about: 'Makes the segments and counts them' },
  { name: 'Notify', words: 'Report', about: 'Writes the report' },
];

/** A segment's name without what the stage puts before it. */
export const bareName = (name: string) => name.replace(/^_RFM_(?:(?:Guidance|A|B|Clusters)_)?/, '');
