import type { DuckDBConnection } from '@duckdb/node-api';

/** Who sends: made by the stage, so that its routes know them. */
export interface GeneratedSenders {
  /** The first is the largest. */
  readonly applications: readonly string[];
  /** `PERIODS` times as many as run in one period, in the order in which they run. */
  readonly campaigns: readonly Sender[];
  readonly journeys: readonly Sender[];
}

export interface Sender {
  readonly id: string;
  readonly applicationId: string;
}

export interface GeneratedLog {
  readonly events: number;
  /** The last event is before this instant, epoch milliseconds. */
  readonly until: number;
}

/** A year, less some days: the same thirty days of sending, each time by other campaigns, as other messages. */
export const PERIODS = 12;
export const PERIOD_DAYS = 30;
const DAY_MS = 86_400_000;
/** Messages of a day are told apart by a hundred places, each of one sender. */
const SLOTS = 100;
/** Of a day's events, those that applications report; the others are told of messages, so many of each. */
const SHARE_REPORTED = 0.25;
const EVENTS_PER_MESSAGE = 2.68;
/** What is told of a message is told within so many days. */
const TOLD_DAYS = 4;
const CAMPAIGN_DAYS = 28;
const RUN_EVERY_DAYS = 2;
/** The stage orders what it takes into the lake at once (journal-event-sink.ts): some 90,000 of 100 million events. */
const LOADED_MS = 8 * 3_600_000;
export const ENDPOINTS = 2_000_000;

/** A hundredth of a day's messages. */
interface Slot {
  readonly application_id: string;
  readonly origin: 'campaign' | 'journey' | 'transactional';
  readonly channel: string;
  readonly starts_ms: number;
  readonly spread_ms: number;
  readonly campaign_id?: string;
  readonly campaign_activity_id?: string;
  readonly journey_id?: string;
  readonly journey_run_id?: string;
  readonly journey_activity_id?: string;
}

const MORNING_MS = 9 * 3_600_000;
const CHANNELS = ['EMAIL', 'EMAIL', 'SMS', 'EMAIL', 'GCM', 'EMAIL', 'EMAIL', 'EMAIL', 'EMAIL', 'SMS'];

