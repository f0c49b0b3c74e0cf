import type { Ports } from '../../ports/ports.ts';
import type { MessageBatch } from '../messages/batch.ts';
import type { StoredEvent } from './event-record.ts';

/** A row of `messages` as its chunk file has it, with the endpoint's data in Pinpoint's shape. */
export interface DecidedMessage {
  readonly message_id: string;
  readonly campaign_id?: string;
  readonly campaign_activity_id?: string;
  readonly treatment_id?: string;
  readonly journey_id?: string;
  readonly journey_run_id?: string;
  readonly journey_activity_id?: string;
  readonly participant_id?: string;
  readonly endpoint_id: string;
  readonly user_id?: string;
  readonly channel_type: string;
  readonly address?: string;
  readonly reason?: string;
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

/** The `_campaign.send` or `_journey.send` of one decided message. Same message, same `event_id`. */
export function sendEvent(
  _ports: Ports,
  _batch: MessageBatch,
  _message: DecidedMessage,
  _outcome: SendOutcome,
): StoredEvent {
  throw new Error('not written yet');
}
