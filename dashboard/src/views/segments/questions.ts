import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { SegmentResponse } from '../../api/pinpoint.ts';
import { askJson } from '../../api/stage.ts';
import type {
  CriteriaSuggestions,
  SegmentHistories,
  SegmentHistory,
  SegmentReach,
  SegmentSizes,
  SegmentWorth,
} from '../../api/types.ts';
import { FRESH_SECONDS, useStage } from '../../api/use-stage.ts';
import { type Period, usePeriod } from '../../app/period.ts';

/** What the views of segments ask the stage. */

const PAGE_SIZE = 100;
/** Which attributes there are changes slowly, and asking reads every endpoint. */
const SUGGESTIONS_KEPT_MS = 10 * 60_000;

interface SegmentsPage {
  readonly Item?: readonly SegmentResponse[];
  readonly NextToken?: string;
}

/** The latest version of every segment of an application. */
export function useDefinitions(app: string): UseQueryResult<SegmentResponse[], Error> {
  return useQuery({ queryKey: definitionsKey(app), queryFn: ({ signal }) => allSegments(app, signal) });
}

export const definitionsKey = (app: string) => ['segment-definitions', app];

async function allSegments(app: string, signal: AbortSignal): Promise<SegmentResponse[]> {
  const found: SegmentResponse[] = [];
  let token: string | undefined;
  do {
    const page: SegmentsPage = await askJson(`/v1/apps/${app}/segments`, {
      parameters: { 'page-size': PAGE_SIZE, token },
      signal,
    });
    found.push(...(page.Item ?? []));
    token = page.NextToken;
  } while (token);
  return found;
}

/** Counts every segment of the application. */
export const useSizes = (app: string) => useStage<SegmentSizes>('/segments', { app });

/** The days that the address tells. */
export function useDays(): { readonly from: string; readonly to: string; readonly period: Period } {
  const period = usePeriod();
  const day = (at: Date) => at.toISOString().slice(0, 10);
  return { from: day(period.start), to: day(period.end), period };
}

export function useHistories(app: string) {
  const { from, to } = useDays();
  return useStage<SegmentHistories>('/segments/sizes', { app, from, to });
}

export function useHistory(app: string, id: string) {
  const { from, to } = useDays();
  return useStage<SegmentHistory>(`/segments/${id}/sizes`, { app, from, to });
}

/** Of a version, so that an answer that is kept for a while is not that of the one before. */
export const useWorth = (app: string, { Id, Version }: SegmentResponse) =>
  useStage<SegmentWorth>(`/segments/${Id}/worth`, { app, version: Version, maxAge: FRESH_SECONDS });

export const useReach = (app: string, id: string) => useStage<SegmentReach>(`/segments/${id}/reach`, { app });

/** @param version the latest when absent */
export function useSegment(app: string, id: string | undefined, version?: string) {
  const place = `/v1/apps/${app}/segments/${id}${version ? `/versions/${version}` : ''}`;
  return useQuery<SegmentResponse, Error>({
    queryKey: ['segment', app, id, version ?? 'latest'],
    queryFn: ({ signal }) => askJson<SegmentResponse>(place, { signal }),
    enabled: id !== undefined,
    placeholderData: keepPreviousData,
  });
}

export const useVersions = (app: string, id: string) =>
  useStage<{ Item: SegmentResponse[] }>(`/v1/apps/${app}/segments/${id}/versions`, {
    'page-size': PAGE_SIZE,
  });

export const useSuggestions = (app: string) =>
  useStage<CriteriaSuggestions>('/segments/attributes', { app }, { staleTime: SUGGESTIONS_KEPT_MS });
