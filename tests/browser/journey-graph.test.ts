import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JourneyTotals } from '../../dashboard/src/api/types.ts';
import { chromiumPath, type Dashboard, openDashboard, overflow } from './dashboard-page.ts';
import { withPast } from './past-of-demo.ts';

/** How many boxes reach beyond the canvas, and whether the canvas is wider than the box that scrolls it. */
const DRAWN = `(() => {
  const canvas = document.querySelector('.react-flow');
  const { left, right, top, bottom } = canvas.getBoundingClientRect();
  const cut = [...document.querySelectorAll('.react-flow__node')].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.width === 0 || box.left < left || box.right > right || box.top < top || box.bottom > bottom;
  }).length;
  const scroll = canvas.parentElement.parentElement;
  return { cut, scrolls: scroll.scrollWidth > scroll.clientWidth };
})()`;

(chromiumPath ? describe : describe.skip)('the graph of the demo’s longest journey', () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await openDashboard();
    await withPast(dashboard.stage);
  }, 120_000);
  afterAll(() => dashboard?.close());

  it.each([
    [1280, false],
    [360, true],
  ])('is drawn whole at %i pixels', async (width, scrolls) => {
    const { items } = await dashboard.ask<{ items: JourneyTotals[] }>(
      `/journeys?app=${dashboard.applicationId}`,
    );
    const { id } = items.find(({ name }) => name === 'Autumn Renewal') as JourneyTotals;
    const page = await dashboard.open(`/journeys/${id}`, { viewport: { width, height: 900 } });
    await page.locator('.react-flow__node').first().waitFor();
    expect(await page.evaluate(DRAWN)).toEqual({ cut: 0, scrolls });
    expect(await overflow(page)).toBe(0);
  });
});
