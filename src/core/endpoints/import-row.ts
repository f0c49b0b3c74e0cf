import { PlatformError } from '../errors.ts';
import type { Endpoint, EndpointDemographic, EndpointLocation } from './endpoint.ts';
import {
  columnsOf,
  DEMOGRAPHIC_COLUMNS,
  type DemographicRow,
  LOCATION_COLUMNS,
  type LocationRow,
  membersOf,
} from './endpoint-columns.ts';
import { endpointKey } from './endpoint-id.ts';
import type { EndpointRequest, EndpointUpdate } from './endpoint-request.ts';

/**
 * One row of a file for `EndpointStore.importFile` and `addMembers`. Names and types are those of
 * the lake's `endpoints` table, so that a query can write such a file; a column may be left out.
 * A null means that what the endpoint has stays. Coordinates come in pairs, with one decimal.
 *
 * Rows count in ascending order of `line`; in a file without that column, in the order of the
 * file. What a query leaves has no order to rely on: it must leave one row an endpoint and one
 * row an address, or number its rows.
 */
export interface EndpointImportRow extends Partial<DemographicRow>, Partial<LocationRow> {
  /** From 1; where the row stands in the file that a person wrote. */
  readonly line?: number | null;
  /** Lower case (`endpointKey`). Null only in files for `addMembers`: a bare user id. */
  readonly endpoint_id: string | null;
  /** The id as it was spelt; `endpoint_id` when null. */
  readonly given_id?: string | null;
  readonly channel_type?: string | null;
  readonly address?: string | null;
  readonly opt_out?: string | null;
  readonly endpoint_status?: string | null;
  /** Names given replace those names; an empty list empties a name. */
  readonly attributes?: Readonly<Record<string, string[]>> | null;
  readonly metrics?: Readonly<Record<string, number>> | null;
  readonly user_id?: string | null;
  readonly user_attributes?: Readonly<Record<string, string[]>> | null;
  readonly request_id?: string | null;
}

/** The row that asks for an update. An update's EffectiveDate is not importable (pinpoint-segments.md 5.1). */
export function importRowOf({ id, request }: EndpointUpdate, line?: number): EndpointImportRow {
  return {
    line,
    endpoint_id: endpointKey(id),
    given_id: id,
    channel_type: request.ChannelType,
    address: request.Address,
    opt_out: request.OptOut,
    endpoint_status: request.EndpointStatus,
    attributes: request.Attributes,
    metrics: request.Metrics,
    user_id: request.User?.UserId,
    user_attributes: request.User?.UserAttributes,
    ...(request.Demographic &&
      columnsOf<EndpointDemographic, typeof DEMOGRAPHIC_COLUMNS>(request.Demographic, DEMOGRAPHIC_COLUMNS)),
    ...(request.Location &&
      columnsOf<EndpointLocation, typeof LOCATION_COLUMNS>(request.Location, LOCATION_COLUMNS)),
    request_id: request.RequestId,
  };
}

/** The update that a row asks for; the inverse of `importRowOf`. */
export function updateOfRow(row: EndpointImportRow): EndpointUpdate {
  const request = {
    Address: row.address,
    ChannelType: row.channel_type,
    OptOut: row.opt_out,
    EndpointStatus: row.endpoint_status,
    Attributes: row.attributes,
    Metrics: row.metrics,
    Demographic: membersOf(row, DEMOGRAPHIC_COLUMNS),
    Location: membersOf(row, LOCATION_COLUMNS),
    User: membersOf(row, { user_id: 'UserId', user_attributes: 'UserAttributes' }),
    RequestId: row.request_id,
  };
  const given = Object.entries(request).filter(
    ([, value]) => value !== null && value !== undefined && Object.keys(value).length > 0,
  );
  return { id: row.given_id ?? row.endpoint_id ?? '', request: Object.fromEntries(given) as EndpointRequest };
}

/**
 * Makes one row of the rows of each endpoint, at the place of the last of them: of each column
 * the last value that is not null counts, of maps the last value of each name.
 * @param rows in order
 */
export function foldImportRows(rows: Iterable<EndpointImportRow>): EndpointImportRow[] {
  const folded = new Map<string | null, EndpointImportRow>();
  for (const row of rows) {
    const before = folded.get(row.endpoint_id);
    folded.delete(row.endpoint_id); // so that it moves to the end
    folded.set(row.endpoint_id, before ? mergeRows(before, row) : row);
  }
  return [...folded.values()];
}

function mergeRows(before: EndpointImportRow, row: EndpointImportRow): EndpointImportRow {
  const given = Object.entries(row).filter(([, value]) => value !== null && value !== undefined);
  const map = <T>(name: 'attributes' | 'metrics' | 'user_attributes') =>
    before[name] && row[name] ? { [name]: { ...before[name], ...row[name] } as T } : {};
  return {
    ...before,
    ...Object.fromEntries(given),
    given_id: before.given_id ?? row.given_id, // an endpoint keeps the spelling it was created with
    ...map('attributes'),
    ...map('metrics'),
    ...map('user_attributes'),
  };
}

/**
 * What a file needs beyond UpdateEndpoint's rules: an address for a new endpoint.
 * @throws PlatformError `BadRequest` `Missing ChannelType` or `Missing Address`
 * @remarks pinpoint-segments.md 5.1
 */
export function checkCreatable(stored: Endpoint | undefined, { id, request }: EndpointUpdate): void {
  if (stored) return;
  if (request.ChannelType === undefined) {
    throw new PlatformError('BadRequest', 'Missing ChannelType', { endpointId: id });
  }
  if (request.Address === undefined) {
    throw new PlatformError('BadRequest', 'Missing Address', { endpointId: id });
  }
}