/** Who sends on a day of a period: half by runs of campaigns, a quarter by journeys, a quarter by nobody's plan. */
function slotsOf(day: number, { applications, campaigns, journeys }: GeneratedSenders): Slot[] {
  const running = campaigns
    .map((campaign, index) => ({ ...campaign, index, age: day + 1 - (index % 3) }))
    .filter(({ age }) => age >= 0 && age < CAMPAIGN_DAYS && age % RUN_EVERY_DAYS === 0);
  const first = applications[0] as string;
  return Array.from({ length: SLOTS }, (_, slot): Slot => {
    const channel = CHANNELS[slot % CHANNELS.length] as string;
    const campaign = running[slot % Math.max(1, running.length)];
    if (slot < 50 && campaign) {
      return {
        application_id: campaign.applicationId,
        origin: 'campaign',
        channel: CHANNELS[campaign.index % CHANNELS.length] as string,
        starts_ms: MORNING_MS + (campaign.index % 8) * 3_600_000,
        spread_ms: 1_800_000,
        campaign_id: campaign.id,
        campaign_activity_id: `${campaign.id}-${day}`,
      };
    }
    const journey = journeys[slot % Math.max(1, journeys.length)];
    if (slot < 75 && journey) {
      return {
        application_id: journey.applicationId,
        origin: 'journey',
        channel: slot % 5 === 4 ? 'SMS' : 'EMAIL',
        starts_ms: MORNING_MS + (slot % 10) * 3_600_000,
        spread_ms: 3_600_000,
        journey_id: journey.id,
        journey_run_id: `${journey.id}-1`,
        journey_activity_id: `activity-${slot % 4}`,
      };
    }
    const application_id = slot % 5 < 3 ? first : (applications[slot % applications.length] as string);
    return { application_id, origin: 'transactional', channel, starts_ms: 0, spread_ms: DAY_MS - 60_000 };
  });
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const NEVER = 10_000_000;
const uniform = (salt: string) => `((hash(m, '${salt}') % ${NEVER}) / ${NEVER}.0e0)`;
const chance = (salt: string, share: number) => `hash(m, '${salt}') % ${NEVER} < ${share * NEVER}`;
/** Most soon, some days later. */
const later = (salt: string) => `cast(30000 + pow(${uniform(salt)}, 4) * ${4 * DAY_MS} as bigint)`;
const told = (type: string, after: string | number) =>
  `[{'type': ${text(type)}, 'after': cast(${after} as bigint)}]`;
const when = (condition: string, list: string) => `if(${condition}, ${list}, [])`;

/** What becomes of a message, as a list of types and milliseconds after its sending. */
const TOLD = `
  case when origin <> 'transactional' then [{'type': '_' || origin || '.send', 'after': cast(0 as bigint)}] else [] end
  || case
    when origin <> 'transactional' and fate < 500000 then []
    when channel = 'GCM' then ${when(`origin = 'campaign' and ${chance('push', 0.05)}`, told('_campaign.opened_notification', later('pushed')))}
    when channel = 'SMS' then ${told('_SMS.BUFFERED', 300)}
      || if(${chance('sms', 0.96)}, ${told('_SMS.SUCCESS', 2500)}, ${told('_SMS.FAILURE', 4000)})
      || ${when(chance('stop', 0.002), told('_SMS.OPTOUT', later('stopped')))}
    when ${chance('render', 0.0005)} then ${told('_email.rendering_failure', 100)}
    else ${told('_email.send', 400)} || case
      when ${chance('mail', 0.001)} then ${told('_email.rejected', 600)}
      when ${chance('mail', 0.009)} then ${told('_email.hardbounce', 3000)}
      when ${chance('mail', 0.021)} then ${told('_email.softbounce', 60000)}
      else ${told('_email.delivered', 2500)}
        || ${when(chance('o', 0.26), told('_email.open', later('o1')))}
        || ${when(chance('o', 0.08), told('_email.open', later('o2')))}
        || ${when(chance('o', 0.03), told('_email.open', later('o3')))}
        || ${when(chance('o', 0.045), told('_email.click', `30000 + ${later('o1')}`))}
        || ${when(chance('o', 0.012), told('_email.click', `60000 + ${later('o2')}`))}
        || ${when(chance('c', 0.0005), told('_email.complaint', later('c1')))}
        || ${when(chance('u', 0.002), told('_email.unsubscribe', later('u1')))}
    end
  end`;

const mail = `{
  'message_id': '0100' || left(system.main.md5('ses' || m), 16) || '-' || left(system.main.md5('p' || m), 8) || '-000000',
  'message_send_timestamp': sent_at, 'from_address': 'hello@' || left(application_id, 8) || '.example',
  'destination': [address], 'headers_truncated': false,
  'headers': [
    {'name': 'From', 'value': 'hello@' || left(application_id, 8) || '.example'}, {'name': 'To', 'value': address},
    {'name': 'Subject', 'value': subject}, {'name': 'MIME-Version', 'value': '1.0'},
    {'name': 'Content-Type', 'value': 'multipart/alternative; boundary="' || left(system.main.md5('b' || m), 16) || '"'}],
  'common_headers': {'from': 'hello@' || left(application_id, 8) || '.example', 'to': [address], 'subject': subject}}`;
const reader = `'ip_address': (10 + hash(e) % 90) || '.' || (hash(e, 'i') % 256) || '.' || (hash(e, 'j') % 256) || '.' || (hash(e, 'k') % 256),
  'user_agent': list_extract(agents, 1 + cast(hash(e, 'agent') % len(agents) as int))`;
const link = `'https://www.' || left(application_id, 8) || '.example/offers/' || (hash(m, 'link') % 40)`;
const ids = `'campaign_id': campaign_id, 'campaign_activity_id': campaign_activity_id, 'treatment_id': treatment_id`;
const journeyIds = `'journey_id': journey_id, 'journey_run_id': journey_run_id, 'journey_activity_id': journey_activity_id`;
const withIds = (own: string) => `case origin
      when 'campaign' then map {${own}, ${ids}} when 'journey' then map {${own}, ${journeyIds}} else map {${own}} end`;
const status = (quiet: string) => `case when fate >= 500000 then 'SUCCESS' when fate < 300000 then '${quiet}'
      when fate < 400000 then 'DAILY_CAP' else 'FAILURE' end`;
const only = (types: string, value: string) => `case when event_type in (${types}) then ${value} end`;

const MAIL_EVENT = `{
  'mail': ${mail},
  'send': ${only("'_email.send'", 'cast(map() as map(varchar, varchar))')},
  'delivery': ${only("'_email.delivered'", `{'smtp_response': '250 2.0.0 OK ' || left(system.main.md5('r' || m), 20), 'reporting_mta': 'a8-' || (hash(m) % 60) || '.smtp-out.example', 'recipients': [address], 'processing_time_millis': cast(900 + hash(m, 'ms') % 1800 as int)}`)},
  'open': ${only("'_email.open'", `{${reader}}`)},
  'click': ${only("'_email.click', '_email.unsubscribe'", `{${reader}, 'link': ${link}, 'link_tags': cast(null as map(varchar, varchar[]))}`)},
  'reject': ${only("'_email.rejected'", `{'reason': 'Bad content'}`)},
  'complaint': ${only("'_email.complaint'", `{'complained_recipients': [{'email_address': address}], 'feedback_id': system.main.md5('f' || m), 'user_agent': 'FBL', 'complaint_feedback_type': 'abuse'}`)},
  'bounce': ${only("'_email.hardbounce', '_email.softbounce'", `{'bounce_type': if(event_type = '_email.hardbounce', 'Permanent', 'Transient'), 'bounce_sub_type': 'General', 'bounced_recipients': [{'email_address': address, 'action': 'failed', 'status': '5.1.1', 'diagnostic_code': 'smtp; 550 5.1.1 user unknown'}], 'feedback_id': system.main.md5('f' || m), 'reporting_mta': 'dsn; a8.smtp-out.example'}`)}}`;

/** Rows of `events` from rows of `pending`, which hold the number of a message or of a report, type and instant. */
const EVENTS = `
  select
    system.main.md5('event' || m || event_type || occurrence) as event_id, endpoint_id, user_id,
    case when not reported then channel end as channel, case when not reported then system.main.md5('message' || m) end as message_id,
    campaign_id, campaign_activity_id, treatment_id, journey_id, journey_run_id, journey_activity_id, event_type,
    case event_type when '_campaign.send' then ${status('HOLDOUT')} when '_journey.send' then ${status('QUIET_TIME')} end as send_status,
    case when reported then told_at - 1500 when starts_with(event_type, '_email.') then sent_at else told_at end as event_timestamp,
    told_at as arrival_timestamp, if(reported, '3.0', '3.1') as event_version,
    {'app_id': application_id, 'cognito_identity_pool_id': cast(null as varchar), 'package_name': case when reported then 'com.example.shop' end, 'sdk': case when reported then map {'name': 'aws-sdk-js', 'version': '3.1132.0'} else cast(map() as map(varchar, varchar)) end, 'title': case when reported then 'Shop' end, 'version_name': cast(null as varchar), 'version_code': case when reported then '42' end} as application,
    {'client_id': 'client-' || endpoint_id, 'cognito_id': cast(null as varchar)} as client,
    {'locale': case when reported then {'code': 'pt_PT', 'country': 'PT', 'language': 'pt'} end, 'make': case when reported then 'Apple' end, 'model': case when reported then 'iPhone17,1' end, 'platform': case when reported then map {'name': 'ios', 'version': '18.1'} else cast(map() as map(varchar, varchar)) end} as device,
    {'session_id': case when reported then system.main.md5('s' || e || (told_at // 3600000)) end, 'start_timestamp': case when reported then told_at // 3600000 * 3600000 end, 'stop_timestamp': cast(null as bigint)} as session,
    case
      when reported then map {'page': '/products/' || (hash(m, 'page') % 5000), 'section': 'section-' || (hash(m, 'section') % 12), 'campaign': 'autumn', 'currency': 'EUR'}
      when event_type = '_campaign.send' then map {${ids}, 'delivery_type': channel, 'campaign_send_status': ${status('HOLDOUT')}}
      when event_type = '_journey.send' then map {${journeyIds}, 'journey_activity_type': channel, 'journey_send_status': ${status('QUIET_TIME')}}
      when event_type = '_email.rendering_failure' then ${withIds("'feedback': 'rendering_failure', 'error': 'Attributes.Name is missing'")}
      when starts_with(event_type, '_email.') then ${withIds(`'feedback': case event_type when '_email.send' then 'received' when '_email.open' then 'opened' when '_email.click' then ${link} else substr(event_type, 8) end`)}
      when starts_with(event_type, '_SMS.') then ${withIds(`'sender_request_id': system.main.md5('message' || m), 'message_id': system.main.md5('sms' || m), 'message_type': 'Promotional', 'origination_phone_number': '+12065550100', 'destination_phone_number': '+3519' || lpad(cast(e as varchar), 8, '0'), 'iso_country_code': list_extract(['PT', 'ES', 'FR', 'DE'], 1 + cast(e % 4 as int)), 'number_of_message_parts': cast(1 + hash(m, 'parts') % 2 as varchar), 'record_status': case event_type when '_SMS.BUFFERED' then 'PENDING' when '_SMS.SUCCESS' then 'DELIVERED' else list_extract(['CARRIER_BLOCKED', 'UNREACHABLE', 'INVALID'], 1 + cast(hash(m, 'why') % 3 as int)) end`)}
      else ${withIds("'delivery_type': channel")}
    end as attributes,
    case
      when reported then map {'seconds': (hash(m, 'seconds') % 9000) / 100.0e0, 'price': (hash(m, 'price') % 20000) / 100.0e0}
      when event_type in ('_SMS.SUCCESS', '_SMS.FAILURE') then map {'price_in_millicents_usd': cast(645 * (1 + hash(m, 'parts') % 2) as double)}
    end as metrics,
    case
      when event_type in ('_campaign.send', '_journey.send') then
        {'custom': map {'endpoint': '{"ChannelType":"' || channel || '","EndpointStatus":"ACTIVE","OptOut":"NONE","RequestId":"' || system.main.md5('q' || e) || '","EffectiveDate":"2026-03-' || lpad(cast(1 + e % 28 as varchar), 2, '0') || 'T11:12:13.000Z","Demographic":{"Locale":"pt_PT","Platform":"' || if(e % 2 = 0, 'ios', 'android') || '","Timezone":"Europe/Lisbon"},"User":{"UserId":"' || user_id || '"}}'}}
      when starts_with(event_type, '_email.') then {'custom': map {'legacy_identifier': application_id}}
    end as client_context,
    '000000000000' as awsaccountid,
    case when starts_with(event_type, '_email.') and event_type <> '_email.rendering_failure' then {'email_channel': {'mail_event': ${MAIL_EVENT}}} end as facets,
    application_id, strftime(epoch_ms(told_at), '%Y-%m-%d') as arrival_date
  from (
    select *, 'endpoint-' || system.main.md5('e' || e) as endpoint_id, 'user-' || (e // 2) as user_id,
      case when origin = 'campaign' then cast(hash(e, 'treatment') % 2 as varchar) end as treatment_id,
      'person.' || e || '@mail' || (e % 50) || '.example' as address,
      'News of ' || coalesce(left(campaign_id, 6), left(journey_id, 6), 'your order') as subject,
      ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36', 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'] as agents
    from (
      select plan.*, pending.*, slot < 0 as reported, cast(hash(m, 'who') % ${ENDPOINTS} as bigint) as e, hash(m, 'fate') % ${NEVER} as fate
      from pending join plan using (day, slot)
      where told_at >= $from and told_at < $to
      order by told_at // ${LOADED_MS}, application_id, campaign_id, journey_id, told_at
    )
  )`;

/** Who sends on each day of the period, and before it what is still told of; reports have places below 0. */
async function plan(connection: DuckDBConnection, senders: GeneratedSenders): Promise<void> {
  await connection.run(`
    create or replace temp table plan (day int, slot int, application_id varchar, origin varchar, channel varchar,
      starts_ms bigint, spread_ms bigint, campaign_id varchar, campaign_activity_id varchar, journey_id varchar,
      journey_run_id varchar, journey_activity_id varchar)`);
  for (let day = -TOLD_DAYS; day < PERIOD_DAYS; day++) {
    const slots = slotsOf(day, senders).map(
      ({ application_id, origin, channel, starts_ms, spread_ms, ...ids }, slot) => {
        const idsOf = [
          ids.campaign_id,
          ids.campaign_activity_id,
          ids.journey_id,
          ids.journey_run_id,
          ids.journey_activity_id,
        ];
        const texts = [application_id, origin, channel].map(text).join(', ');
        const senderTexts = idsOf.map((value) => (value === undefined ? 'null' : text(value))).join(', ');
        return `(${day}, ${slot}, ${texts}, ${starts_ms}, ${spread_ms}, ${senderTexts})`;
      },
    );
    const reports = senders.applications.map(
      (id, index) =>
        `(${day}, ${-1 - index}, ${text(id)}, 'reported', null, 0, 0, null, null, null, null, null)`,
    );
    await connection.run(`insert into plan values ${[...slots, ...reports].join(', ')}`);
  }
}

/** Adds what is told of the messages of a day, and what applications report on it, to `pending`. */
async function tellDay(
  connection: DuckDBConnection,
  {
    day,
    from,
    messages,
    reported,
    applications,
  }: Readonly<Record<'day' | 'from' | 'messages' | 'reported' | 'applications', number>>,
): Promise<void> {
  const number = `cast(${(day + TOLD_DAYS) * 10_000_000} as bigint) + i`;
  await connection.run(`
    insert into pending
    select day, slot, m, sent_at, happened.type, cast(occurrence as int), sent_at + happened.after
    from (
      select *, unnest(told) as happened, unnest(range(len(told))) as occurrence
      from (
        select *, ${TOLD} as told
        from (
          select *, hash(m, 'fate') % ${NEVER} as fate,
            ${from} + starts_ms + (i // ${SLOTS}) * spread_ms // ${Math.ceil(messages / SLOTS)} + cast(hash(m, 'ms') % 900 as bigint) as sent_at
          from (select ${day} as day, cast(i % ${SLOTS} as int) as slot, ${number} as m, i from range(${messages}) as numbers(i))
          join plan using (day, slot)
        )
      )
    )`);
  await connection.run(`
    insert into pending
    select ${day}, -1 - cast(case when hash(m, 'app') % 100 < 60 then 0 else hash(m, 'app') % ${applications} end as int), m, null,
      list_extract(['_session.start', 'page.viewed', 'page.viewed', 'product.viewed', 'page.viewed', 'cart.filled', 'page.viewed', '_monetization.purchase', 'product.viewed', '_session.stop'], 1 + cast(hash(m, 'type') % 10 as int)),
      0, ${from} + cast(i * 86399000 // ${reported} as bigint) + cast(hash(m) % 900 as bigint)
    from (select ${number} as m, i from range(${reported}) as numbers(i))`);
  await connection.run(`
    insert into pending
    select * from pending where told_at >= ${from} and told_at < ${from + DAY_MS} and hash(m, occurrence) % 1000 = 0`);
}

/** Thirty days of events, in the order of arrival, into `generated`. */
async function generatePeriod(
  connection: DuckDBConnection,
  senders: GeneratedSenders,
  { events, from: begin }: { readonly events: number; readonly from: number },
): Promise<void> {
  const perDay = events / PERIOD_DAYS;
  const reported = Math.round(perDay * SHARE_REPORTED);
  const messages = Math.round((perDay * (1 - SHARE_REPORTED)) / EVENTS_PER_MESSAGE);
  const applications = senders.applications.length;
  await plan(connection, senders);
  await connection.run(`
    create or replace temp table pending (day int, slot int, m bigint, sent_at bigint, event_type varchar, occurrence int, told_at bigint);
    create table generated as from events limit 0`);
  for (let day = -TOLD_DAYS; day < PERIOD_DAYS; day++) {
    const from = begin + day * DAY_MS;
    const to = from + DAY_MS;
    await tellDay(connection, { day, from, messages, reported, applications });
    if (day >= 0) {
      const rows = EVENTS.replaceAll('$from', String(from)).replaceAll('$to', String(to));
      await connection.run(`insert into generated by name ${rows}`);
    }
    await connection.run(`delete from pending where told_at < ${to}`);
  }
  await connection.run('drop table pending; drop table plan');
}

/**
 * Fills `events` with a log as most of a year of sending leaves it: in the order of arrival, one in a thousand
 * delivered twice, attribute maps and mail records of the size that providers send. One period is made,
 * and put into the table again and again, as other messages and events of other campaigns.
 * @returns the campaigns that ran in the last period
 */
export async function generateEvents(
  connection: DuckDBConnection,
  senders: GeneratedSenders,
  { events, until }: GeneratedLog,
  onPeriod: (number: number) => void = () => undefined,
): Promise<readonly Sender[]> {
  const atOnce = Math.floor(senders.campaigns.length / PERIODS);
  const ofPeriod = (period: number) => senders.campaigns.slice(period * atOnce, (period + 1) * atOnce);
  const first = ofPeriod(0);
  const begin = Math.floor(until / DAY_MS + 1) * DAY_MS - PERIODS * PERIOD_DAYS * DAY_MS;
  await generatePeriod(
    connection,
    { ...senders, campaigns: first },
    { events: events / PERIODS, from: begin },
  );
  for (let period = 0; period < PERIODS; period++) {
    const shift = period * PERIOD_DAYS * DAY_MS;
    const campaign = `map {${ofPeriod(period)
      .map(({ id }, index) => `${text(first[index]?.id ?? '')}: ${text(id)}`)
      .join(', ')}}`;
    const marked = (id: string) => `'${period.toString(16)}' || substr(${id}, 2)`;
    await connection.run(`
      insert into events by name
      select * replace (
        ${marked('event_id')} as event_id, ${marked('message_id')} as message_id,
        case when campaign_id is not null then ${campaign}[campaign_id] end as campaign_id,
        case when campaign_id is not null then ${campaign}[campaign_id] || substr(campaign_activity_id, 33) end as campaign_activity_id,
        event_timestamp + ${shift} as event_timestamp, arrival_timestamp + ${shift} as arrival_timestamp,
        strftime(epoch_ms(arrival_timestamp + ${shift}), '%Y-%m-%d') as arrival_date)
      from generated where arrival_timestamp + ${shift} < ${until}`);
    await connection.run('checkpoint');
    onPeriod(period);
  }
  await connection.run('drop table generated; checkpoint');
  return ofPeriod(PERIODS - 1);
}
