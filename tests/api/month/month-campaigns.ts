import { type Chronicle, DAY_MS, HOUR_MS, type MonthEndpoint } from './month.ts';
import { answers } from './month-answers.ts';

/** Runs of both campaigns: the first draws lots by endpoint, the same ones in each run. */
export function campaignMessages(chronicle: Chronicle, [first, second]: readonly [string, string]): void {
  const { start, endpoints, next } = chronicle;
  const lots = new Map(endpoints.map(({ id }) => [id, next()]));
  for (const [run, day] of [2, 9, 16].entries()) {
    const at = start + day * DAY_MS + 9 * HOUR_MS;
    for (const endpoint of endpoints.filter(({ channel }) => channel === 'EMAIL')) {
      const { treatment, reason } = drawn(lots.get(endpoint.id) as number, next());
      const ids = { campaign: first, run: `${first}-run-${run}`, treatment };
      answers(chronicle, chronicle.decide({ ...ids, endpoint, at, ...(reason && { reason }) }), {
        open: treatment === '1' ? 0.55 : 0.35,
        click: treatment === '1' ? 0.2 : 0.15,
      });
    }
  }
  for (const [run, day] of [5, 20].entries()) {
    const at = start + day * DAY_MS + 18 * HOUR_MS;
    const reached = (one: MonthEndpoint) => one.channel !== 'EMAIL';
    for (const endpoint of endpoints.filter(reached)) {
      const ids = { campaign: second, run: `${second}-run-${run}`, treatment: '0' };
      const reason = next() < 0.1 ? { reason: 'QUIET_TIME' } : {};
      answers(chronicle, chronicle.decide({ ...ids, endpoint, at, ...reason }), { open: 0.3, click: 0 });
    }
  }
}

function drawn(lot: number, chance: number): { treatment: string; reason?: string } {
  if (chance < 0.04) return { treatment: lot < 0.6 ? '0' : '1', reason: 'ENDPOINT_OPT_OUT' };
  if (lot >= 0.8) return { treatment: '0', reason: 'HOLDOUT' };
  const treatment = lot < 0.45 ? '0' : '1';
  return chance < 0.1 ? { treatment, reason: 'DAILY_CAP' } : { treatment };
}
