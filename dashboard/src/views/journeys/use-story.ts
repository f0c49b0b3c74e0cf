import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { askJson } from '../../api/stage.ts';
import type { Story, StoryRun } from '../../api/types.ts';
import { passageKey } from './counts.ts';

/** The activities that one participant came to, and the passages that it took. */
export interface Path {
  readonly activities: ReadonlySet<string>;
  readonly passages: ReadonlySet<string>;
}

/** What one participant went through; nothing is asked without one. */
export function useStory(journeyId: string, app: string, participant: string | undefined) {
  const path = `/journeys/${encodeURIComponent(journeyId)}/participants/${encodeURIComponent(participant ?? '')}`;
  return useQuery<Story, Error>({
    queryKey: [path, app],
    queryFn: ({ signal }) => askJson<Story>(path, { parameters: { app }, signal }),
    placeholderData: participant === undefined ? undefined : keepPreviousData,
    enabled: participant !== undefined,
  });
}

export function pathOf({ activities }: StoryRun): Path {
  const passages = activities.flatMap(({ activity, next }, index) => [
    ...(index === 0 ? [passageKey(null, activity)] : []),
    ...(next === undefined ? [] : [passageKey(activity, next)]),
  ]);
  return { activities: new Set(activities.map(({ activity }) => activity)), passages: new Set(passages) };
}
