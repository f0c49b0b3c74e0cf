import type { ErasureDialect } from './erasure-dialect.ts';
import { identifier, type Sql, sql } from './sql.ts';

/** What a column's new value is made with. */
export interface ColumnContext {
  readonly dialect: ErasureDialect;
  /** The person's. */
  readonly salt: Sql;
}

/** What becomes of a person's rows: they go, or stay as nobody's, so that what is counted stays the same. */
export type ErasureOutcome = 'delete' | 'anonymise';

export interface ErasedTable {
  readonly name: string;
  readonly outcome: ErasureOutcome;
  /** How a row says whose it is; absent: it does not say so in that way. */
  readonly endpoint?: Sql;
  readonly user?: Sql;
  /** Channel type, `:` and address. */
  readonly address?: Sql;
  /** When it happened, as a timestamp: what happened in a later life of the same id stays. */
  readonly at?: Sql;
  /** What a column becomes; others stay. */
  readonly columns: Readonly<Record<string, (context: ColumnContext) => Sql>>;
}

/**
 * The persons of a run as the statements see them: table `erased_values` with `application_id`, `kind`, `value`, `salt`,
 * `erasure_id` and `until`, which lies far in the future where everything goes. Never in a statement's text, which engines log.
 */
export const ERASED_VALUES = 'erased_values';

/** The salt of whose row it is; null of nobody's. */
export const SALT = sql`coalesce(erased_endpoint.salt, erased_user.salt, erased_address.salt)`;

/** As `pseudonym` (src/core/erasure/subject.ts). */
function pseudonymOf({ salt }: ColumnContext, id: Sql): Sql {
  return sql`'erased-' || substr(lower(to_hex(md5(to_utf8(${salt} || ${id})))), 1, 24)`;
}

const pseudonyms = (...columns: readonly string[]) =>
  Object.fromEntries(
    columns.map((column) => [
      column,
      (context: ColumnContext) => pseudonymOf(context, sql`stored.${identifier(column)}`),
    ]),
  );
const nothing = (...columns: readonly string[]) =>
  Object.fromEntries(columns.map((column) => [column, () => sql`null`]));

/**
 * Attributes that say something of the message and nothing of its recipient; and the money of a purchase, so that
 * revenue stays (queries/metrics/attributed_conversions.sql). All others are the caller's, and may hold anything.
 */
const KEPT_ATTRIBUTES = [
  'amount',
  'campaign_activity_id',
  'campaign_id',
  'campaign_name',
  'campaign_send_status',
  'campaign_type',
  'currency',
  'delivery_type',
  'feedback',
  'iso_country_code',
  'journey_activity_id',
  'journey_activity_type',
  'journey_id',
  'journey_name',
  'journey_run_id',
  'journey_send_status',
  'message_type',
  'number_of_message_parts',
  'record_status',
  'treatment_id',
] as const;

/**
 * Providers with so many mailboxes that their name says of nobody who it is: their domains stay, so that deliverability
 * by provider does (queries/metrics/mail_providers.sql). Other domains may be a person's own.
 */
const MAIL_PROVIDERS = [
  '(gmail|googlemail|icloud|me|mac|mail|qq|foxmail|163|126)\\.com',
  '(outlook|hotmail|live|msn|windowslive|yahoo|ymail|rocketmail|aol|aim|verizon)\\.[a-z.]+',
  'gmx\\.[a-z.]+|web\\.de|t-online\\.de|comcast\\.net|yeah\\.net',
  'proton\\.me|protonmail\\.(com|ch)|pm\\.me',
  'yandex\\.[a-z.]+|(ya|mail|bk|inbox|list|internet)\\.ru',
  '(zoho|zohomail)\\.[a-z.]+',
].join('|');

const MAIL = sql`stored.facets.email_channel.mail_event`;
const DESTINATION = sql`element_at(${MAIL}.mail.destination, 1)`;
const PROVIDER = sql`lower(split_part(${DESTINATION}, '@', 2))`;
const EMAIL = sql`'EMAIL:' || lower(${DESTINATION})`;
const PHONE = sql`'SMS:' || element_at(stored.attributes, 'destination_phone_number')`;
const COMPARED_ADDRESS = sql`stored.channel_type || ':' || case when stored.channel_type = 'EMAIL' then lower(stored.address) else stored.address end`;

