import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type MonthStage, openMonthStage } from './month/month-stage.ts';
import { OPENS, purchases } from './month/oracle.ts';
import { attributed, byProvider, fatigue, localHour, reactions } from './month/oracle-messages.ts';
import { messagesWith, overTime } from './month/oracle-over-time.ts';
import { eventFunnel, weeklyRetention } from './month/oracle-people.ts';

/* Named queries over a generated month, beside what counting event by event gives. */

let stage: MonthStage;
let days: { from_day: string; to_day: string };
let until: typeof days & { until_day: string };
beforeAll(async () => {
  stage = await openMonthStage();
  days = { from_day: stage.firstDay, to_day: stage.lastDay };
  until = { ...days, until_day: stage.lastDay };
}, 60_000);
afterAll(() => stage.stage.close());

const near = (value: number) => expect.closeTo(value, 9);

describe('attributed_conversions', () => {
  const models = ['last_touch', 'first_touch', 'linear'] as const;
  const touches = ['send', 'open', 'click'] as const;
  it.each(models.flatMap((model) => touches.map((touch) => [model, touch] as const)))(
    'gives by %s of what was touched by %s each conversion away once',
    async (model, touched_by) => {
      const rows = await stage.rows('attributed_conversions', {
        ...days,
        since_day: stage.firstDay,
        model,
        touched_by,
        detail: 'part',
        window_hours: '120',
      });
      const found = rows.map(({ origin, origin_id, part_id, ...row }) => [
        [origin, origin_id, part_id].filter((one) => one !== null).join('/'),
        row,
      ]);
      const expected = attributed(stage.month, purchases(120), model, touched_by);
      expect(Object.fromEntries(found)).toEqual(
        Object.fromEntries(
          Object.entries(expected).map(([key, { conversions, revenue, touched }]) => [
            key,
            { conversions: near(conversions), revenue: near(revenue), touched },
          ]),
        ),
      );
      const all = stage.month.events.filter(({ type }) => type === '_monetization.purchase').length;
      expect(rows.reduce((sum, { conversions }) => sum + Number(conversions), 0)).toBeCloseTo(all, 9);
      expect(Object.keys(expected).length).toBeGreaterThan(4);
    },
  );
});

describe('messages_over_time', () => {
  const cell = ({ sent, delivered, opened, clicked }: Record<string, unknown>) => ({
    sent,
    delivered,
    opened,
    clicked,
  });
  it.each([
    ['the whole month', 0, 0],
    ['a week of it, at whose ends messages were sent and opened on different sides', 9, 14],
  ])('counts each message once on its day, by channel and origin, in %s', async (_, skipped, left) => {
    const day = (days: number) =>
      new Date(Date.parse(stage.firstDay) + days * 86_400_000).toISOString().slice(0, 10);
    const last = Math.round((Date.parse(stage.lastDay) - Date.parse(stage.firstDay)) / 86_400_000);
    const [from_day, to_day] = [day(skipped), day(last - left)];
    const rows = await stage.rows('messages_over_time', { from_day, to_day });
    const found = rows.map((row) => [[row.day, row.channel, row.origin].join('/'), cell(row)]);
    const expected = overTime(stage.month, from_day, to_day);
    expect(Object.fromEntries(found)).toEqual(expected);
    expect(Object.keys(expected).length).toBeGreaterThan(10);
  });

  it('tells campaigns, journeys and treatments apart', async () => {
    const rows = await stage.rows('messages_over_time', { ...days, step: 'whole', apart: 'treatment' });
    const key = (parts: readonly unknown[]) => parts.filter((part) => part != null).join('/');
    const found = rows.map((row) => [
      key([row.channel, row.origin, row.origin_id, row.origin === 'campaign' ? row.treatment_id : null]),
      cell(row),
    ]);
    const expected = overTime(stage.month, stage.firstDay, stage.lastDay, (_, { endpoint, ...of }) =>
      key([
        endpoint.channel === 'GCM' ? 'PUSH' : endpoint.channel,
        of.campaign ? 'campaign' : of.journey ? 'journey' : 'transactional',
        of.campaign ?? of.journey,
        of.campaign && of.treatment,
      ]),
    );
    expect(Object.fromEntries(found)).toEqual(expected);
  });
});

