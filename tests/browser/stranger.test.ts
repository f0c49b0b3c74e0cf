import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type {
  CampaignHeldBackRow,
  CampaignRecipient,
  GetCampaignsData,
  JourneyExit,
  JourneyTotals,
  TreatmentComparison,
} from '../../dashboard/src/api/types.ts';
import { holdReasonWhy } from '../../dashboard/src/ui/words.ts';
import { chromiumPath, type Dashboard, openDashboard, part } from './dashboard-page.ts';
import { withPast } from './past-of-demo.ts';

const whole = new Intl.NumberFormat('en-US');

/** Who has just signed in and knows no id, no name and no other view: the answers are a few clicks away. */
(chromiumPath ? describe : describe.skip)('a stranger finds out by clicks alone', () => {
  let dashboard: Dashboard;
  let page: Page;
  let clicks: number;
  let campaign: GetCampaignsData['items'][number];

  beforeAll(async () => {
    dashboard = await openDashboard(withPast);
    const path = `/campaigns?app=${dashboard.applicationId}`;
    const { items } = await dashboard.ask<GetCampaignsData>(path);
    const tested = items.find(({ treatments }) => treatments > 1);
    if (!tested) throw new Error('The demo company has no campaign with treatments');
    campaign = tested;
  }, 120_000);
  afterAll(() => dashboard?.close());
  beforeEach(async () => {
    clicks = 0;
    page = await dashboard.open(`/?app=${dashboard.applicationId}`);
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  });
  afterEach(() => page?.context().close());

  async function click(name: string, kind: 'link' | 'button' = 'link', within?: string): Promise<void> {
    clicks += 1;
    const place = within === undefined ? page : part(page, within);
    await place.getByRole(kind, { name, exact: true }).first().click();
  }

  it('which treatment won', async () => {
    const { metrics } = await dashboard.ask<TreatmentComparison>(
      `/campaigns/${campaign.id}/comparison?app=${dashboard.applicationId}&windowHours=720`,
    );
    const metric = metrics.find((one) => one.metric === 'conversions');
    const winner = metric?.treatments.find(({ treatmentId }) => treatmentId === metric.winner)?.name;
    await click('Campaigns');
    await click(campaign.name ?? '');
    await part(page, 'At a glance').getByText(`${winner} wins`).waitFor();
    expect(clicks).toBe(2);
  });

  it('who dropped out of a journey, where and why', async () => {
    const { items: journeys } = await dashboard.ask<{ items: JourneyTotals[] }>(
      `/journeys?app=${dashboard.applicationId}`,
    );
    const journey = journeys.find(({ finished }) => finished > 0);
    const { items } = await dashboard.ask<{ items: JourneyExit[] }>(
      `/journeys/${journey?.id}/exits?app=${dashboard.applicationId}`,
    );
    const sum = (exits: JourneyExit[]) => exits.reduce((total, { participants }) => total + participants, 0);
    const ended = sum(items.filter(({ reason }) => reason === 'END'));
    const heldOut = items.filter(({ reason }) => reason === 'HOLDOUT');
    await click('Journeys');
    await click(journey?.name ?? '');
    const dropped = sum(items) - ended - sum(heldOut);
    const sentence = [
      `Of the ${whole.format(sum(items))} who left, ${whole.format(ended)} came to an end of the path`,
      `, ${whole.format(sum(heldOut))} were held out by lot`,
      ` and ${dropped === 0 ? 'nobody' : whole.format(dropped)} dropped out before`,
    ].join('');
    await part(page, 'So far').getByText(sentence).waitFor();
    expect(clicks).toBe(2);

    await click('Show where, and who', 'button');
    await click(heldOut[0]?.activityName ?? '', 'button', 'Where they left, and why');
    await page.getByText('Only those who left because:').waitFor();
    await click('Show more', 'button', 'People in this journey');
    const people = part(page, 'Stays, the latest move first').locator('tbody tr');
    await people.nth(sum(heldOut) > 20 ? 20 : 0).waitFor();
    for (const line of await people.allInnerTexts()) {
      expect(line).toContain(`Left from ${heldOut[0]?.activityName}`);
    }
  });

  it('why one customer got no message', async () => {
    const { rows } = await dashboard.ask<{ rows: CampaignHeldBackRow[] }>(
      `/queries/campaign_held_back?application_id=${dashboard.applicationId}&campaign_id=${campaign.id}&from_day=2020-01-01`,
    );
    const [first] = rows;
    const { messages } = await dashboard.ask<CampaignRecipient>(
      `/campaigns/${campaign.id}/recipients/${first?.user_id}?app=${dashboard.applicationId}`,
    );
    expect(messages[0]).toMatchObject({ outcome: 'held', reason: first?.reason });
    await click('Campaigns');
    await click(campaign.name ?? '');
    await click('Find out why one customer got none');
    const listed = part(page, 'Some who got nothing').locator('tbody tr');
    await listed.first().waitFor();
    expect(await listed.count()).toBe(rows.length);
    await click(first?.user_id ?? '', 'link', 'Some who got nothing');
    await page
      .getByText(holdReasonWhy(first?.reason ?? ''))
      .first()
      .waitFor();
    expect(clicks).toBe(4);
  });

  it('and a key that may not see persons is not shown a failure for them unasked', async () => {
    await page.route(/campaign_held_back/, (route) =>
      route.fulfill({
        status: 403,
        headers: { 'x-amzn-ErrorType': 'AccessDeniedException' },
        json: { error: { code: 'Forbidden', message: 'needs report-admin' } },
      }),
    );
    await click('Campaigns');
    await click(campaign.name ?? '');
    const answered = page.waitForResponse(/campaign_held_back/);
    await click('Find out why one customer got none');
    await answered;
    await page.getByText('Some who got nothing at the last run').waitFor({ state: 'hidden' });
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
