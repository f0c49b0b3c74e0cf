/**
 * Pinpoint's event-stream record (pinpoint-events-kpis.md 1.1), member for member. Times are epoch
 * milliseconds, UTC. An email event's `event_timestamp` is that of its message's sending.
 */
export interface EventRecord {
  event_type: string;
  event_timestamp: number;
  arrival_timestamp: number;
  /** `3.0` for what applications report, `3.1` for what the platform makes. */
  event_version: string;
  application: {
    app_id: string;
    cognito_identity_pool_id?: string;
    package_name?: string;
    sdk: Record<string, string>;
    title?: string;
    version_name?: string;
    version_code?: string;
  };
  client: { client_id?: string; cognito_id?: string };
  device: {
    locale?: { code?: string; country?: string; language?: string };
    make?: string;
    model?: string;
    platform: Record<string, string>;
  };
  session: { session_id?: string; start_timestamp?: number; stop_timestamp?: number };
  attributes: Record<string, string>;
  metrics?: Record<string, number>;
  client_context?: { custom: Record<string, string> };
  awsAccountId?: string;
  facets?: { email_channel: { mail_event: MailEvent } };
}

/** `facets.email_channel.mail_event`: the mail and exactly one facet object (1.5). */
export interface MailEvent {
  mail: {
    message_id: string;
    message_send_timestamp: number;
    from_address: string;
    destination: string[];
    headers_truncated: boolean;
    headers: { name: string; value: string }[];
    common_headers: { from: string; to: string[]; subject?: string };
  };
  send?: Record<string, string>;
  delivery?: {
    smtp_response?: string;
    reporting_mta?: string;
    recipients?: string[];
    processing_time_millis?: number;
  };
  open?: { ip_address?: string; user_agent?: string };
  click?: {
    ip_address?: string;
    user_agent?: string;
    link: string;
    link_tags?: Record<string, string[]>;
  };
  reject?: { reason?: string };
  complaint?: {
    complained_recipients: { email_address: string }[];
    feedback_id?: string;
    user_agent?: string;
    complaint_feedback_type?: string;
  };
  bounce?: {
    bounce_type: string;
    bounce_sub_type: string;
    bounced_recipients: {
      email_address: string;
      action?: string;
      status?: string;
      diagnostic_code?: string;
    }[];
    feedback_id?: string;
    reporting_mta?: string;
  };
}

/** Ids of the campaign run and treatment, or of the journey run and activity, that a message is of. */
export const ORIGIN_KEYS = [
  'campaign_id',
  'campaign_activity_id',
  'treatment_id',
  'journey_id',
  'journey_run_id',
  'journey_activity_id',
] as const;

/** The ids that are known; of a direct message none is. */
export type OriginIds = { [Key in (typeof ORIGIN_KEYS)[number]]?: string };

/**
 * A record on its way into the lake's `events`, with the hot keys that the table repeats as columns
 * (`resources/event-lake.yml`). The same `event_id` twice is one event.
 */
export interface StoredEvent extends EventRecord, OriginIds {
  event_id: string;
  /** Lower case, as in `endpoints`. */
  endpoint_id?: string;
  user_id?: string;
  /** `EMAIL`, `SMS`, `GCM`, … */
  channel?: string;
  /** Our message id (`messages.message_id`), not the provider's. */
  message_id?: string;
  /** `campaign_send_status` or `journey_send_status` of the attributes, of a `_campaign.send` or `_journey.send`. */
  send_status?: string;
}
