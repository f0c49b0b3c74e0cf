import { keepPreviousData, type UseQueryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { ask, askJson, type Parameters } from './stage.ts';

type Options<Answer> = Omit<UseQueryOptions<Answer, Error>, 'queryKey' | 'queryFn'>;

/**
 * An answer of the stage, kept for half a minute and shared by all who ask the same.
 * What was shown stays on the screen while parameters change.
 */
export function useStage<Answer>(
  path: string,
  parameters: Parameters = {},
  options: Options<Answer> = {},
): UseQueryResult<Answer, Error> {
  return useQuery<Answer, Error>({
    queryKey: [path, parameters],
    queryFn: ({ signal }) => askJson<Answer>(path, { parameters, signal }),
    placeholderData: keepPreviousData as Options<Answer>['placeholderData'],
    ...options,
  });
}

export interface QueryAnswer<Row> {
  readonly execution: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** How old an answer may be that the stage gives again, in seconds. */
export const FRESH_SECONDS = 60;
const LONGEST_PAGE = 10_000;

/** The first page of a named query, waited for however long it takes. */
export function useNamedQuery<Row>(
  name: string,
  parameters: Parameters,
  options: Options<QueryAnswer<Row>> = {},
): UseQueryResult<QueryAnswer<Row>, Error> {
  return useQuery<QueryAnswer<Row>, Error>({
    queryKey: ['query', name, parameters],
    queryFn: ({ signal }) => runNamedQuery<Row>(name, parameters, signal),
    placeholderData: keepPreviousData as Options<QueryAnswer<Row>>['placeholderData'],
    ...options,
  });
}

export async function runNamedQuery<Row>(
  name: string,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<QueryAnswer<Row>> {
  const headers = { prefer: 'wait=20' };
  const options = { limit: LONGEST_PAGE, maxAge: FRESH_SECONDS };
  let response = await ask(`/queries/${encodeURIComponent(name)}`, {
    parameters: { ...options, ...parameters },
    headers,
    signal,
  });
  while (response.status === 202) {
    const place = response.headers.get('location');
    if (!place) throw new Error(`The stage did not say where the results of ${name} will be.`);
    response = await ask(`${place}/results`, { parameters: { limit: LONGEST_PAGE }, headers, signal });
  }
  return (await response.json()) as QueryAnswer<Row>;
}
