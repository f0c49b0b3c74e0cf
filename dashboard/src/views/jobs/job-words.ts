import type { Job } from '../../api/types.ts';
import type { Tone } from '../../ui/badge.tsx';

export const JOB_STATES: Record<Job['state'], string> = {
  RUNNING: 'Under way',
  SUCCEEDED: 'Done',
  FAILED: 'Failed',
};
export const JOB_TONES: Record<Job['state'], Tone> = { RUNNING: 'accent', SUCCEEDED: 'good', FAILED: 'bad' };

const IMPORT_STEPS: Record<Job['status'], string> = {
  CREATED: 'Waits for its turn',
  PREPARING_FOR_INITIALIZATION: 'Waits for its turn',
  INITIALIZING: 'Reads and checks the file',
  PROCESSING: 'Stores what was read',
  COMPLETING: 'Makes the segment',
  COMPLETED: 'Everything is stored',
  FAILED: 'Ended early',
};
const EXPORT_STEPS: Record<Job['status'], string> = {
  ...IMPORT_STEPS,
  INITIALIZING: 'Finds who is in it',
  PROCESSING: 'Writes the files',
  COMPLETING: 'Writes the files',
  COMPLETED: 'Everything is written',
};
/** What the job does at the moment. */
export const stepOf = ({ type, status }: Job): string =>
  (type === 'import' ? IMPORT_STEPS : EXPORT_STEPS)[status];

/** What a job is called. @param segmentName of the segment that it makes or writes, where it is known */
export function titleOf(job: Job, segmentName?: string): string {
  if (job.type === 'import') return `Import of ${segmentName ?? fileOf(job)}`;
  return segmentName ? `Export of ${segmentName}` : 'Export of all customers';
}

/** What an import reads, an export's folder. */
export const fileOf = ({ type, name, place }: Job): string =>
  type === 'import' && place.endsWith('/') ? 'several files' : name;

interface Told {
  /** What is wrong. */
  readonly what: string;
  /** What to do about it. */
  readonly advice?: string;
}

const ADVICE: readonly [RegExp, string][] = [
  [
    /not UTF-8/,
    'The file is written in another encoding than UTF-8. In Excel save it as “CSV UTF-8”; in other programs choose UTF-8 when saving.',
  ],
  [
    /separated by/,
    'Save it with commas between the columns: in Excel as “CSV UTF-8 (Comma delimited)”, in LibreOffice with , as field delimiter.',
  ],
  [
    /the column .* is unknown|empty column name/,
    'The first line must name the columns in exactly the spelling of the list of columns. What you know of customers goes under User.UserAttributes. and a name of your own.',
  ],
  [/more than once/, 'Only attributes may have several columns of one name.'],
  [
    /the file is empty|there is no row/,
    'There is nothing to import in it. Was it saved before it was filled?',
  ],
  [/gzip/, 'The file is not complete. Compress it again, or send it without compression.'],
  [/takes 1 GB at most/, 'Cut it in parts and import them one after another into the same segment.'],
];

/** Why a file cannot be used, without the list of all columns, and what to do. */
export function faultOf(text: string): Told {
  const advice = ADVICE.find(([pattern]) => pattern.test(text))?.[1];
  return { what: text.replace(/; names are case-sensitive, known are .*/s, ''), ...(advice && { advice }) };
}
