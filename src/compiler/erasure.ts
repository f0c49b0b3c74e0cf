import type { Statement } from '../core/statement.ts';
import { identifier, join, type Sql, sql, typeName } from './sql.ts';

/** How an engine says what is not said alike everywhere. */
export interface ErasureDialect {
  /** `value`, whose members are in the order of the column's, as the column's type. */
  castAs(column: string, value: Sql): Sql;
  /** Of a map those keys. */
  keepKeys(map: Sql, keys: readonly string[]): Sql;
}

const listed = (texts: readonly string[]) =>
  join(
    texts.map((text) => sql`${text}`),
    sql`, `,
  );

/** @param typeOf the engine's name of an `events` column's type */
export function duckDbErasure(typeOf: (column: string) => string): ErasureDialect {
  return {
    castAs: (column, value) => sql`cast(${value} as ${typeName(typeOf(column))})`,
    keepKeys: (map, keys) =>
      sql`map_from_entries(list_filter(map_entries(${map}), lambda entry: entry.key in (${listed(keys)})))`,
  };
}

/** @param typeOf as above */
export function athenaErasure(typeOf: (column: string) => string): ErasureDialect {
  return {
    castAs: (column, value) => sql`cast(${value} as ${typeName(typeOf(column))})`,
    keepKeys: (map, keys) => sql`map_filter(${map}, (key, value) -> key in (${listed(keys)}))`,
  };
}

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

const SALT = sql`coalesce(erased_endpoint.salt, erased_user.salt, erased_address.salt)`;

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
const ENDPOINT = sql`lower(stored.endpoint_id)`;

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
export const IMPERSONAL_TABLES: readonly string[] = ['rfm_clusters', 'rfm_uploads'];

/** The rows of a table as `stored`, beside the person whose each is. */
export function rowsWithPersons(table: ErasedTable, from: Sql): Sql {
  return sql`${from} as stored
${personJoin(table, 'endpoint')}
${personJoin(table, 'user')}
${personJoin(table, 'address')}`;
}

/** A row without an instant is an old one. A bare comparison, so that engines join by hash. */
const happened = (at: Sql) => sql`coalesce(${at}, timestamp '1970-01-01 00:00:00')`;

function personJoin(table: ErasedTable, kind: 'endpoint' | 'user' | 'address'): Sql {
  const alias = identifier(`erased_${kind}`);
  const value = table[kind];
  const condition = value
    ? sql`${alias}.application_id = stored.application_id and ${alias}.kind = ${kind} and ${alias}.value = ${value}`
    : sql`false`;
  const lived = table.at && value ? sql` and ${happened(table.at)} <= ${alias}.until` : sql``;
  return sql`left join ${identifier(ERASED_VALUES)} as ${alias} on ${condition}${lived}`;
}

/** Whether a row is a person's. */
export const IS_ERASED: Sql = sql`(${SALT} is not null)`;
/** Whose erasure a row is of. */
export const ERASURE_ID: Sql = sql`coalesce(erased_endpoint.erasure_id, erased_user.erasure_id, erased_address.erasure_id)`;

/** Columns of `stored` as they are. */
const plainColumns = (columns: readonly string[]) =>
  join(
    columns.map((name) => sql`stored.${identifier(name)}`),
    sql`, `,
  );

/** The same with a person's values exchanged. */
function changedColumns(table: ErasedTable, columns: readonly string[], dialect: ErasureDialect): Sql {
  return join(
    columns.map((name) => {
      const change = table.columns[name];
      return change
        ? sql`${change({ dialect, salt: SALT })} as ${identifier(name)}`
        : sql`stored.${identifier(name)}`;
    }),
    sql`, `,
  );
}

/**
 * The rows of a table that stay. Those of nobody, nearly all, are passed on as they are: to build every row's nested
 * columns anew takes many times as long.
 */
function stayingRows(
  table: ErasedTable,
  columns: readonly string[],
  { where, dialect }: { readonly where: Sql; readonly dialect: ErasureDialect },
): Sql {
  const rows = rowsWithPersons(table, identifier(table.name));
  const others = sql`select ${plainColumns(columns)} from ${rows} where (${where}) and not ${IS_ERASED}`;
  if (table.outcome === 'delete') return others;
  return sql`${others}
union all
select ${changedColumns(table, columns, dialect)} from ${rows} where (${where}) and ${IS_ERASED}`;
}

const KINDS = ['endpoint', 'user', 'address'] as const;

/**
 * Where rows are changed in place: one statement for each way in which a row may be a person's, since a row may match
 * only once. What one of them has changed, the next does not find any more.
 */
export function eraseRows(table: ErasedTable, dialect: ErasureDialect): Statement[] {
  return KINDS.flatMap((kind) => {
    const value = table[kind];
    if (!value) return [];
    const lived = table.at ? sql` and ${happened(table.at)} <= person.until` : sql``;
    const changes = Object.entries(table.columns).map(
      ([name, change]) => sql`${identifier(name)} = ${change({ dialect, salt: sql`person.salt` })}`,
    );
    const then = table.outcome === 'delete' ? sql`delete` : sql`update set ${join(changes, sql`, `)}`;
    return sql`merge into ${identifier(table.name)} as stored
using (select * from ${identifier(ERASED_VALUES)} where kind = ${kind}) as person
on person.application_id = stored.application_id and person.value = ${value}${lived}
when matched then ${then}`.statement();
  });
}