describe('delivery_problems', () => {
  it('counts what went wrong by campaign, by journey and for transactional messages', async () => {
    const rows = await stage.rows('delivery_problems', days);
    const key = ({ origin, origin_id }: Record<string, unknown>) =>
      [origin, origin_id].filter((part) => part !== null).join('/');
    for (const [column, type] of [
      ['emails_sent', '_email.send'],
      ['hard_bounced', '_email.hardbounce'],
      ['complained', '_email.complaint'],
      ['texts_failed', '_SMS.FAILURE'],
    ] as const) {
      const expected = messagesWith(stage.month, type);
      for (const row of rows)
        expect([column, key(row), row[column]]).toEqual([column, key(row), expected[key(row)] ?? 0]);
    }
    const wrong = ['_email.hardbounce', '_email.complaint', '_SMS.FAILURE'].flatMap((type) =>
      Object.keys(messagesWith(stage.month, type)),
    );
    expect(rows.map(key)).toEqual(expect.arrayContaining([...new Set(wrong)]));
    expect(wrong.length).toBeGreaterThan(2);
  });
});

describe('event_funnel', () => {
  it.each([
    [['product_viewed', 'basket_filled', '_monetization.purchase'], 48],
    [['product_viewed', 'product_viewed', 'product_viewed'], 240],
    [['_email.open', '_email.click', '_monetization.purchase', 'bought_in_shop'], 720],
  ])('counts people who went all the way in time: %j within %d hours', async (steps, hours) => {
    const rows = await stage.rows('event_funnel', {
      ...days,
      steps: steps.join(','),
      window_hours: String(hours),
    });
    const expected = eventFunnel(stage.month, steps, hours);
    expect(rows.map(({ event_type, people }) => [event_type, people])).toEqual(
      steps.map((step, index) => [step, expected[index]]),
    );
    expect(rows.map(({ of_first }) => of_first)).toEqual(
      expected.map((people) => near(people / (expected[0] ?? 0))),
    );
    expect(expected.at(-1)).toBeGreaterThan(0);
  });
});

describe('cohort_retention', () => {
  it('counts people by the week of their first event and weeks since', async () => {
    const rows = await stage.rows('cohort_retention', { ...days, since_day: stage.firstDay });
    const found = rows.map(({ cohort, period_number, people }) => [`${cohort}/${period_number}`, people]);
    const expected = weeklyRetention(stage.month);
    expect(Object.fromEntries(found)).toEqual(expected);
    for (const { cohort, people, cohort_size, share } of rows) {
      expect([cohort_size, share]).toEqual([
        expected[`${cohort}/0`],
        near(Number(people) / Number(cohort_size)),
      ]);
    }
  });
});

describe('time to open', () => {
  it.each([
    ['open', OPENS],
    ['click', ['_email.click']],
  ])('is counted from the sending to the first %s', async (reaction, types) => {
    const sent = reactions(stage.month, types);
    const minutes = sent.flatMap(({ sentAt, reactedAt }) =>
      reactedAt === undefined ? [] : [(reactedAt - sentAt) / 60_000],
    );
    const rows = await stage.rows('time_to_open', { ...until, reaction });
    let sum = 0;
    for (const { from_minutes, to_minutes, messages, share, cumulative_share } of rows) {
      const to = to_minutes === null ? Number.POSITIVE_INFINITY : Number(to_minutes);
      const within = minutes.filter((one) => one >= Number(from_minutes) && one < to).length;
      sum += within;
      expect([messages, share, cumulative_share]).toEqual([
        within,
        near(within / sent.length),
        near(sum / sent.length),
      ]);
    }
    expect(sum).toBe(minutes.length);
    expect(minutes.length).toBeGreaterThan(50);
  });

  it('has the quantiles of a sorted list', async () => {
    const seconds = reactions(stage.month, OPENS)
      .flatMap(({ sentAt, reactedAt }) => (reactedAt === undefined ? [] : [(reactedAt - sentAt) / 1000]))
      .sort((one, other) => one - other);
    const quantile = (share: number) => {
      const place = (seconds.length - 1) * share;
      const [low, high] = [Math.floor(place), Math.ceil(place)].map((index) => seconds[index] ?? 0) as [
        number,
        number,
      ];
      return low + (high - low) * (place - Math.floor(place));
    };
    const rows = await stage.rows('time_to_open_quantiles', until);
    expect(rows).toEqual(
      [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99].map((share) => ({
        quantile: share,
        seconds: expect.closeTo(quantile(share), 5),
        messages: seconds.length,
      })),
    );
  });
});

