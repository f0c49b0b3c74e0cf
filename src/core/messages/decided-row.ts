import { DEMOGRAPHIC_COLUMNS, LOCATION_COLUMNS } from '../endpoints/endpoint-columns.ts';
import type { DecidedMessage } from '../events/engine-events.ts';

/** A line of a chunk file: a row of `messages` with its endpoint's columns. An engine may leave null columns out. */
type Row = Record<string, unknown>;

const DEMOGRAPHIC = Object.entries(DEMOGRAPHIC_COLUMNS);
const LOCATION = Object.entries(LOCATION_COLUMNS);

/**
 * The message that a line holds, with its endpoint in Pinpoint's shape. Members stand for values only.
 * A million of these are made in a run, so it is written plainly.
 * @returns its `endpoint` has no `Id` when the endpoint was deleted after the decision
 */
export function decidedMessage(line: string): DecidedMessage {
  const row = JSON.parse(line) as Row;
  const user: Row = {};
  if (has(row.user_id)) user.UserId = row.user_id;
  if (has(row.user_attributes)) user.UserAttributes = row.user_attributes;
  const endpoint: Row = { User: user };
  if (has(row.given_id)) endpoint.Id = row.given_id;
  if (has(row.address)) endpoint.Address = row.address;
  if (has(row.channel_type)) endpoint.ChannelType = row.channel_type;
  if (has(row.opt_out)) endpoint.OptOut = row.opt_out;
  if (has(row.endpoint_status)) endpoint.EndpointStatus = row.endpoint_status;
  endpoint.Attributes = row.attributes ?? {};
  endpoint.Metrics = row.metrics ?? {};
  endpoint.Demographic = membersOf(row, DEMOGRAPHIC);
  endpoint.Location = membersOf(row, LOCATION);
  if (has(row.cohort_id)) endpoint.CohortId = String(row.cohort_id);
  if (has(row.request_id)) endpoint.RequestId = row.request_id;
  if (has(row.creation_date)) endpoint.CreationDate = isoInstant(row.creation_date as string);
  if (has(row.effective_date)) endpoint.EffectiveDate = isoInstant(row.effective_date as string);
  return {
    message_id: row.message_id as string,
    campaign_activity_id: text(row.campaign_activity_id),
    treatment_id: text(row.treatment_id),
    journey_run_id: text(row.journey_run_id),
    journey_activity_id: text(row.journey_activity_id),
    participant_id: text(row.participant_id),
    endpoint_id: row.endpoint_id as string,
    user_id: text(row.user_id),
    channel_type: text(row.channel_type) ?? '',
    address: text(row.address),
    reason: text(row.reason),
    ...(row.waited === true && { waited: true }),
    endpoint,
  };
}

const has = (value: unknown) => value !== undefined && value !== null;
const text = (value: unknown) => (value === null ? undefined : (value as string | undefined));

function membersOf(row: Row, names: readonly (readonly [column: string, member: string])[]): Row {
  const members: Row = {};
  for (const [column, member] of names) if (has(row[column])) members[member] = row[column];
  return members;
}

/** An engine's `2026-03-01 09:30:00.123456`, UTC, as `2026-03-01T09:30:00.123Z`. */
function isoInstant(value: string): string {
  if (value[10] !== ' ' || value.length > 26) return new Date(value).toISOString();
  return `${value.slice(0, 10)}T${value.slice(11, 19)}.${value.slice(20, 23).padEnd(3, '0')}Z`;
}
