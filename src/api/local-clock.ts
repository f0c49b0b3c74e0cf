import { z } from 'zod';
import { parse } from '../core/parse.ts';
import { bodyOf, extended, instant, named, object, said, whole } from './json-schema.ts';
import type { Route } from './route.ts';

/** The clock of a stage that runs on a laptop. */
export interface MovableClock {
  now(): Date;
  /** By how much it is ahead of the world's, in milliseconds. */
  ahead(): number;
  /** @param duration ISO 8601 */
  advance(duration: string): Promise<{ from: Date; to: Date; campaignRuns: number; journeyTicks: number }>;
}

const request = z.object({ advance: z.string().describe('an ISO 8601 duration: PT10M, P1D') });

const time = object({ now: instant, aheadMs: said(whole, 'of the world’s time') });
const TIME = named('StageTime', time);
const MOVED = named(
  'StageTimeMoved',
  extended(time, object({ from: instant, campaignRuns: whole, journeyTicks: whole })),
);

/** `GET /local/clock`, and `POST /local/clock` with `{ "advance": "P3D" }`, answered when all that fell due is done. */
export function clockRoutes(clock: MovableClock): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/local/clock',
      scope: 'report',
      doc: {
        summary: 'The time of a local stage',
        answers: { 200: { description: 'The time', schema: TIME } },
      },
      handle: async () => ({ now: clock.now().toISOString(), aheadMs: clock.ahead() }),
    },
    {
      method: 'POST',
      path: '/local/clock',
      scope: 'admin',
      doc: {
        summary: 'Moves the clock of a local stage on, and does all that fell due',
        body: bodyOf(request),
        answers: { 200: { description: 'All that fell due is done', schema: MOVED } },
      },
      async handle(_ports, incoming) {
        const { advance } = parse(request, await incoming.json(), 'the clock request');
        const { from, to, ...done } = await clock.advance(advance);
        return { from: from.toISOString(), now: to.toISOString(), aheadMs: clock.ahead(), ...done };
      },
    },
  ];
}