/** Of a mail: when it was sent, from which address, to which large provider, how it bounced or was complained of. */
function facets(context: ColumnContext): Sql {
  const { dialect } = context;
  const to = sql`'erased@' || case when regexp_like(${PROVIDER}, ${`^(${MAIL_PROVIDERS})$`}) then ${PROVIDER} else 'erased.invalid' end`;
  const messageId = pseudonymOf(context, sql`${MAIL}.mail.message_id`);
  const mail = sql`row(${messageId}, ${MAIL}.mail.message_send_timestamp, ${MAIL}.mail.from_address, array[${to}], null, null, null)`;
  const delivery = sql`row(null, null, null, ${MAIL}.delivery.processing_time_millis)`;
  const click = sql`row(null, null, split_part(${MAIL}.click.link, '?', 1), null)`;
  const complaint = sql`row(null, null, null, ${MAIL}.complaint.complaint_feedback_type)`;
  const bounce = sql`row(${MAIL}.bounce.bounce_type, ${MAIL}.bounce.bounce_sub_type, null, null, null)`;
  const event = sql`row(${mail}, null, ${delivery}, null, ${click}, null, ${complaint}, ${bounce})`;
  return sql`case when stored.facets is null then null else ${dialect.castAs('facets', sql`row(row(${event}))`)} end`;
}

const EVENT_COLUMNS = {
  ...pseudonyms('event_id', 'endpoint_id', 'user_id', 'message_id'),
  ...nothing('client_context'),
  client: (context: ColumnContext) =>
    context.dialect.castAs('client', sql`row(${pseudonymOf(context, sql`stored.endpoint_id`)}, null)`),
  device: ({ dialect }: ColumnContext) =>
    dialect.castAs(
      'device',
      sql`row(null, null, null, ${dialect.keepKeys(sql`stored.device.platform`, ['name'])})`,
    ),
  session: (context: ColumnContext) => {
    const id = pseudonymOf(context, sql`stored.session.session_id`);
    return context.dialect.castAs(
      'session',
      sql`row(${id}, stored.session.start_timestamp, stored.session.stop_timestamp)`,
    );
  },
  attributes: ({ dialect }: ColumnContext) => dialect.keepKeys(sql`stored.attributes`, KEPT_ATTRIBUTES),
  facets,
};

const HAPPENED = sql`cast(from_unixtime(stored.event_timestamp / 1e3) as timestamp)`;
const PARTICIPANT_USER = sql`coalesce(stored.user_id, case when stored.participant_id like 'user:%' then substr(stored.participant_id, 6) end)`;
/** Ids of endpoints are compared in lower case. */
export const ENDPOINT = sql`lower(stored.endpoint_id)`;

const transitions = (name: string): ErasedTable => ({
  name,
  outcome: 'anonymise',
  endpoint: ENDPOINT,
  user: PARTICIPANT_USER,
  at: sql`stored.entered_at`,
  columns: pseudonyms('participant_id', 'endpoint_id', 'user_id'),
});
const messages = (name: string): ErasedTable => ({
  name,
  outcome: 'anonymise',
  endpoint: ENDPOINT,
  user: PARTICIPANT_USER,
  address: COMPARED_ADDRESS,
  at: sql`stored.decided_at`,
  columns: { ...pseudonyms('message_id', 'participant_id', 'endpoint_id', 'user_id'), ...nothing('address') },
});
const customers = (name: string): ErasedTable => ({
  name,
  outcome: 'anonymise',
  user: sql`stored.customer_id`,
  columns: pseudonyms('customer_id'),
});

/** Every table of the lake in which persons stand; `tests/unit/erasure/tables.test.ts` keeps it whole. */
export const ERASED_TABLES: readonly ErasedTable[] = [
  { name: 'endpoints', outcome: 'delete', endpoint: ENDPOINT, at: sql`stored.effective_date`, columns: {} },
  {
    name: 'segment_members',
    outcome: 'delete',
    endpoint: ENDPOINT,
    user: sql`stored.user_id`,
    address: COMPARED_ADDRESS,
    columns: {},
  },
  {
    ...customers('rfm_activity'),
    address: COMPARED_ADDRESS,
    columns: { ...pseudonyms('customer_id', 'address'), ...nothing('extra') },
  },
  customers('rfm_features'),
  customers('rfm_scores'),
  messages('messages'),
  messages('simulation_messages'),
  transitions('journey_transitions'),
  transitions('simulation_transitions'),
  { name: 'suppressions', outcome: 'delete', address: COMPARED_ADDRESS, columns: {} },
  {
    name: 'events',
    outcome: 'anonymise',
    endpoint: sql`lower(coalesce(stored.endpoint_id, stored.client.client_id))`,
    user: sql`stored.user_id`,
    address: sql`coalesce(${EMAIL}, ${PHONE})`,
    at: HAPPENED,
    columns: EVENT_COLUMNS,
  },
  {
    name: 'simulation_events',
    outcome: 'anonymise',
    endpoint: ENDPOINT,
    user: sql`stored.user_id`,
    columns: {
      ...pseudonyms('event_id', 'endpoint_id', 'user_id', 'message_id'),
      attributes: EVENT_COLUMNS.attributes,
    },
  },
];

/** Tables that hold no person; of a deleted application their rows go too. */
export const IMPERSONAL_TABLES: readonly string[] = ['definition_names', 'rfm_clusters', 'rfm_uploads'];
