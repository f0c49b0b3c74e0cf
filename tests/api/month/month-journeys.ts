import { type Chronicle, DAY_MS, HOUR_MS } from './month.ts';
import { answers } from './month-answers.ts';

/** The first journey's participants are endpoints and meet a holdout, the second's are users. */
export function journeyMessages(chronicle: Chronicle, [first, second]: readonly [string, string]): void {
  const { start, endpoints, next } = chronicle;
  const mails = endpoints.filter(({ channel }) => channel === 'EMAIL');
  for (const endpoint of mails.filter(() => next() < 0.6)) {
    const at = start + Math.floor(next() * 12 * DAY_MS);
    const of = { journey: first, run: `${first}-run`, participant: endpoint.id, endpoint };
    chronicle.move({ ...of, to: 'lot', branch: 'SEGMENT', at });
    if (next() < 0.3) {
      chronicle.move({ ...of, from: 'lot', branch: 'HOLDOUT', at: at + 60_000 });
      continue;
    }
    chronicle.move({ ...of, from: 'lot', to: 'welcome', branch: 'PASSED', at: at + 60_000 });
    for (const [index, activity] of ['welcome', 'reminder'].entries()) {
      const sentAt = at + 60_000 + index * 3 * DAY_MS;
      const message = chronicle.decide({ journey: first, run: of.run, activity, endpoint, at: sentAt });
      answers(chronicle, message, { open: 0.5, click: 0.25 });
      const to = activity === 'welcome' ? { to: 'reminder' } : {};
      chronicle.move({ ...of, from: activity, ...to, branch: '', at: sentAt });
    }
  }
  for (const endpoint of mails.filter(({ user }) => user !== undefined && next() < 0.3)) {
    const at = start + 15 * DAY_MS + Math.floor(next() * 24 * HOUR_MS);
    const of = { journey: second, run: `${second}-run`, participant: `user:${endpoint.user}`, endpoint };
    chronicle.move({ ...of, to: 'offer', branch: 'EVENT', at });
    const message = chronicle.decide({ journey: second, run: of.run, activity: 'offer', endpoint, at });
    answers(chronicle, message, { open: 0.6, click: 0.3 });
    chronicle.move({ ...of, from: 'offer', branch: '', at });
  }
}
