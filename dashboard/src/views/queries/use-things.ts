import { useQueries } from '@tanstack/react-query';
import { askJson } from '../../api/stage.ts';
import { useApplication } from '../../app/application.tsx';
import type { Thing } from './parameter-kind.ts';

export interface NamedThing {
  readonly kind: Thing;
  readonly id: string;
  readonly name: string;
}

interface PinpointList {
  readonly Item?: readonly { readonly Id: string; readonly Name?: string }[];
}
interface OwnList {
  readonly items: readonly { readonly uploadId: string; readonly name: string; readonly createdAt: string }[];
}

/** What an application has, for choosing by name. */
export function useThings(kinds: readonly Thing[]): { items: readonly NamedThing[]; isLoading: boolean } {
  const { id } = useApplication();
  const answers = useQueries({
    queries: kinds.map((kind) => ({
      queryKey: ['things', kind, id],
      queryFn: ({ signal }: { signal: AbortSignal }) => listOf(kind, id, signal),
    })),
  });
  return {
    items: answers.flatMap(({ data }) => data ?? []),
    isLoading: answers.some(({ isPending }) => isPending),
  };
}

async function listOf(kind: Thing, app: string, signal: AbortSignal): Promise<NamedThing[]> {
  if (kind === 'uploads') {
    const { items } = await askJson<OwnList>('/uploads', { parameters: { app }, signal });
    return items.map(({ uploadId, name, createdAt }) => ({
      kind,
      id: uploadId,
      name: `${name}, ${createdAt.slice(0, 10)}`,
    }));
  }
  const list = await askJson<PinpointList & { readonly NextToken?: string }>(`/v1/apps/${app}/${kind}`, {
    parameters: { 'page-size': 200 },
    signal,
  });
  return (list.Item ?? []).map(({ Id, Name }) => ({ kind, id: Id, name: Name ?? Id }));
}
