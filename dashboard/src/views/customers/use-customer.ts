import { useInfiniteQuery } from '@tanstack/react-query';
import { askJson, type Parameters } from '../../api/stage.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

/** A list that the stage gives page by page; nothing of the pages before is asked for again. */
export function usePages<Item>(path: string, parameters: Parameters) {
  const pages = useInfiniteQuery({
    queryKey: [path, parameters],
    queryFn: ({ pageParam, signal }) =>
      askJson<Page<Item>>(path, { parameters: { ...parameters, next: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
  return { ...pages, items: pages.data?.pages.flatMap(({ items }) => items) ?? [] };
}

/** The address of a customer's view; ids may hold any characters. */
export const customerPath = (id: string) => `/customers/${encodeURIComponent(id)}`;

/** Without `user:` and `endpoint:`. */
export const ownId = (id: string) => id.replace(/^(user|endpoint):/, '');
