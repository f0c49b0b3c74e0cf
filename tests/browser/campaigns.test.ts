import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type {
  CampaignAudience,
  CampaignLift,
  CampaignPreview,
  CampaignRecipient,
  Funnel,
  ListedCampaign,
  RunOutcomesRow,
  TreatmentComparison,
} from '../../dashboard/src/api/types.ts';
import { holdReasonWhy } from '../../dashboard/src/ui/words.ts';
import {
  chromiumPath,
  type Dashboard,
  openDashboard,
  overflow,
  part,
  until,
  violations,
} from './dashboard-page.ts';
import { withPast } from './past-of-demo.ts';

const whole = new Intl.NumberFormat('en-US');
const percent = new Intl.NumberFormat('en-US', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
/** What the page counts with by itself for a campaign that comes back. */
const WITHIN = 'windowHours=720';

(chromiumPath ? describe : describe.skip)('the campaigns', () => {
  let dashboard: Dashboard;
  let page: Page | undefined;
  let campaigns: readonly ListedCampaign[];
  let id: string;

  beforeAll(async () => {
    dashboard = await openDashboard(withPast);
    const { items } = await dashboard.ask<{ items: ListedCampaign[] }>(
      `/campaigns?app=${dashboard.applicationId}`,
    );
    campaigns = items;
    id = items.find(({ name }) => name === 'Weekly Offers')?.id ?? '';
  });
  afterAll(() => dashboard?.close());
  beforeEach(() => {
    dashboard.faults.length = 0;
  });
  afterEach(async () => {
    await page?.context().close();
    page = undefined;
  });

  const report = <Answer>(path: string, query = '') =>
    dashboard.ask<Answer>(`/campaigns/${id}/${path}?app=${dashboard.applicationId}&${query}`);
  async function outcomes(): Promise<readonly RunOutcomesRow[]> {
    const { now } = await dashboard.ask<{ now: string }>('/stage');
    const { rows } = await dashboard.ask<{ rows: RunOutcomesRow[] }>(
      `/queries/run_outcomes?application_id=${dashboard.applicationId}&campaign_id=${id}&from_day=2020-01-01&to_day=${now.slice(0, 10)}`,
      { headers: { prefer: 'wait=20' } },
    );
    return rows;
  }

  it('are listed with their state and what became of their messages, and lead to each', async () => {
    page = await dashboard.open('/campaigns');
    for (const { name, counts } of campaigns) {
      const row = page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
      await row.getByText(whole.format(counts.sent), { exact: true }).waitFor();
      const opened = percent.format(counts.opened / counts.openable);
      if (counts.openable > 0) await row.getByText(opened, { exact: true }).first().waitFor();
    }
    await page.getByRole('link', { name: 'Weekly Offers' }).click();
    await page.getByRole('heading', { name: 'Weekly Offers', level: 1 }).waitFor();
    expect(page.url()).toContain(`#/campaigns/${id}`);
    expect(dashboard.faults).toEqual([]);
  });

  it('say at a glance which treatment won, whether it made a difference, and who was held back', async () => {
    const { metrics } = await report<TreatmentComparison>('comparison', WITHIN);
    const bought = metrics.find(({ metric }) => metric === 'conversions');
    const [best] = [...(bought?.treatments ?? [])].sort(
      (one, other) => (other.probabilityBest ?? 0) - (one.probabilityBest ?? 0),
    );
    const rate = percent.format(best?.rate.rate ?? 0);
    const { lift } = await report<CampaignLift>('lift', WITHIN);
    const rows = await outcomes();
    const sum = (of: readonly RunOutcomesRow[]) =>
      of.reduce((total, { messages }) => total + (messages ?? 0), 0);
    page = await dashboard.open(`/campaigns/${id}`);
    const glance = part(page, 'At a glance');
    await glance
      .getByText(
        bought?.winner === null
          ? `${best?.name} is ahead: ${rate} of its people bought`
          : `${best?.name} wins: ${rate} of its people bought.`,
      )
      .waitFor();
    const points = `${((lift?.absolute.value ?? 0) * 100).toFixed(1)} points`;
    await glance
      .getByText(`${lift?.isSignificant ? 'It works:' : 'No proven effect yet.'} ${points}`)
      .waitFor();
    await glance
      .getByText(`${whole.format(sum(rows.filter(({ held }) => held)))} of ${whole.format(sum(rows))}`)
      .waitFor();
    expect(dashboard.faults).toEqual([]);
  });

  it('show how far people came, with the numbers of the stage', async () => {
    const { stages } = await report<Funnel>('funnel', WITHIN);
    page = await dashboard.open(`/campaigns/${id}`);
    const funnel = part(page, 'How far people came');
    await funnel.getByText('In the audience').waitFor();
    const shown = await funnel.getByRole('listitem').allInnerTexts();
    expect(
      shown.map((text) =>
        text
          .split('\n')
          .map((line) => line.trim())
          .find((line) => /^[\d,]+$/.test(line)),
      ),
    ).toEqual(stages.map(({ people }) => whole.format(people)));
  });

  it('compare treatments by what is chosen, which the address keeps', async () => {
    const { metrics } = await report<TreatmentComparison>('comparison', 'windowHours=168');
    page = await dashboard.open(`/campaigns/${id}`);
    await page.getByRole('button', { name: '7 days' }).click();
    const box = part(page, 'Which treatment wins');
    await box.getByRole('button', { name: 'Opened' }).click();
    await until(page, "location.hash.includes('metric=opens') && location.hash.includes('within=7')");
    for (const { rate } of metrics.find(({ metric }) => metric === 'opens')?.treatments ?? []) {
      await box
        .getByText(
          `${whole.format(rate.numerator)} of ${whole.format(rate.denominator)} people it was delivered to`,
        )
        .waitFor();
    }
  });

  it('say why one customer got no message', async () => {
    let held: CampaignRecipient | undefined;
    for (let user = 1; held === undefined && user < 40; user++) {
      const found = await report<CampaignRecipient>(`recipients/${user}`);
      if (found.messages[0]?.reason === 'HOLDOUT') held = found;
    }
    page = await dashboard.open(`/campaigns/${id}`);
    await page.getByRole('link', { name: 'Find out why one customer got none' }).click();
    await page.getByRole('searchbox', { name: 'Customer' }).fill(held?.who ?? '');
    await page.keyboard.press('Enter');
    await page.getByText(`No. ${holdReasonWhy('HOLDOUT')}`).waitFor();
    expect(page.url()).toContain(`who=${held?.who}`);
    const decisions = page.getByRole('region', { name: 'Decisions about this customer, newest first' });
    expect(await decisions.locator('tbody tr').count()).toBe(held?.messages.length);
    expect(dashboard.faults).toEqual([]);
  });

  it('say of a customer who got it when, and of nobody that there is nobody', async () => {
    let got: CampaignRecipient | undefined;
    for (let user = 1; got === undefined && user < 40; user++) {
      const found = await report<CampaignRecipient>(`recipients/${user}`);
      if (found.messages.every(({ outcome }) => outcome === 'sent')) got = found;
    }
    page = await dashboard.open(`/campaigns/${id}?tab=customer&who=${got?.who}`);
    const times = got?.messages.length;
    await page.getByText(`Yes, the customer got it ${times} of ${times} times.`).waitFor();
    const all = page.getByRole('link', { name: 'All about this customer' });
    expect(await all.getAttribute('href')).toContain(`/customers/user%3A${got?.endpoints[0]?.userId}`);
    await page.getByRole('searchbox', { name: 'Customer' }).fill('nobody at all');
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.getByText('Nobody is known as nobody at all').waitFor();
  });

  it('show the message as one customer sees it', async () => {
    const { content } = await report<CampaignPreview>('preview', 'who=12&treatment=1');
    page = await dashboard.open(`/campaigns/${id}?tab=message&who=12`);
    await page.getByRole('button', { name: 'Recommendation' }).click();
    await page.getByText((content as { subject: string }).subject, { exact: true }).waitFor();
    const mail = page.frameLocator('iframe[title^="E-mail:"]');
    await mail.getByRole('heading', { name: 'Picked for you' }).waitFor();
    expect(dashboard.faults).toEqual([]);
  });

  it('list their runs, each treatment below its run, and the holdout group apart from both', async () => {
    const { groups = [] } = await report<Funnel>('funnel', `by=run&${WITHIN}`);
    const runs = groups.length / 2;
    page = await dashboard.open(`/campaigns/${id}?tab=runs`);
    const rows = page
      .getByRole('region', { name: 'Runs with what became of their messages' })
      .locator('tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(runs * 4);
    const lines = (await rows.allInnerTexts()).map((line) => line.split('\t').map((cell) => cell.trim()));
    const decided = await outcomes();
    const total = (which: (row: RunOutcomesRow) => boolean) =>
      decided.filter(which).reduce((sum, { messages }) => sum + (messages ?? 0), 0);
    const shown = (name: string, column: number) =>
      lines
        .filter(([first]) => first === name)
        .reduce((sum, line) => sum + Number((line[column] ?? '').replace(',', '')), 0);
    const [AUDIENCE, HELD_BACK] = [2, 3];
    const isHoldout = ({ outcome }: RunOutcomesRow) => outcome === 'HOLDOUT';
    for (const [name, treatment] of [
      ['Discount', '0'],
      ['Recommendation', '1'],
    ] as const) {
      const own = (row: RunOutcomesRow) => row.treatment_id === treatment && !isHoldout(row);
      expect(shown(name, AUDIENCE)).toBe(total(own));
      expect(shown(name, HELD_BACK)).toBe(total((row) => own(row) && row.held === true));
    }
    expect(shown('Holdout group', AUDIENCE)).toBe(total(isHoldout));
    const holdout = lines.find(([first]) => first === 'Holdout group');
    expect(holdout?.slice(HELD_BACK)).toEqual([holdout?.[AUDIENCE], '0', '–', '–', '–', '–']);
  });

  it('tell their audience and schedule in words, and whom they would reach now', async () => {
    const audience = await report<CampaignAudience>('audience');
    page = await dashboard.open(`/campaigns/${id}?tab=settings`);
    await page.getByText('Runs every week, since').waitFor();
    await page.getByText('20% get nothing: the holdout, to measure the effect.').waitFor();
    await part(page, 'If it ran now').getByText(whole.format(audience.targeted), { exact: true }).waitFor();
  });

  it('are paused and resumed, asked before', async () => {
    const status = async () =>
      (
        await dashboard.ask<{ State: { CampaignStatus: string } }>(
          `/v1/apps/${dashboard.applicationId}/campaigns/${id}`,
        )
      ).State.CampaignStatus;
    page = await dashboard.open(`/campaigns/${id}?tab=settings`);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused', { exact: true }).waitFor();
    expect(await status()).toBe('PAUSED');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Scheduled', { exact: true }).waitFor();
    expect(await status()).toBe('SCHEDULED');
  });

  it('are duplicated, paused, with the same treatments', async () => {
    page = await dashboard.open(`/campaigns/${id}`);
    await page.getByRole('button', { name: 'Duplicate' }).click();
    await page.getByLabel('Name of the copy').fill('Weekly Offers again');
    await page.getByRole('dialog').getByRole('button', { name: 'Duplicate' }).click();
    await page.getByRole('heading', { name: 'Weekly Offers again', level: 1 }).waitFor();
    const copyId = /#\/campaigns\/(\w+)/.exec(page.url())?.[1] ?? '';
    const of = (campaignId: string) =>
      dashboard.ask<Record<string, unknown> & { AdditionalTreatments: Record<string, unknown>[] }>(
        `/v1/apps/${dashboard.applicationId}/campaigns/${campaignId}`,
      );
    const plain = (campaign: Awaited<ReturnType<typeof of>>) => ({
      settings: ['SegmentId', 'HoldoutPercent', 'Schedule', 'MessageConfiguration', 'Limits'].map(
        (name) => campaign[name],
      ),
      treatments: campaign.AdditionalTreatments.map(
        ({ TreatmentName, SizePercent, MessageConfiguration }) => [
          TreatmentName,
          SizePercent,
          MessageConfiguration,
        ],
      ),
    });
    expect(copyId).not.toBe(id);
    expect(plain(await of(copyId))).toEqual(plain(await of(id)));
    expect((await of(copyId)).State).toEqual({ CampaignStatus: 'PAUSED' });
  });

  it('say so of one that does not exist', async () => {
    page = await dashboard.open('/campaigns/none');
    await page.getByText('The campaign could not be shown').waitFor();
  });

  it('say what to do where there is no treatment, no holdout, and nothing came of it', async () => {
    const plain = campaigns.find(({ name }) => name === 'UPL Upsell Eligible');
    page = await dashboard.open(`/campaigns/${plain?.id}`);
    await page
      .getByText('Not measured: it has no holdout')
      .or(page.getByText('It has not run yet'))
      .first()
      .waitFor();
    expect(dashboard.faults).toEqual([]);
  });

  const ready = (of: Page) => part(of, 'Rates from run to run').locator('canvas').waitFor();
  it.each(['light', 'dark'] as const)('are usable by everyone, %s', async (colorScheme) => {
    const views: [string, (of: Page) => Promise<void>][] = [
      ['/campaigns', (of) => of.getByRole('link', { name: 'Weekly Offers' }).first().waitFor()],
      [`/campaigns/${id}`, ready],
      [`/campaigns/${id}?tab=customer&who=3`, (of) => of.getByText('If it ran now').waitFor()],
      [`/campaigns/${id}?tab=message&who=3`, (of) => of.getByText('Subject').waitFor()],
      [`/campaigns/${id}?tab=runs`, (of) => of.getByText('Recommendation').first().waitFor()],
      [`/campaigns/${id}?tab=settings`, (of) => of.getByText('Would be written to').waitFor()],
    ];
    for (const [view, shown] of views) {
      page = await dashboard.open(view, { colorScheme });
      await shown(page);
      expect({ view, found: await violations(page) }).toEqual({ view, found: [] });
      await page.context().close();
    }
  });

  it('fit a phone', async () => {
    const views: [string, (of: Page) => Promise<void>][] = [
      ['', ready],
      ['?tab=customer&who=3', (of) => of.getByText('If it ran now').waitFor()],
      ['?tab=message&who=3', (of) => of.getByText('Subject').waitFor()],
      ['?tab=runs', (of) => of.getByText('Recommendation').first().waitFor()],
      ['?tab=settings', (of) => of.getByText('Would be written to').waitFor()],
    ];
    for (const [tab, shown] of views) {
      page = await dashboard.open(`/campaigns/${id}${tab}`, { viewport: { width: 360, height: 760 } });
      await shown(page);
      expect({ tab, overflow: await overflow(page) }).toEqual({ tab, overflow: 0 });
      await page.context().close();
      const name = `campaign-${/tab=(\w+)/.exec(tab)?.[1] ?? 'results'}`;
      await dashboard.screenshots(`/campaigns/${id}${tab}`, name, shown);
    }
  });
});
