import { z } from 'zod';
import { parse } from '../core/parse.ts';
import type { Route } from './route.ts';

/** The clock of a stage that runs on a laptop. */
export interface MovableClock {
  now(): Date;
  /** By how much it is ahead of the world's, in milliseconds. */
  ahead(): number;
  /** @param duration ISO 8601 */
  advance(duration: string): Promise<{ from: Date; to: Date; campaignRuns: number; journeyTicks: number }>;
}

const request = z.object({ advance: z.string() });

/** `GET /local/clock`, and `POST /local/clock` with `{ "advance": "P3D" }`, answered when all that fell due is done. */
export function clockRoutes(clock: MovableClock): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/local/clock',
      scope: 'report',
      handle: async () => ({ now: clock.now().toISOString(), aheadMs: clock.ahead() }),
    },
    {
      method: 'POST',
      path: '/local/clock',
      scope: 'admin',
      async handle(_ports, incoming) {
        const { advance } = parse(request, await incoming.json(), 'the clock request');
        const { from, to, ...done } = await clock.advance(advance);
        return { from: from.toISOString(), now: to.toISOString(), aheadMs: clock.ahead(), ...done };
      },
    },
  ];
}
