import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { returnedColumns } from '../../src/compiler/returned-columns.ts';
import type { EventRecord, StoredEvent } from '../../src/core/events/event-record.ts';
import type { SqlRow } from '../../src/ports/query-engine.ts';
import { type LocalStage, openLocalStage } from '../../src/runtime/local.ts';
import { readViews } from '../../src/runtime/named-queries.ts';

/*
 * The views of `queries/views/` over the events that Amazon's documentation shows
 * (tests/fixtures/events, its licence beside it) and over what the documentation leaves out.
 */
const root = join(import.meta.dirname, '../..');
const documented = readFileSync(
  join(root, 'tests/fixtures/events/pinpoint_docs_sample_events.ndjson'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as EventRecord);
const APP = documented[0]?.application.app_id as string;
const views = readViews(join(root, 'queries'));

let home: string;
let stage: LocalStage;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'touchpoint-views-'));
  stage = await openLocalStage({ home });
  const events = [...documented, ...others()].map(
    (record, index): StoredEvent => ({
      ...record,
      event_id: `event${index}`,
      message_id: record.attributes.our_message,
    }),
  );
  await stage.ports.events.append(events);
  await stage.ports.events.append(events); // everything is delivered twice
});
afterAll(async () => {
  await stage.close();
  rmSync(home, { recursive: true });
});

function sample(type: string): EventRecord {
  const found = documented.find(({ event_type }) => event_type === type);
  if (!found) throw new Error(`No sample of ${type}`);
  return structuredClone(found);
}

function others(): EventRecord[] {
  const mail = sample('_email.open').facets?.email_channel.mail_event.mail;
  if (!mail) throw new Error('No mail in the sample');
  const email = (event_type: string, facet: object): EventRecord => ({
    ...sample('_email.open'),
    event_type,
    facets: { email_channel: { mail_event: { mail, ...facet } } },
  });
  const bounce = { bounce_type: 'Permanent', bounce_sub_type: 'General' };
  const sms = sample('_SMS.SUCCESS');
  return [
    email('_email.hardbounce', {
      bounce: {
        ...bounce,
        bounced_recipients: [{ email_address: 'a@example.com' }, { email_address: 'b@example.com' }],
      },
    }),
    email('_email.softbounce', { bounce: { ...bounce, bounce_type: 'Transient', bounced_recipients: [] } }),
    email('_email.complaint', { complaint: { complained_recipients: [{ email_address: 'a@example.com' }] } }),
    email('_email.rejected', { reject: { reason: 'Bad content' } }),
    email('_email.unsubscribe', {
      click: { link: 'https://example.com/u', link_tags: { unsubscribeLinkTag: ['click'] } },
    }),
    { ...email('_email.rendering_failure', {}), attributes: { feedback: 'no such helper' } },
    {
      ...sms,
      event_type: '_SMS.BUFFERED',
      attributes: { ...sms.attributes, customer_context: '{"order":"7"}' },
    },
    { ...sms, event_type: '_SMS.FAILURE', attributes: { ...sms.attributes, customer_context: 'not JSON' } },
    { ...sms, event_type: '_SMS.OPTOUT' },
    {
      ...sample('_session.stop'),
      event_type: 'basket_filled',
      metrics: { items: 3 },
      attributes: { shop: 'Porto' },
    },
    { ...sample('_campaign.send'), event_type: '_campaign.opened_notification' },
    ...[
      '_campaign.send',
      '_email.send',
      '_email.delivered',
      '_email.open',
      '_email.open',
      '_email.click',
    ].map((type, index): EventRecord => {
      const record = sample(type);
      return {
        ...record,
        arrival_timestamp: 1_795_000_000_000 + index * 60_000,
        attributes: { ...record.attributes, our_message: 'm1' },
      };
    }),
  ];
}

const read = (view: string, columns = '*') =>
  stage.ports.queries.query<SqlRow>({
    text: `select ${columns} from ${view} where application_id = ?`,
    values: [{ type: 'varchar', value: APP }],
  });

describe('views of the events', () => {
  it.each(views.filter(({ name }) => name !== 'unique_events').map((view) => [view.name, view] as const))(
    '%s has the columns that its header names',
    async (name, view) => {
      const described = await stage.ports.queries.query({
        text: `select column_name as name, data_type as type from information_schema.columns where table_name = '${name}' order by ordinal_position`,
        values: [],
      });
      const spelt = returnedColumns(view.returns).map(({ name: column, type }) => ({
        name: column,
        type: type === 'row' ? expect.stringMatching(/^STRUCT\(/) : duckDbType(type), // as in events
      }));
      expect(described).toEqual(spelt);
    },
  );

  it.each([
    ['email_send', 2],
    ['email_delivered', 2],
    ['email_open', 3],
    ['email_click', 2],
    ['email_unsubscribe', 1],
    ['email_rejected', 1],
    ['email_complaint', 1],
    ['email_rendering_failure', 1],
    ['sms_success', 1],
    ['sms_buffered', 1],
    ['sms_failure', 1],
    ['sms_optout', 1],
    ['campaign_send', 2],
    ['journey_send', 1],
    ['session_events', 1],
    ['custom_events', 1],
    ['application_events', 2],
    ['push_events', 1],
  ])('%s has %d rows, though each event came twice', async (view, rows) => {
    expect(await read(view)).toHaveLength(rows);
  });

  it('names the treatment, which the original reads under a key that no event has', async () => {
    const [send] = await read('campaign_send');
    expect(send).toMatchObject({
      pinpoint_treatment_id: '0',
      campaign_send_status: 'SUCCESS',
      delivery_type: 'GCM',
    });
  });

  it('has a row for each recipient whose mail bounced, and one for a bounce that names none', async () => {
    const hard = await read('email_hardbounce', 'bounced_recipient_email_address as address');
    expect(hard.map(({ address }) => address).sort()).toEqual(['a@example.com', 'b@example.com']);
    expect(await read('email_softbounce', 'bounce_type, bounced_recipient_email_address as address')).toEqual(
      [{ bounce_type: 'Transient', address: null }],
    );
  });

  it('reads the context of a text message, and lives with one that is not JSON', async () => {
    expect(await read('sms_buffered', 'message_tags')).toEqual([{ message_tags: { order: '7' } }]);
    expect(await read('sms_failure', 'message_tags')).toEqual([{ message_tags: null }]);
  });

  it('keeps the metrics and attributes of custom events', async () => {
    expect(await read('custom_events', 'event_type, attributes, metrics')).toEqual([
      { event_type: 'basket_filled', attributes: { shop: 'Porto' }, metrics: { items: 3 } },
    ]);
  });

  it('tells the whole story of a message in one row, opens at the time of opening', async () => {
    const [message] = await read('message_status');
    expect(message).toMatchObject({
      message_id: 'm1',
      send_status: 'SUCCESS',
      sent_at: new Date(1_795_000_000_000),
      delivered_at: new Date(1_795_000_120_000),
      opened_at: new Date(1_795_000_180_000),
      opens: 2,
      clicks: 1,
      bounce: null,
    });
  });
});

/** DuckDB's spelling of a view's type. */
function duckDbType(type: string): string {
  const spelt = type.toUpperCase().replace('ARRAY(VARCHAR)', 'VARCHAR[]');
  return spelt.replace('(VARCHAR,', '(VARCHAR, ');
}
