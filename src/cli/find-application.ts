import type { StageClient } from '../runtime/stage-client.ts';
import { CommandError } from './command.ts';

/** Answers of `/v1`: a page of a list. */
interface Listed<T> {
  readonly Item: readonly T[];
  readonly NextToken?: string;
}

interface Named {
  readonly Id: string;
  readonly Name?: string;
}

/**
 * The application that has a campaign or journey.
 * @param given by the caller; then nothing is asked
 * @throws CommandError when no application has it
 */
export async function applicationWith(
  client: StageClient,
  kind: 'campaigns' | 'journeys',
  id: string,
  given: string | undefined,
): Promise<string> {
  if (given !== undefined) return given;
  for (const { Id } of await allOf<Named>(client, '/v1/apps')) {
    const items = await allOf<Named>(client, `/v1/apps/${Id}/${kind}`);
    if (items.some((item) => item.Id === id)) return Id;
  }
  throw new CommandError(`no application has the ${kind === 'campaigns' ? 'campaign' : 'journey'} ${id}`);
}

/** Every item of a list, page by page. */
export async function allOf<T>(client: StageClient, path: string): Promise<T[]> {
  const items: T[] = [];
  let token: string | undefined;
  do {
    const page: Listed<T> = await client.call(path, { query: { 'page-size': '100', token } });
    items.push(...page.Item);
    token = page.NextToken;
  } while (token);
  return items;
}
