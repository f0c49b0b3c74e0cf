import { type Command, readArguments, UsageError } from './command.ts';

interface ClockAnswer {
  readonly now: string;
  readonly aheadMs: number;
  readonly campaignRuns?: number;
  readonly journeyTicks?: number;
}

/** Shows the local stage's clock, or puts it forward. */
export const clock: Command = {
  name: 'clock',
  summary: "show the local stage's clock, or put it forward so that waits fall due",
  usage: `touchpoint clock                  the instant that the stage's clock shows
touchpoint clock advance P3D      put it forward by an ISO 8601 duration (PT90M, P3D, P2W); what falls due on the way is done`,
  async run({ args, terminal, stage }) {
    const { positionals } = readArguments(args, {}, { least: 0, most: 2 });
    const [word, duration] = positionals;
    const { call } = await stage();
    if (word === undefined) {
      const { now, aheadMs } = await call<ClockAnswer>('/local/clock');
      terminal.line(`${now}${aheadMs > 0 ? `  (${days(aheadMs)} ahead of the world)` : ''}`);
      return;
    }
    if (word !== 'advance') throw new UsageError(`what is ${word} for?`);
    if (duration === undefined) throw new UsageError('by how much? Such as P3D');
    terminal.status(`moving the clock by ${duration} …`);
    const done = await call<ClockAnswer>('/local/clock', { method: 'POST', json: { advance: duration } });
    terminal.line(`${done.now}  (${days(done.aheadMs)} ahead of the world)`);
    terminal.line(`${done.campaignRuns} campaign runs and ${done.journeyTicks} journey ticks on the way`);
  },
};

function days(milliseconds: number): string {
  const hours = milliseconds / 3_600_000;
  return hours < 48 ? `${hours.toFixed(1)} hours` : `${(hours / 24).toFixed(1)} days`;
}
