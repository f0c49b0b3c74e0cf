import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type {
  FlowWay,
  JourneyExit,
  JourneyFlow,
  JourneyStay,
  JourneyTotals,
  Simulation,
  Story,
} from '../../dashboard/src/api/types.ts';
import {
  chromiumPath,
  type Dashboard,
  openDashboard,
  overflow,
  part,
  until,
  violations,
} from './dashboard-page.ts';

const whole = new Intl.NumberFormat('en-US');
const percent = new Intl.NumberFormat('en-US', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
/** Of the mails that the journey sends first, so many are opened. */
const OPENED = 30;

(chromiumPath ? describe : describe.skip)('the journeys', () => {
  let dashboard: Dashboard;
  let page: Page | undefined;
  let journeyId: string;
  let flow: JourneyFlow;

  beforeAll(async () => {
    dashboard = await openDashboard();
    const advance = (time: string) =>
      dashboard.ask('/local/clock', { method: 'POST', body: JSON.stringify({ advance: time }) });
    await advance('PT10M');
    const { items: mails } = await dashboard.ask<{ items: { messageId: string }[] }>(
      '/local/mailbox?subject=30%25&limit=100',
    );
    for (const { messageId } of mails.slice(0, OPENED)) {
      const { html } = await dashboard.ask<{ html: string }>(`/local/mailbox/${messageId}`);
      const pixel = /<img[^>]* src="([^"]+)"/.exec(html)?.[1] ?? '';
      await fetch(pixel.replaceAll('&amp;', '&'));
    }
    await advance('P4D');
    const { items } = await dashboard.ask<{ items: JourneyTotals[] }>(
      `/journeys?app=${dashboard.applicationId}`,
    );
    journeyId = items[0]?.id ?? '';
    flow = await dashboard.ask<JourneyFlow>(`/journeys/${journeyId}/flow`);
  }, 180_000);
  afterAll(() => dashboard?.close());
  beforeEach(() => {
    dashboard.faults.length = 0;
  });
  afterEach(async () => {
    await page?.context().close();
    page = undefined;
  });

  const drawn = (of: Page) => of.locator('.react-flow__node').first().waitFor();
  const openJourney = async (rest = '', options = {}) => {
    page = await dashboard.open(`/journeys/${journeyId}${rest}`, options);
    await page.getByRole('heading', { name: flow.name, level: 1 }).waitFor();
    return page;
  };
  const sum = (of: (way: FlowWay) => boolean, upTo = Number.POSITIVE_INFINITY) =>
    flow.ways
      .filter(of)
      .flatMap(({ taken }) => taken)
      .reduce((total, { step, participants }) => (step <= upTo ? total + participants : total), 0);
  /** What an activity's box shows at the end of a step. */
  const numbersOf = (id: string, upTo?: number) => {
    const entered = sum(({ to }) => to === id, upTo);
    const gone = sum(({ from }) => from === id, upTo);
    return `${whole.format(entered)} entered${whole.format(entered - gone)} waiting${whole.format(gone)} through`;
  };
  const shownNumbers = async (of: Page, name: string) =>
    ((await of.getByRole('button', { name }).first().textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();

  it('are listed with who entered, is in and finished, as the stage counts them', async () => {
    const { items } = await dashboard.ask<{ items: JourneyTotals[] }>(
      `/journeys?app=${dashboard.applicationId}`,
    );
    page = await dashboard.open('/journeys');
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: items[0]?.name }) });
    await row.waitFor();
    const cells = await row.getByRole('cell').allInnerTexts();
    expect(cells.slice(0, 5)).toEqual([
      items[0]?.name,
      'Running',
      ...[items[0]?.entered, items[0]?.inside, items[0]?.finished].map((value) => whole.format(value ?? 0)),
    ]);
    await row.getByRole('link').click();
    await page.getByRole('heading', { name: flow.name, level: 1 }).waitFor();
    expect(dashboard.faults).toEqual([]);
  });

  it.each([1280, 360])('are drawn whole at %i pixels, or in a box that scrolls', async (width) => {
    const shown = await openJourney('', { viewport: { width, height: 900 } });
    await drawn(shown);
    // A box is cut when it reaches beyond what its canvas, or the canvas's own scrolling, can show.
    const cut = await shown.evaluate(`(() => {
      const canvas = document.querySelector('.react-flow').getBoundingClientRect();
      return [...document.querySelectorAll('.react-flow__node')].filter((node) => {
        const { left, right, top, bottom, width } = node.getBoundingClientRect();
        return width === 0 || left < canvas.left || right > canvas.right || top < canvas.top || bottom > canvas.bottom;
      }).length;
    })()`);
    expect(cut).toBe(0);
    const scrolls = await shown.evaluate(`(() => {
      const box = document.querySelector('.react-flow').parentElement.parentElement;
      return box.scrollWidth > box.clientWidth;
    })()`);
    if (width === 1280) expect(scrolls).toBe(false);
    expect(await overflow(shown)).toBe(0);
    await shown.screenshot({
      path: join(import.meta.dirname, 'screenshots', `journey-${width}.png`),
      fullPage: true,
    });
  });

  it('are drawn with the counts of every activity and way', async () => {
    const shown = await openJourney();
    await drawn(shown);
    for (const { id, name } of flow.activities) {
      const text = await shownNumbers(shown, name);
      expect(text.replaceAll(' ', '')).toContain(numbersOf(id).replaceAll(' ', ''));
    }
    const opened = sum(({ branch }) => branch === 'Branch_TRUE' && true) - sum(({ to }) => to === 'renew30');
    expect(opened).toBe(OPENED);
    const all = sum(({ from }) => from === 'opened');
    await shown.getByTitle(`${OPENED} of ${all} who were through here left the journey`).waitFor();
    await shown.getByText(`${OPENED} · ${percent.format(OPENED / all)}`).waitFor();
    expect(dashboard.faults).toEqual([]);
  });

  it('say the same as rows, for who reads or uses the keyboard', async () => {
    const shown = await openJourney('?shape=table');
    const table = part(shown, 'Activities with who came, waits, went through and left the journey');
    for (const { id, name } of flow.activities) {
      const row = table.getByRole('row').filter({ has: shown.getByRole('button', { name, exact: true }) });
      const cells = await row.getByRole('cell').allInnerTexts();
      const entered = sum(({ to }) => to === id);
      const gone = sum(({ from }) => from === id);
      const out = sum(({ from, to }) => from === id && to === null);
      expect(cells.slice(1, 5)).toEqual([
        whole.format(entered),
        whole.format(entered - gone),
        whole.format(gone),
        out === 0 ? '0' : `${whole.format(out)} (${percent.format(out / gone)})`,
      ]);
    }
    await table.getByRole('button', { name: flow.activities[1]?.name, exact: true }).press('Enter');
    await part(shown, flow.activities[1]?.name ?? '')
      .getByText('Messages sent')
      .waitFor();
    await until(shown, `location.hash.includes('activity=${flow.activities[1]?.id}')`);
  });

  it('go back in time by the slider, with one question to the stage for all of it', async () => {
    const shown = await openJourney();
    await drawn(shown);
    const asked: string[] = [];
    shown.on('request', (request) => request.url().includes('/flow') && asked.push(request.url()));
    const slider = shown.getByRole('slider', { name: 'The journey as of' });
    const last = flow.steps.count - 1;
    for (const step of [0, Math.floor(last / 2), last - 1, last]) {
      await slider.fill(String(step));
      for (const { id, name } of flow.activities) {
        const text = await shownNumbers(shown, name);
        expect([step, text.replaceAll(' ', '')]).toEqual([
          step,
          expect.stringContaining(numbersOf(id, step).replaceAll(' ', '')),
        ]);
      }
    }
    expect(asked).toEqual([]);
    await slider.fill('0');
    await until(shown, `location.hash.includes('at=')`);
    await shown.getByRole('button', { name: 'Later change' }).click();
    const change = Math.min(
      ...flow.ways.flatMap(({ taken }) => taken.map(({ step }) => step)).filter((step) => step > 0),
    );
    expect(await slider.inputValue()).toBe(String(change));
  });

  it('play by themselves', async () => {
    const shown = await openJourney();
    await drawn(shown);
    const slider = shown.getByRole('slider', { name: 'The journey as of' });
    await shown.getByRole('button', { name: 'Play' }).click();
    await shown.getByRole('button', { name: 'Pause' }).waitFor();
    await until(
      shown,
      'Number(document.querySelector("input[type=range]").value) > 2 && Number(document.querySelector("input[type=range]").value) < Number(document.querySelector("input[type=range]").max)',
    );
    await shown.getByRole('button', { name: 'Pause' }).click();
    const stood = await slider.inputValue();
    expect(Number(stood)).toBeLessThan(flow.steps.count - 1);
  });

  it('tell without help who left where and why, and who they are', async () => {
    const { items } = await dashboard.ask<{ items: JourneyExit[] }>(`/journeys/${journeyId}/exits`);
    const shown = await openJourney();
    const exits = part(shown, 'Where they left, and why');
    const all = items.reduce((total, { participants }) => total + participants, 0);
    for (const { activityName, participants } of items) {
      const row = exits.getByRole('row').filter({ has: shown.getByRole('button', { name: activityName }) });
      expect((await row.getByRole('cell').allInnerTexts()).slice(1, 4)).toEqual([
        'Reached the end',
        whole.format(participants),
        percent.format(participants / all),
      ]);
    }
    const opened = items.find(({ activity }) => activity === 'opened');
    await exits.getByRole('button', { name: opened?.activityName }).click();
    const people = part(shown, 'People in this journey');
    await people.getByText('Only those who left because').waitFor();
    const { items: stays } = await dashboard.ask<{ items: JourneyStay[] }>(
      `/journeys/${journeyId}/stays?state=left&activity=opened&reason=END&limit=20`,
    );
    expect(stays).toHaveLength(20);
    await people.getByRole('button', { name: 'Show more' }).waitFor();
    const names = await people.getByRole('row').getByRole('link').allInnerTexts();
    expect(names).toEqual(stays.map(({ userId, participantId }) => userId ?? participantId));
    await people.getByRole('button', { name: 'Show more' }).click();
    await people.getByRole('row').nth(OPENED).waitFor(); // the header is a row too
    expect(await people.getByRole('row').getByRole('link').count()).toBe(OPENED);
  });

  it('find one participant, show the way on the graph and tell the story', async () => {
    const { items } = await dashboard.ask<{ items: JourneyStay[] }>(
      `/journeys/${journeyId}/stays?state=left&activity=remind&limit=1`.replace('remind', 'reminder'),
    );
    const found = items[0] as JourneyStay;
    const shown = await openJourney();
    await shown.getByLabel('Find a person').fill(found.endpointId);
    await shown.getByRole('button', { name: 'Find', exact: true }).click();
    await shown
      .getByRole('button', { name: `Show the way of ${found.userId ?? found.participantId}`, exact: true })
      .click();
    const story = part(shown, 'The way of one participant');
    const told = await dashboard.ask<Story>(
      `/journeys/${journeyId}/participants/${encodeURIComponent(found.participantId)}`,
    );
    for (const { activity } of told.runs.at(-1)?.activities ?? []) {
      const name = flow.activities.find(({ id }) => id === activity)?.name ?? '';
      await story.getByText(name, { exact: true }).waitFor();
      expect(
        await shown.locator('.react-flow__node').getByRole('button', { name }).getAttribute('data-path'),
      ).toBe('true');
    }
    const off = flow.activities.find(({ id }) => id === 'renew10')?.name ?? '';
    expect(
      await shown.locator('.react-flow__node').getByRole('button', { name: off }).getAttribute('data-path'),
    ).toBe('false');
    await story.getByText('Left the journey').waitFor();
    expect(await story.getByText('E-mail sent, delivered').count()).toBe(2);
  });

  it('set the simulation beside what happened', async () => {
    const shown = await openJourney('?tab=simulation');
    await shown.getByLabel('Days', { exact: true }).fill('6');
    await shown.getByLabel('Open the message, %').fill('15');
    await shown.getByRole('button', { name: 'Simulate', exact: true }).click();
    const byActivity = part(shown, 'Predicted and actual, by activity');
    await byActivity.waitFor({ timeout: 60_000 });
    const answer = await dashboard.ask<Simulation>(`/journeys/${journeyId}/simulate`, {
      method: 'POST',
      body: JSON.stringify({ days: 6, openRate: 0.15, clickRate: 0.05 }),
    });
    expect(answer.state).toBe('DONE');
    for (const { id, name } of flow.activities) {
      const predicted = answer.days
        .flatMap(({ activities }) => activities.filter(({ activity }) => activity === id))
        .reduce((total, { entered }) => total + entered, 0);
      const row = byActivity.getByRole('row').filter({ hasText: name });
      expect((await row.getByRole('cell').allInnerTexts()).slice(0, 3)).toEqual([
        name,
        whole.format(predicted),
        whole.format(sum(({ to }) => to === id)),
      ]);
    }
    await until(shown, `location.hash.includes('open=0.15') && location.hash.includes('simdays=6')`);
    expect(dashboard.faults).toEqual([]);
  });

  it('say what is wrong where there is no such journey', async () => {
    page = await dashboard.open('/journeys/none');
    await page.getByRole('alert').filter({ hasText: 'Journey none not found' }).waitFor();
  });

  it.each(['light', 'dark'] as const)('are usable by everyone, %s', async (colorScheme) => {
    const shown = await openJourney('?activity=opened&participant=example1', { colorScheme });
    await drawn(shown);
    await part(shown, 'The way of one participant').getByRole('listitem').first().waitFor();
    await part(shown, 'People in this journey')
      .getByRole('table')
      .or(shown.getByText('Nobody here'))
      .first()
      .waitFor();
    expect(await violations(shown)).toEqual([]);
    await shown.getByRole('button', { name: 'Table' }).click();
    await shown.getByRole('tab', { name: 'Simulation beside what happened' }).click();
    expect(await violations(shown)).toEqual([]);
  });

  it('fit a phone', async () => {
    const shown = await openJourney('?participant=example1', { viewport: { width: 360, height: 760 } });
    await drawn(shown);
    await part(shown, 'People in this journey').getByRole('table').waitFor();
    expect(await overflow(shown)).toBe(0);
    await dashboard.screenshots('/journeys', 'journey-list', (one) =>
      one.getByRole('link', { name: flow.name }).waitFor(),
    );
    await dashboard.screenshots(`/journeys/${journeyId}?activity=opened`, 'journey', async (one) => {
      await drawn(one);
      await part(one, 'People in this journey')
        .getByText('Show more')
        .or(one.getByText('Nobody here'))
        .first()
        .waitFor();
    });
    expect(dashboard.faults).toEqual([]);
  });
});
