import type { UseQueryResult } from '@tanstack/react-query';
import type { ImportPreview } from '../../api/types.ts';
import { count } from '../../ui/format.ts';
import { isOfFile } from './file-preview.tsx';
import { formatOf } from './import-file.ts';

/** What is wrong with a chosen file. */
export interface Problem {
  readonly words: string;
  /** It cannot be imported; otherwise some of its rows cannot. */
  readonly isFault: boolean;
}

/** In a few words; the preview says more. */
export function problemOf(
  file: File,
  preview: UseQueryResult<ImportPreview, Error> | undefined,
): Problem | undefined {
  const fault = (words: string) => ({ words, isFault: true });
  if (/\.(xlsx?|ods|numbers)$/i.test(file.name)) {
    return fault('A spreadsheet: save it as “CSV UTF-8” and choose that file');
  }
  if (!formatOf(file.name)) {
    return fault(
      'Neither CSV nor JSON lines: the name must end in .csv, .json, .jsonl or .ndjson, also with .gz',
    );
  }
  if (file.size === 0) return fault('The file is empty');
  if (preview?.isError) return fault(isOfFile(preview.error) ? 'Cannot be read' : 'Could not be looked at');
  if (!preview?.data) return undefined;
  const { checked, refused } = preview.data;
  if (checked === 0) return fault('There is no row in it');
  if (refused === checked) return { words: 'None of its first rows would be taken', isFault: false };
  return refused === 0
    ? undefined
    : { words: `${count(refused)} of its first ${count(checked)} rows would not be taken`, isFault: false };
}
