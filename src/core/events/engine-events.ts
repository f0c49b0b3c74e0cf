import type { Ports } from '../../ports/ports.ts';
import { endpointKey } from '../endpoints/endpoint-id.ts';
import type { MessageBatch } from '../messages/batch.ts';
import type { OriginIds, StoredEvent } from './event-record.ts';
import { eventIdOf } from './feedback-events.ts';

/** A row of `messages` as its chunk file has it, with the endpoint's data in Pinpoint's shape. */
export interface DecidedMessage extends Readonly<OriginIds> {
  readonly message_id: string;
  readonly participant_id?: string;
  readonly endpoint_id: string;
  readonly user_id?: string;
  readonly channel_type: string;
  readonly address?: string;
  readonly reason?: string;
  /** Its participant waited for the end of quiet time before it was decided. */
  readonly waited?: true;
  /** EndpointResponse-shaped: Id, Address, ChannelType, Attributes, Metrics, User, Location, Demographic, … */
  readonly endpoint: Readonly<Record<string, unknown>>;
}

/** What became of one decided message. */
export interface SendOutcome {
  /** `campaign_send_status` or `journey_send_status`. */
  readonly status: string;
  /** Of the channel: an HTTP or SMTP code. */
  readonly code?: number;
  readonly detail?: string;
  /** `EMAIL`, `SMS`, `GCM`, …; `CUSTOM` for custom delivery. */
  readonly deliveryType: string;
}

/** Members of the endpoint that `client_context.custom.endpoint` repeats: those of the documented samples. */
const ENDPOINT_MEMBERS = [
  'ChannelType',
  'EndpointStatus',
  'OptOut',
  'RequestId',
  'EffectiveDate',
  'Demographic',
] as const;

/** The `_campaign.send` or `_journey.send` of one decided message. Same message, same `event_id`. */
export function sendEvent(
  { stage, clock }: Pick<Ports, 'stage' | 'clock'>,
  batch: MessageBatch,
  message: DecidedMessage,
  outcome: SendOutcome,
): StoredEvent {
  const type = `_${batch.origin.kind}.send`;
  const now = clock.now().getTime();
  const { endpoint_id, user_id, message_id } = message;
  const ids = originOf(batch, message);
  return {
    event_id: eventIdOf(batch.applicationId, message_id, type),
    endpoint_id: endpointKey(endpoint_id),
    ...(user_id !== undefined && user_id !== null && { user_id }),
    channel: message.channel_type,
    message_id,
    ...ids,
    send_status: outcome.status,
    event_type: type,
    event_timestamp: now,
    arrival_timestamp: now,
    event_version: '3.1',
    application: { app_id: batch.applicationId, sdk: {} },
    client: { client_id: givenId(message) },
    device: { platform: {} },
    session: {},
    attributes: { ...ids, ...statusOf(batch, message, outcome) },
    client_context: { custom: { endpoint: endpointText(message) } },
    awsAccountId: stage.accountId,
  };
}

/**
 * The `_journey.send` that tells that a message no longer waits for the end of quiet time; what becomes of the
 * message is told by another one. It arrives a millisecond earlier, so that of both the other is the last.
 * @remarks Source: pinpoint-campaigns-journeys.md 2.6, pinpoint-events-kpis.md 1.4.
 */
export function quietTimeOverEvent(
  ports: Pick<Ports, 'stage' | 'clock'>,
  batch: MessageBatch,
  message: DecidedMessage,
): StoredEvent {
  const status = 'QUIET_TIME_WAIT_FINISHED';
  const told = sendEvent(ports, batch, message, { status, deliveryType: message.channel_type });
  return {
    ...told,
    event_id: eventIdOf(batch.applicationId, message.message_id, `_journey.send ${status}`),
    event_timestamp: Date.parse(batch.decidedAt),
    arrival_timestamp: told.arrival_timestamp - 1,
  };
}

/**
 * The `_custom.delivered` of a journey's message that a team's own code took, with what that code
 * answered about the endpoint: later splits may look at it.
 * @remarks Source: pinpoint-campaigns-journeys.md 1.8 and 2.7 name event and attributes; the rest is ours.
 */
export function customDeliveredEvent(
  ports: Pick<Ports, 'stage' | 'clock'>,
  batch: MessageBatch,
  message: DecidedMessage,
  answered: Readonly<Record<string, string>>,
): StoredEvent {
  const { send_status: _, ...sent } = sendEvent(ports, batch, message, {
    status: 'SUCCESS',
    deliveryType: 'CUSTOM',
  });
  const event_type = '_custom.delivered';
  return {
    ...sent,
    event_id: eventIdOf(batch.applicationId, message.message_id, event_type),
    event_type,
    attributes: { ...answered, ...originOf(batch, message) },
  };
}

/** The ids of campaign and run, or of journey, run and activity: attributes and columns alike (1.3, 1.4). */
function originOf({ origin, batchId }: MessageBatch, message: DecidedMessage): Record<string, string> {
  if (origin.kind === 'campaign') {
    return {
      campaign_id: origin.campaignId,
      campaign_activity_id: message.campaign_activity_id ?? batchId,
      treatment_id: message.treatment_id ?? '0',
    };
  }
  return {
    journey_id: origin.journeyId,
    journey_run_id: message.journey_run_id ?? '',
    journey_activity_id: message.journey_activity_id ?? '',
  };
}

function statusOf(
  { origin }: MessageBatch,
  message: DecidedMessage,
  { status, code, detail, deliveryType }: SendOutcome,
): Record<string, string> {
  if (origin.kind === 'campaign') return { delivery_type: deliveryType, campaign_send_status: status };
  const activityType = origin.activityTypes[message.journey_activity_id ?? ''];
  const named = activityType !== undefined && status !== 'QUIET_TIME_WAIT_FINISHED'; // without it, says 1.4
  const text = detail ?? code?.toString();
  return {
    ...(named && { journey_activity_type: activityType }),
    journey_send_status: status,
    ...(code !== undefined && { journey_send_status_code: String(code) }),
    ...(text !== undefined && { journey_send_status_message: text }),
  };
}

/** The caller's spelling of the endpoint's id. */
function givenId({ endpoint, endpoint_id }: DecidedMessage): string {
  return typeof endpoint.Id === 'string' ? endpoint.Id : endpoint_id;
}

/** The endpoint as JSON text. Of its user only the id: attributes may be 15 KB, and a run has millions of these. */
function endpointText({ endpoint, user_id }: DecidedMessage): string {
  const members = ENDPOINT_MEMBERS.filter((name) => endpoint[name] !== undefined && endpoint[name] !== null);
  return JSON.stringify({
    ...Object.fromEntries(members.map((name) => [name, endpoint[name]])),
    User: user_id ? { UserId: user_id } : {},
  });
}
