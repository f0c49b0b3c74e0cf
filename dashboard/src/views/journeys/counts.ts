import type { FlowActivity, FlowWay, JourneyFlow } from '../../api/types.ts';
import { holdReason } from '../../ui/words.ts';

/** One activity of a journey as it was when a step of time was over. */
export interface ActivityCounts {
  readonly activity: FlowActivity;
  readonly entered: number;
  readonly waiting: number;
  /** Who went on, or left the journey. */
  readonly gone: number;
  /** Of those gone, who left the journey. */
  readonly out: number;
  readonly sent: number;
  readonly failed: number;
  readonly held: Readonly<Record<string, number>>;
}

/** All that goes between two places, whatever the branch. */
export interface Passage {
  readonly key: string;
  /** Null: into the journey. */
  readonly from: string | null;
  /** Null: out of the journey. */
  readonly to: string | null;
  /** Of the branches, those that need a word. */
  readonly label: string;
  readonly participants: number;
  readonly branches: readonly { readonly label: string; readonly participants: number }[];
}

export interface JourneyCounts {
  readonly entered: number;
  readonly inside: number;
  readonly gone: number;
  readonly sent: number;
  readonly held: number;
  readonly activities: readonly ActivityCounts[];
  readonly passages: readonly Passage[];
}

const FINE = ['SUCCESS', 'QUIET_TIME_WAIT_FINISHED', 'PENDING'];

export const passageKey = (from: string | null, to: string | null) => `${from ?? ''}→${to ?? ''}`;

/** The journey at the end of a step. */
export function countsAt(flow: JourneyFlow, step: number): JourneyCounts {
  const taken = flow.ways.map((way) => ({ way, participants: takenUpTo(way, step) }));
  const sum = (of: (way: FlowWay) => boolean) =>
    taken.reduce((total, { way, participants }) => (of(way) ? total + participants : total), 0);
  const outcomes = flow.outcomes.filter((outcome) => outcome.step <= step);
  const activities = flow.activities.map((activity): ActivityCounts => {
    const own = outcomes.filter((outcome) => outcome.activity === activity.id);
    const entered = sum(({ to }) => to === activity.id);
    const gone = sum(({ from }) => from === activity.id);
    const held: Record<string, number> = {};
    for (const { outcome, messages } of own.filter((one) => one.held))
      held[outcome] = (held[outcome] ?? 0) + messages;
    const messages = (fine: boolean) =>
      own.reduce(
        (total, one) => (!one.held && FINE.includes(one.outcome) === fine ? total + one.messages : total),
        0,
      );
    return {
      activity,
      entered,
      gone,
      waiting: entered - gone,
      out: sum(({ from, to }) => from === activity.id && to === null),
      sent: messages(true),
      failed: messages(false),
      held,
    };
  });
  const entered = sum(({ from }) => from === null);
  const gone = sum(({ to }) => to === null);
  return {
    entered,
    gone,
    inside: entered - gone,
    sent: activities.reduce((total, { sent }) => total + sent, 0),
    held: activities.reduce((total, { held }) => total + sumOf(held), 0),
    activities,
    passages: passagesOf(taken),
  };
}

function takenUpTo({ taken }: FlowWay, last: number): number {
  return taken.reduce((total, { step, participants }) => (step <= last ? total + participants : total), 0);
}

function passagesOf(taken: readonly { readonly way: FlowWay; readonly participants: number }[]): Passage[] {
  const together = new Map<string, { way: FlowWay; participants: number }[]>();
  for (const one of taken) {
    const key = passageKey(one.way.from, one.way.to);
    together.set(key, [...(together.get(key) ?? []), one]);
  }
  return [...together].map(([key, all]) => {
    const first = all[0]?.way as FlowWay;
    // a way beside the plain one, such as "after quiet time", needs no word until somebody takes it
    const named = all.filter(
      ({ way, participants }) => way.label !== '' && (all.length === 1 || participants > 0 || isBranch(way)),
    );
    return {
      key,
      from: first.from,
      to: first.to,
      label: named.map(({ way }) => way.label).join(', '),
      participants: all.reduce((total, { participants }) => total + participants, 0),
      branches: all.map(({ way, participants }) => ({ label: way.label, participants })),
    };
  });
}

const isBranch = ({ branch }: FlowWay) => /^(Branch_|HOLDOUT|PASSED)/.test(branch ?? '');

export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, value) => total + value, 0);

/** `12 opted out, 3 quiet time`, most first. */
export function heldInWords(
  held: Readonly<Record<string, number>>,
  write: (value: number) => string,
): string {
  return Object.entries(held)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, value]) => `${write(value)} ${holdReason(reason)}`)
    .join(', ');
}

/** How many moved in each step, for the slider's bars. */
export function movesByStep({ ways, steps }: JourneyFlow): number[] {
  const moves = Array.from({ length: steps.count }, () => 0);
  for (const { step, participants } of ways.flatMap(({ taken }) => taken)) {
    const place = Math.min(step, steps.count - 1);
    moves[place] = (moves[place] ?? 0) + participants;
  }
  return moves;
}

/** When a step is over. */
export function endOfStep({ steps }: JourneyFlow, step: number): Date {
  return new Date(Date.parse(steps.from) + (step + 1) * steps.minutes * 60_000);
}

/** The step that is over last before an instant. */
export function stepAt({ steps }: JourneyFlow, at: Date): number {
  const passed = (at.getTime() - Date.parse(steps.from)) / (steps.minutes * 60_000);
  return Math.min(Math.max(Math.ceil(passed) - 1, 0), steps.count - 1);
}
