import { type UseQueryResult, useQueries } from '@tanstack/react-query';
import { askJson } from '../../api/stage.ts';
import type { ImportPreview } from '../../api/types.ts';
import { beginningOf, formatOf } from './import-file.ts';
import type { Purpose } from './start-import.ts';

/** What the stage would read of the beginnings of files, one answer a file. */
export function usePreviews(
  app: string,
  files: readonly File[],
  purpose: Purpose,
): readonly UseQueryResult<ImportPreview, Error>[] {
  return useQueries({
    queries: files.map((file) => ({
      queryKey: ['import-preview', app, purpose, file.name, file.size, file.lastModified],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        askJson<ImportPreview>('/imports/preview', {
          method: 'POST',
          parameters: {
            app,
            format: formatOf(file.name),
            name: file.name,
            registerEndpoints: purpose !== 'segment',
            defineSegment: purpose !== 'store',
          },
          bytes: await beginningOf(file),
          signal,
        }),
      retry: false,
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
}
