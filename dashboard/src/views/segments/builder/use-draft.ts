import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { askJson } from '../../../api/stage.ts';
import type { DraftPreview, DraftReach } from '../../../api/types.ts';

/** How long a definition must rest before it is counted, in milliseconds. */
const REST_MS = 300;
const SAMPLE = 8;

/**
 * Counts and samples a definition while it is written.
 * @param definition in Pinpoint's words; `undefined` while there is nothing that could be asked
 */
export function useDraft(app: string, segmentId: string | undefined, definition: object | undefined) {
  const text = useRested(definition && JSON.stringify(definition));
  const isAsked = text !== undefined;
  const ask = <Answer>(path: string, signal: AbortSignal, more: object = {}) =>
    askJson<Answer>(path, {
      method: 'POST',
      parameters: { app, segment: segmentId, ...more },
      body: JSON.parse(text ?? '{}'),
      signal,
    });
  const reach = useQuery<DraftReach, Error>({
    queryKey: ['draft-reach', app, segmentId, text],
    queryFn: ({ signal }) => ask('/segments/count', signal),
    enabled: isAsked,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const sample = useQuery<DraftPreview, Error>({
    queryKey: ['draft-sample', app, segmentId, text],
    queryFn: ({ signal }) => ask('/segments/preview', signal, { limit: SAMPLE }),
    enabled: isAsked && reach.isSuccess && !reach.isPlaceholderData,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return { reach, sample };
}

function useRested(text: string | undefined): string | undefined {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
