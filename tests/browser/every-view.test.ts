import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type {
  GetCampaignsData,
  JourneyFlow,
  JourneyTotals,
  MailboxPage,
} from '../../dashboard/src/api/types.ts';
import {
  chromiumPath,
  type Dashboard,
  openDashboard,
  overflow,
  until,
  violations,
} from './dashboard-page.ts';
import { withPast } from './past-of-demo.ts';

const PHONE = { width: 360, height: 760 };
/** Nothing is on its way any more: what is shown is what there is. */
const AT_REST = `document.querySelector('h1') !== null
  && document.querySelector('[aria-label="Loading"], [aria-busy="true"]') === null`;

/** What holds of each view and of each of its parts, whatever it shows. */
(chromiumPath ? describe : describe.skip)('every view', () => {
  let dashboard: Dashboard;
  /** Names of views and parts of views, with their addresses. */
  let addresses: Readonly<Record<string, string>>;

  beforeAll(async () => {
    dashboard = await openDashboard(withPast);
    const { applicationId: app } = dashboard;
    const empty = await dashboard.ask<{ Id: string }>('/v1/apps', {
      method: 'POST',
      body: JSON.stringify({ Name: 'Nothing in it' }),
    });
    addresses = { ...(await addressesOf(app)), ...emptyOnes(empty.Id) };
  }, 120_000);
  afterAll(() => dashboard?.close());
  beforeEach(() => {
    dashboard.faults.length = 0;
  });

  async function addressesOf(app: string) {
    const { items: campaigns } = await dashboard.ask<GetCampaignsData>(`/campaigns?app=${app}`);
    const tested = campaigns.find(({ treatments }) => treatments > 1)?.id;
    const once = campaigns.find(({ treatments }) => treatments === 1)?.id;
    const { items: journeys } = await dashboard.ask<{ items: JourneyTotals[] }>(`/journeys?app=${app}`);
    const journey = journeys.find(({ finished }) => finished > 0)?.id ?? '';
    const flow = await dashboard.ask<JourneyFlow>(`/journeys/${journey}/flow?app=${app}`);
    const activity = flow.activities.find(({ sends }) => sends)?.id;
    const { items: stays } = await dashboard.ask<{ items: { participantId: string }[] }>(
      `/journeys/${journey}/stays?app=${app}&limit=1`,
    );
    const { Item: segments } = await dashboard.ask<{ Item: { Id: string; SegmentType: string }[] }>(
      `/v1/apps/${app}/segments`,
    );
    const segment = segments.find(({ SegmentType }) => SegmentType === 'DIMENSIONAL')?.Id;
    const imported = segments.find(({ SegmentType }) => SegmentType === 'IMPORT')?.Id;
    const job = (await dashboard.ask<{ items: { jobId: string }[] }>(`/jobs?app=${app}`)).items[0]?.jobId;
    const upload = (await dashboard.ask<{ items: { uploadId: string }[] }>(`/uploads?app=${app}`)).items[0]
      ?.uploadId;
    const mail = (await dashboard.ask<MailboxPage>(`/local/mailbox?app=${app}&limit=1`)).items[0]?.messageId;
    const person = stays[0]?.participantId ?? '';
    return withApplication(app, {
      overview: '/',
      'overview by channel': '/?split=channel&show=opened',
      campaigns: '/campaigns',
      'campaign with treatments': `/campaigns/${tested}`,
      'campaign that ran once': `/campaigns/${once}`,
      'campaign, one customer': `/campaigns/${tested}?tab=customer&who=${person}`,
      'campaign, message': `/campaigns/${tested}?tab=message`,
      'campaign, runs': `/campaigns/${tested}?tab=runs`,
      'campaign, settings': `/campaigns/${tested}?tab=settings`,
      journeys: '/journeys',
      journey: `/journeys/${journey}`,
      'journey as a table': `/journeys/${journey}?shape=table`,
      'journey, one activity': `/journeys/${journey}?activity=${activity}`,
      'journey, one participant': `/journeys/${journey}?participant=${encodeURIComponent(person)}`,
      'journey, simulation': `/journeys/${journey}?tab=simulation`,
      segments: '/segments',
      'segment of conditions': `/segments/${segment}`,
      'segment, conditions': `/segments/${segment}?tab=conditions`,
      'segment, versions': `/segments/${segment}?tab=versions`,
      'segment, imported': `/segments/${imported}`,
      'new segment': '/segments/new',
      'imports and exports': '/segments/jobs',
      'one import': `/segments/jobs/${job}`,
      'two segments': `/segments?a=${segment}&b=${imported}`,
      RFM: '/rfm',
      'upload, scores': `/rfm/${upload}`,
      'upload, clusters': `/rfm/${upload}?tab=clusters`,
      'upload, movement': `/rfm/${upload}?tab=movement`,
      'upload, rejects': `/rfm/${upload}?tab=rejects`,
      'upload, states': `/rfm/${upload}?tab=states`,
      customers: '/customers',
      'customers found': '/customers?search=example1',
      customer: '/customers/user%3A1',
      queries: '/queries',
      'one query': '/queries/message_metrics',
      'own SQL': '/queries/sql',
      mailbox: '/mailbox',
      'one message': `/mailbox/${mail}`,
      'no such view': '/nowhere',
      'no such campaign': '/campaigns/nobody',
      'no such journey': '/journeys/nobody',
      'no such segment': '/segments/nobody',
      'no such upload': '/rfm/nobody',
      'no such customer': '/customers/user%3Anobody',
      'no such query': '/queries/nobody',
    });
  }

  const emptyOnes = (app: string) => ({
    ...withApplication(app, {
      'nothing: overview': '/',
      'nothing: campaigns': '/campaigns',
      'nothing: journeys': '/journeys',
      'nothing: segments': '/segments',
      'nothing: RFM': '/rfm',
      'nothing: customers': '/customers',
      'nothing: mailbox': '/mailbox',
    }),
    'no such application': '/?app=nobody',
  });

  /** What `look` finds at each address, by its name. */
  async function visit<Found>(options: BrowserContextOptions, look: (page: Page) => Promise<Found>) {
    const page = await dashboard.open('/', { ...options, reducedMotion: 'reduce' });
    const found: Record<string, Found> = {};
    for (const [name, address] of Object.entries(addresses)) {
      await page.goto('about:blank'); // else the view before stays while the script of this one comes
      await page.goto(`${dashboard.stage.endpoint}/#${address}`);
      await until(page, AT_REST);
      found[name] = await look(page);
    }
    await page.context().close();
    return found;
  }

  const everywhere = <Value>(value: Value) =>
    Object.fromEntries(Object.keys(addresses).map((name) => [name, value]));

  it('is usable by everyone, light and dark', async () => {
    const found = await visit({ colorScheme: 'light' }, async (page) => {
      const light = await violations(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      return { light, dark: await violations(page, ['color-contrast']) }; // nothing else is another in the dark
    });
    expect(found).toEqual(everywhere({ light: [], dark: [] }));
  }, 600_000);

  it('fits a phone, has one heading of the first rank, and a name of its own in the window’s title', async () => {
    const found = await visit({ viewport: PHONE }, async (page) => ({
      overflow: await overflow(page),
      headings: await page.getByRole('heading', { level: 1 }).count(),
      title: await page.title(),
    }));
    expect(Object.entries(found).filter(([, one]) => one.overflow > 0)).toEqual([]);
    expect(Object.entries(found).filter(([, { headings }]) => headings !== 1)).toEqual([]);
    // a filter, a choice or a missing thing makes no other view of it
    const same = [
      'overview by channel',
      'journey as a table',
      'journey, one activity',
      'journey, one participant',
    ];
    const others = ['two segments', 'customers found', 'segment, imported'];
    const titles = Object.entries(found)
      .filter(([name]) => ![...same, ...others].includes(name) && !/^no(thing|) |^nothing/.test(name))
      .map(([, { title }]) => title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
    expect(titles.filter((title) => !title.endsWith(' · Touchpoint'))).toEqual([]);
  }, 300_000);
});

/** Each address with the application that it is about. */
function withApplication(app: string, addresses: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(addresses).map(([name, address]) => [
      name,
      `${address}${address.includes('?') ? '&' : '?'}app=${app}`,
    ]),
  );
}
