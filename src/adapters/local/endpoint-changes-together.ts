import type { Endpoint } from '../../core/endpoints/endpoint.ts';
import { addressKey, endpointKey } from '../../core/endpoints/endpoint-id.ts';
import type { EndpointChange, EndpointLookup, EndpointStore } from '../../ports/endpoint-store.ts';
import { findEndpoints, writeEndpoints } from './duckdb-endpoint-rows.ts';
import type { DuckDbLake } from './duckdb-lake.ts';

interface Waiting {
  readonly lookup: EndpointLookup;
  decide(found: readonly Endpoint[]): EndpointChange;
  done(change: EndpointChange): void;
  failed(error: unknown): void;
}

type Outcome = { readonly change: EndpointChange } | { readonly error: unknown };

/**
 * `EndpointStore.change` for many callers at once: changes of an application that wait for their
 * turn are made in one transaction, one after the other, each seeing what those before it did. A
 * transaction costs as much for one endpoint as for hundreds.
 */
export function endpointChangesTogether(lake: Pick<DuckDbLake, 'exclusively'>): EndpointStore['change'] {
  const queues = new Map<string, Waiting[]>();

  function take(applicationId: string): Waiting[] {
    const taken = queues.get(applicationId) ?? [];
    queues.delete(applicationId);
    return taken;
  }

  async function makeAll(applicationId: string): Promise<void> {
    let taken: Waiting[] = [];
    try {
      const outcomes = await lake.exclusively(async (connection) => {
        taken = take(applicationId);
        const lookup = allOf(taken.map((waiting) => waiting.lookup));
        const { outcomes, change } = decideInTurn(
          await findEndpoints(connection, applicationId, lookup),
          taken,
        );
        await writeEndpoints(connection, applicationId, change);
        return outcomes;
      });
      outcomes.forEach((outcome, index) => {
        if ('error' in outcome) taken[index]?.failed(outcome.error);
        else taken[index]?.done(outcome.change);
      });
    } catch (error) {
      for (const { failed } of [...taken, ...(taken.length === 0 ? take(applicationId) : [])]) failed(error);
    }
  }

  return (applicationId, lookup, decide) =>
    new Promise((done, failed) => {
      const waiting = { lookup, decide, done, failed };
      const queue = queues.get(applicationId);
      if (queue) {
        queue.push(waiting);
        return;
      }
      queues.set(applicationId, [waiting]);
      void makeAll(applicationId);
    });
}

/** Lets each decide about what it asked for; one that throws has changed nothing. */
function decideInTurn(stored: readonly Endpoint[], all: readonly Waiting[]) {
  const now = new Map(stored.map((endpoint) => [endpointKey(endpoint.Id), endpoint]));
  const touched = new Set<string>();
  const outcomes = all.map(({ lookup, decide }): Outcome => {
    try {
      const change = decide([...now.values()].filter(namedBy(lookup)));
      for (const id of change.remove) {
        now.delete(endpointKey(id));
        touched.add(endpointKey(id));
      }
      for (const endpoint of change.put) {
        now.set(endpointKey(endpoint.Id), endpoint);
        touched.add(endpointKey(endpoint.Id));
      }
      return { change };
    } catch (error) {
      return { error };
    }
  });
  const put = [...touched].flatMap((id) => now.get(id) ?? []);
  const remove = [...touched].filter((id) => !now.has(id));
  return { outcomes, change: { put, remove } };
}

/** Whether a lookup names an endpoint, as `findEndpoints` has it. */
function namedBy({ ids, userIds, addresses }: EndpointLookup): (endpoint: Endpoint) => boolean {
  const keys = new Set(ids.map(endpointKey));
  const users = new Set<string | undefined>(userIds);
  const places = new Set(addresses.map(({ channelType, address }) => addressKey(channelType, address)));
  return ({ Id, User: { UserId }, ChannelType, Address }) =>
    keys.has(endpointKey(Id)) ||
    (UserId !== undefined && users.has(UserId)) ||
    (ChannelType !== undefined && Address !== undefined && places.has(addressKey(ChannelType, Address)));
}

function allOf(lookups: readonly EndpointLookup[]): EndpointLookup {
  return {
    ids: [...new Set(lookups.flatMap(({ ids }) => ids))],
    userIds: [...new Set(lookups.flatMap(({ userIds }) => userIds))],
    addresses: lookups.flatMap(({ addresses }) => addresses),
  };
}
