import type { Ports } from '../../ports/ports.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { EndpointImportRow } from '../endpoints/import-row.ts';
import { PlatformError } from '../errors.ts';
import { readLines } from '../jobs/read-lines.ts';
import { noteOptOuts } from './opt-outs.ts';
import type { LogPorts } from './suppression-log.ts';

/** Endpoints that are looked up together. */
const LOOKED_UP_AT_ONCE = 500;
/** Each is three calls of the document store, one after another. */
const NOTED_AT_ONCE = 50;

type ImportPorts = Pick<Ports, 'lake' | 'endpoints'> & LogPorts;

/**
 * Notes for messages under way which endpoints a file of import rows opts out, as `noteOptOuts` does for single
 * updates; to be called before the file is merged, so that a crash does not lose it. Only those are noted
 * that may be written to so far. A row that opts in concerns later decisions only.
 * @param key of a file for `EndpointStore.importFile`, in lines of JSON
 */
export async function noteImportedOptOuts(
  ports: ImportPorts,
  applicationId: string,
  key: string,
): Promise<void> {
  const source = await ports.lake.stream(key);
  if (!source) throw new PlatformError('Internal', `${key} is not in bucket ${ports.lake.bucket}`);
  /** By endpoint; the last row that says something counts. */
  const optedOut = new Map<string, EndpointImportRow>();
  for await (const lines of readLines(source, key)) {
    for (const { text } of lines) {
      const row = JSON.parse(text ?? '{}') as EndpointImportRow;
      if (!row.endpoint_id || !row.opt_out) continue;
      if (row.opt_out === 'ALL') optedOut.set(row.endpoint_id, row);
      else optedOut.delete(row.endpoint_id);
    }
  }
  const rows = [...optedOut.values()];
  for (let first = 0; first < rows.length; first += LOOKED_UP_AT_ONCE) {
    const stored = await concerned(ports, applicationId, rows.slice(first, first + LOOKED_UP_AT_ONCE));
    for (let at = 0; at < stored.length; at += NOTED_AT_ONCE) {
      const some = stored.slice(at, at + NOTED_AT_ONCE);
      await Promise.all(some.map((endpoint) => noteOne(ports, applicationId, endpoint)));
    }
  }
}

function noteOne(ports: ImportPorts, applicationId: string, endpoint: Endpoint): Promise<void> {
  return noteOptOuts(ports, applicationId, [endpoint], [{ ...endpoint, OptOut: 'ALL' }]);
}

/**
 * The endpoints that are opted out, and those whose address passes to one that is. A change that changes
 * nothing reads them together.
 */
async function concerned(
  { endpoints }: ImportPorts,
  applicationId: string,
  rows: readonly EndpointImportRow[],
): Promise<readonly Endpoint[]> {
  let stored: readonly Endpoint[] = [];
  const lookup = {
    ids: rows.map(({ endpoint_id }) => endpoint_id as string),
    userIds: [],
    addresses: rows.flatMap(({ channel_type: channelType, address }) =>
      channelType && address ? [{ channelType, address }] : [],
    ),
  };
  await endpoints.change(applicationId, lookup, (found) => {
    stored = found;
    return { put: [], remove: [] };
  });
  return stored;
}
