import type { Endpoint } from '../endpoints/endpoint.ts';
import { addressKey, endpointKey } from '../endpoints/endpoint-id.ts';
import { changeAddress, type LogPorts } from './suppression-log.ts';

/**
 * Notes for messages under way that endpoints opted out or became inactive, and that they may be
 * written to again. The address itself is not suppressed: its endpoint says all that later decisions need.
 * @param before endpoints as they were
 * @param after what was written
 */
export async function noteOptOuts(
  ports: LogPorts,
  applicationId: string,
  before: readonly Endpoint[],
  after: readonly Endpoint[],
): Promise<void> {
  const served = new Set(before.filter(mayBeWrittenTo).map(({ Id }) => endpointKey(Id)));
  const known = new Set(before.map(({ Id }) => endpointKey(Id)));
  // An address may have moved from one endpoint to another.
  const taken = new Set(after.filter(mayBeWrittenTo).map(keyOf));
  for (const endpoint of after) {
    const id = endpointKey(endpoint.Id);
    if (mayBeWrittenTo(endpoint)) {
      if (known.has(id) && !served.has(id)) await noteOptIn(ports, applicationId, endpoint);
    } else if (endpoint.Address && !taken.has(keyOf(endpoint))) {
      await noteOptOut(ports, applicationId, endpoint, served.has(id));
    }
  }
}

/** The same for endpoints that are deleted; to be called before they are, so that a crash does not lose it. */
export async function noteDeletions(
  ports: LogPorts,
  applicationId: string,
  endpoints: readonly Endpoint[],
): Promise<void> {
  for (const endpoint of endpoints.filter(mayBeWrittenTo)) {
    await noteOptOut(ports, applicationId, endpoint, true);
  }
}

/** @param isNew otherwise it is noted only if it was not before: a caller may repeat what he asked for */
async function noteOptOut(ports: LogPorts, applicationId: string, endpoint: Endpoint, isNew: boolean) {
  await changeAddress(ports, applicationId, addressOf(endpoint), ({ suppressed, liftedAt, optedOut }) => {
    if (optedOut && !isNew) return undefined;
    return {
      state: { suppressed, liftedAt, optedOut: true },
      entry: { change: 'opted-out', reason: 'OPT_OUT' },
    };
  });
}

async function noteOptIn(ports: LogPorts, applicationId: string, endpoint: Endpoint) {
  await changeAddress(ports, applicationId, addressOf(endpoint), ({ suppressed, liftedAt, optedOut }) =>
    optedOut
      ? { state: { suppressed, liftedAt }, entry: { change: 'opted-in', reason: 'OPT_OUT' } }
      : undefined,
  );
}

function mayBeWrittenTo({ Address, OptOut, EndpointStatus }: Endpoint): boolean {
  return Boolean(Address) && OptOut !== 'ALL' && EndpointStatus !== 'INACTIVE';
}

function addressOf({ ChannelType, Address }: Endpoint) {
  return { channelType: ChannelType ?? '', address: Address ?? '' };
}

function keyOf({ ChannelType, Address }: Endpoint): string {
  return addressKey(ChannelType ?? '', Address ?? '');
}