describe('engagement_hours and endpoint_habits', () => {
  it('tell sends and first opens by the hour of each recipient, of unknown zones in UTC', async () => {
    const expected: Record<string, Record<string, number>> = {};
    const count = (at: number, zone: string | undefined, name: string, opened = false) => {
      const { weekday, hour, known } = localHour(at, zone);
      const key = `${weekday}/${hour}`;
      expected[key] ??= { sent: 0, sent_opened: 0, opens: 0, known_zone: 0 };
      const row = expected[key] as Record<string, number>;
      row[name] = (row[name] ?? 0) + 1;
      if (opened) row.sent_opened = (row.sent_opened ?? 0) + 1;
      if (known) row.known_zone = (row.known_zone ?? 0) + 1;
    };
    for (const { message, sentAt, reactedAt } of reactions(stage.month, OPENS)) {
      const { zone } = message.endpoint;
      count(sentAt, zone, 'sent', reactedAt !== undefined);
      if (reactedAt !== undefined) count(reactedAt, zone, 'opens');
    }
    const rows = await stage.rows('engagement_hours', days);
    const found = rows.map(({ weekday, hour, open_rate: _, ...row }) => [`${weekday}/${hour}`, row]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it('say of each endpoint when it opens and which channel its person answers best', async () => {
    const sent = reactions(stage.month, OPENS);
    const rate = (list: typeof sent) =>
      (list.filter(({ reactedAt }) => reactedAt).length + 1) / (list.length + 2);
    const expected = [...Map.groupBy(sent, ({ message }) => message.endpoint)].map(([endpoint, own]) => {
      const opens = own.flatMap(({ reactedAt }) =>
        reactedAt === undefined ? [] : [localHour(reactedAt, endpoint.zone).hour],
      );
      const hours = [...Map.groupBy(opens, (hour) => hour)].map(([hour, list]) => ({
        hour,
        opened: list.length,
      }));
      const [best] = hours.sort((one, other) => other.opened - one.opened || one.hour - other.hour);
      const theirs = sent.filter(({ message: { endpoint: other } }) =>
        endpoint.user === undefined ? other.id === endpoint.id : other.user === endpoint.user,
      );
      const [channel] = [...Map.groupBy(theirs, ({ message }) => message.endpoint.channel)]
        .map(([name, list]) => ({
          name,
          rate: rate(list),
          opened: list.filter(({ reactedAt }) => reactedAt).length,
        }))
        .sort(
          (one, other) =>
            other.rate - one.rate || other.opened - one.opened || (one.name < other.name ? -1 : 1),
        );
      return {
        endpoint_id: endpoint.id,
        user_id: endpoint.user ?? null,
        channel: endpoint.channel,
        time_zone: endpoint.zone ?? null,
        sent: own.length,
        opened: opens.length,
        open_rate: near(opens.length / own.length),
        best_hour: best?.hour ?? null,
        opened_then: best?.opened ?? 0,
        best_channel: channel?.name,
      };
    });
    const rows = await stage.rows('endpoint_habits', days);
    const byId = (one: { endpoint_id?: unknown }, other: { endpoint_id?: unknown }) =>
      String(one.endpoint_id) < String(other.endpoint_id) ? -1 : 1;
    expect(rows.sort(byId)).toEqual(expected.sort(byId));
  });
});

describe('mail_providers', () => {
  it('counts e-mails by provider, each once', async () => {
    const rows = await stage.rows('mail_providers', until);
    const expected = byProvider(stage.month);
    const found = rows.map((row) => [row.provider, row]);
    expect(Object.keys(Object.fromEntries(found)).sort()).toEqual(Object.keys(expected).sort());
    for (const [provider, row] of found as [string, Record<string, unknown>][]) {
      const of = (type: string) => expected[provider]?.[`_email.${type}`] ?? 0;
      expect(row).toEqual({
        provider,
        domain: null,
        sent: of('send'),
        delivered: of('delivered'),
        hard_bounced: of('hardbounce'),
        soft_bounced: of('softbounce'),
        rejected: of('rejected'),
        complained: of('complaint'),
        opened: of('open'),
        clicked: of('click'),
        unsubscribed: of('unsubscribe'),
        delivery_rate: near(of('delivered') / of('send')),
        bounce_rate: near((of('hardbounce') + of('softbounce')) / of('send')),
        complaint_rate: near(of('complaint') / of('send')),
        open_rate: near(of('open') / of('delivered')),
        click_rate: near(of('click') / of('delivered')),
        unsubscribe_rate: near(of('unsubscribe') / of('delivered')),
      });
    }
  });
});

describe('message_fatigue', () => {
  it('counts people by how many messages they had, and what they did', async () => {
    const rows = await stage.rows('message_fatigue', { ...days, most: '8' });
    expect(rows).toEqual(
      Object.entries(fatigue(stage.month, 8)).map(([each, row]) => ({
        messages_each: Number(each),
        ...row,
        open_rate: near(row.opened / row.messages),
        unsubscribe_rate: near(row.unsubscribed / row.people),
        complaint_rate: near(row.complained / row.people),
      })),
    );
  });
});

describe('message_status', () => {
  it('tells in one row what became of each message', async () => {
    const rows = await stage.stage.ports.queries.query({
      text: 'select * from message_status where application_id = ?',
      values: [{ type: 'varchar', value: stage.applicationId }],
    });
    const events = stage.month.events.filter(({ message }) => message !== undefined);
    const byMessage = Map.groupBy(events, ({ message }) => message?.id as string);
    expect(rows).toHaveLength(byMessage.size);
    for (const row of rows) {
      const own = byMessage.get(String(row.message_id)) ?? [];
      const first = (...types: string[]) => {
        const at = own.filter(({ type }) => types.includes(type)).map((event) => event.at);
        return at.length === 0 ? null : new Date(Math.min(...at));
      };
      const count = (...types: string[]) => own.filter(({ type }) => types.includes(type)).length;
      const { message, endpoint } = own[0] as (typeof own)[number];
      const bounce = count('_email.hardbounce', '_SMS.FAILURE') > 0 ? 'hard' : null;
      expect(row).toEqual({
        application_id: stage.applicationId,
        message_id: message?.id,
        channel: endpoint.channel,
        endpoint_id: endpoint.id,
        user_id: endpoint.user ?? null,
        campaign_id: message?.campaign ?? null,
        campaign_activity_id: message?.campaign ? message.run : null,
        treatment_id: message?.treatment ?? null,
        journey_id: message?.journey ?? null,
        journey_run_id: message?.journey ? message.run : null,
        journey_activity_id: message?.activity ?? null,
        send_status: own
          .map(({ attributes }) => attributes?.campaign_send_status ?? attributes?.journey_send_status)
          .find((status) => status !== undefined),
        sent_at: first('_campaign.send', '_journey.send', '_email.send', '_SMS.BUFFERED'),
        delivered_at: first('_email.delivered', '_SMS.SUCCESS'),
        bounced_at: first('_email.hardbounce', '_email.softbounce', '_SMS.FAILURE'),
        bounce: bounce ?? (count('_email.softbounce') > 0 ? 'soft' : null),
        complained_at: first('_email.complaint'),
        rejected_at: first('_email.rejected'),
        rendering_failed_at: null,
        opened_at: first(...OPENS),
        opens: count(...OPENS),
        clicked_at: first('_email.click'),
        clicks: count('_email.click'),
        unsubscribed_at: first('_email.unsubscribe', '_SMS.OPTOUT'),
        price_in_millicents_usd: own.find(({ metrics }) => metrics)?.metrics?.price_in_millicents_usd ?? null,
        arrival_date: new Date(Math.min(...own.map(({ at }) => at))).toISOString().slice(0, 10),
      });
    }
  });
});