/** Removes the rows of applications that were deleted. */
export function dropApplicationRows(table: string): Statement {
  return sql`delete from ${identifier(table)}
where application_id in (select value from ${identifier(ERASED_VALUES)} where kind = 'application')`.statement();
}

/** The statements by which an engine's tables lose their persons; `erased_values` must be there. */
export interface ErasureStatements {
  /** Tables with persons, and what becomes of their rows. */
  readonly tables: readonly ErasedTable[];
  /** `erasure_id`, `found`: rows of each erasure. */
  count(table: ErasedTable): Statement;
  /** Every row of any table that stays, persons' values exchanged; `columns` in order. */
  kept(table: string, columns: readonly string[]): Statement;
}

export function erasureStatements(dialect: ErasureDialect): ErasureStatements {
  return {
    tables: ERASED_TABLES,
    count: (table) =>
      sql`select ${ERASURE_ID} as erasure_id, count(*) as found
from ${rowsWithPersons(table, identifier(table.name))}
where ${IS_ERASED}
group by 1`.statement(),
    kept(name, columns) {
      const table = ERASED_TABLES.find((one) => one.name === name);
      const living = columns.includes('application_id')
        ? sql`stored.application_id is null or stored.application_id not in (select value from ${identifier(ERASED_VALUES)} where kind = 'application')`
        : sql`true`;
      if (!table) return sql`select * from ${identifier(name)} as stored where ${living}`.statement();
      return stayingRows(table, columns, { where: living, dialect }).statement();
    },
  };
}

/** A table that is files, one folder a partition: those with persons are written anew. */
export interface FileTable {
  readonly name: 'events' | 'endpoint_changes';
  /** Folder in the lake bucket, ending in `/`. */
  readonly prefix: string;
  /** Columns that are the path, in its order. */
  readonly partitions: readonly string[];
}

export const FILE_TABLES: readonly FileTable[] = [
  { name: 'events', prefix: 'events/', partitions: ['application_id', 'arrival_date'] },
  { name: 'endpoint_changes', prefix: 'endpoint_changes/', partitions: ['change_date'] },
];

const ENDPOINT_CHANGES: ErasedTable = {
  name: 'endpoint_changes',
  outcome: 'delete',
  endpoint: ENDPOINT,
  at: sql`stored.effective_date`,
  columns: {},
};

const fileTable = (name: FileTable['name']): ErasedTable =>
  name === 'endpoint_changes'
    ? ENDPOINT_CHANGES
    : (ERASED_TABLES.find((table) => table.name === name) as ErasedTable);

const OF_GONE_APPLICATION = sql`stored.application_id in (select value from ${identifier(ERASED_VALUES)} where kind = 'application')`;

/** A file's path is a column that is quoted, so it cannot be an `identifier`. */
const PATH = sql`stored."$path"`;

/**
 * `path`, `erasure_id`, `found`: the files with persons, and how many rows are whose.
 * @param applicationId of `events`, where the engine reads one application at a time
 */
export function filesWithPersons({ name, partitions }: FileTable, applicationId?: string): Statement {
  const table = fileTable(name);
  const within =
    applicationId === undefined
      ? sql`stored.${identifier(partitions[0] ?? '')} >= '2024-01-01'`
      : sql`stored.application_id = ${applicationId} and stored.arrival_date >= '2024-01-01'`;
  const isGone = applicationId === undefined ? sql` or ${OF_GONE_APPLICATION}` : sql``;
  return sql`select ${PATH} as path, ${ERASURE_ID} as erasure_id, count(*) as found
from ${rowsWithPersons(table, identifier(name))}
where ${within} and (${IS_ERASED}${isGone})
group by 1, 2
order by 1, 2`.statement();
}

/**
 * The rows of files, without their persons, as files have them.
 * @param values of the partition's columns
 * @param paths as `filesWithPersons` gave them
 */
export function rowsOfFiles(
  { name, partitions }: FileTable,
  { values, paths }: { readonly values: readonly string[]; readonly paths: readonly string[] },
  columns: readonly string[],
  dialect: ErasureDialect,
): Statement {
  const table = fileTable(name);
  const own = columns.filter((column) => !partitions.includes(column));
  const within = join(
    partitions.map((partition, index) => sql`stored.${identifier(partition)} = ${values[index] ?? ''}`),
    sql` and `,
  );
  const gone = name === 'endpoint_changes' ? sql` and not (${OF_GONE_APPLICATION})` : sql``;
  const where = sql`${within} and ${PATH} in (${listed(paths)})${gone}`;
  return stayingRows(table, own, { where, dialect }).statement();
}
