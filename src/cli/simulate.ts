import type { CampaignAudience } from '../core/campaigns/campaign-audience.ts';
import type { SimulationAnswer } from '../core/journeys/simulate-journey.ts';
import type { SimulatedActivity, SimulatedDay } from '../core/journeys/simulated-days.ts';
import type { StageClient } from '../runtime/stage-client.ts';
import { type Command, type CommandContext, readArguments, UsageError } from './command.ts';
import { applicationWith } from './find-application.ts';
import { count, tableLines } from './format.ts';
import type { Terminal } from './terminal.ts';

const OPTIONS = {
  app: { type: 'string' },
  days: { type: 'string' },
  'open-rate': { type: 'string' },
  'click-rate': { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** Says what a journey or a campaign would do, sending nothing. */
export const simulate: Command = {
  name: 'simulate',
  summary: 'say what a journey or a campaign would do, without sending anything',
  usage: `touchpoint simulate journey ID [--days 30] [--open-rate 0.3] [--click-rate 0.05] [--app ID] [--json]
touchpoint simulate campaign ID [--app ID] [--json]

  --days        how many days to look ahead, 1 to 365
  --open-rate   share of messages that are opened, 0 to 1; or \`historical\`: as in the last 90 days
  --click-rate  share of messages in which a link is followed, likewise
  --json        the stage's answer`,
  async run(context) {
    const { values, positionals } = readArguments(context.args, OPTIONS, { least: 2, most: 2 });
    const [kind, id] = positionals as [string, string];
    if (kind === 'journey') return simulateJourney(context, id, values);
    if (kind === 'campaign') return simulateCampaign(context, id, values);
    throw new UsageError(`a journey or a campaign, not ${kind}`);
  },
};

interface Given {
  readonly app?: string | undefined;
  readonly days?: string | undefined;
  readonly 'open-rate'?: string | undefined;
  readonly 'click-rate'?: string | undefined;
  readonly json?: boolean | undefined;
}

async function simulateJourney({ terminal, stage }: CommandContext, id: string, given: Given): Promise<void> {
  const request = {
    days: given.days === undefined ? undefined : numberOf('--days', given.days),
    openRate: rateOf('--open-rate', given['open-rate']),
    clickRate: rateOf('--click-rate', given['click-rate']),
  };
  const client = await stage();
  terminal.status('simulating …');
  const answer = await finished(client, terminal, id, given.app, request);
  terminal.status('');
  if (given.json) terminal.line(JSON.stringify(answer, null, 2));
  else printJourney(terminal, answer);
}

/** A long simulation is taken further by asking for it again. */
async function finished(
  client: StageClient,
  terminal: Terminal,
  id: string,
  app: string | undefined,
  json: unknown,
): Promise<SimulationAnswer> {
  const path = `/journeys/${encodeURIComponent(id)}`;
  let answer = await client.call<SimulationAnswer>(`${path}/simulate`, {
    method: 'POST',
    query: { app },
    json,
  });
  while (answer.state === 'RUNNING') {
    terminal.status(`simulating … ${count(answer.ticks)} ticks, ${count(answer.total.entered)} participants`);
    answer = await client.call<SimulationAnswer>(`${path}/simulations/${answer.simulationId}`, {
      query: { app },
    });
  }
  return answer;
}

function printJourney(terminal: Terminal, { name, days, total, assumed }: SimulationAnswer): void {
  const rates = `${percent(assumed.openRate)} opened, ${percent(assumed.clickRate)} clicked`;
  const source =
    assumed.historicalMessages === undefined
      ? ''
      : `, by ${count(assumed.historicalMessages)} e-mails of the last 90 days`;
  terminal.line(`${terminal.paint('bold', name)}, ${days.length} days, assuming ${rates}${source}`);
  terminal.line();
  const right = (title: string) => ({ title, align: 'right' as const });
  const waiting = activitiesOf(days).filter((id) => days.some((day) => insideOf(day, id) > 0));
  const shown = days.filter((day, index) => isEventful(day, days[index - 1]) || index === days.length - 1);
  const columns = [
    right('DAY'),
    { title: 'FROM' },
    ...['ENTERED', 'LEFT', 'INSIDE', 'MESSAGES', 'HELD BACK'].map(right),
    ...waiting.map((id) => right(`IN ${id}`)),
  ];
  const rows = shown.map((day) => [
    String(day.day),
    `${day.from.slice(0, 16).replace('T', ' ')} UTC`,
    ...[day.entered, day.left, day.inside, day.messages, sumOf(day.held)].map((value) => count(value)),
    ...waiting.map((id) => count(insideOf(day, id))),
  ]);
  for (const line of tableLines(columns, rows)) terminal.line(line);
  if (shown.length < days.length)
    terminal.line(terminal.paint('dim', 'Days on which nothing changes are left out.'));
  terminal.line();
  const activityColumns = [
    { title: 'ACTIVITY' },
    ...['ENTERED', 'LEFT', 'MESSAGES', 'HELD BACK'].map(right),
    { title: 'WAYS' },
  ];
  for (const line of tableLines(
    activityColumns,
    activitiesOf(days).map((id) => activityRow(days, id)),
  )) {
    terminal.line(line);
  }
  terminal.line();
  terminal.line(
    `${count(total.entered)} enter, ${count(total.left)} leave, ${count(total.messages)} messages${heldText(total.held)}`,
  );
}

function activityRow(days: readonly SimulatedDay[], id: string): string[] {
  const own = days.flatMap(({ activities }) => activities.filter(({ activity }) => activity === id));
  const sum = (of: (day: SimulatedActivity) => number) =>
    count(own.reduce((total, day) => total + of(day), 0));
  const ways: Record<string, number> = {};
  for (const [branch, taken] of own.flatMap(({ branches }) => Object.entries(branches))) {
    ways[branch] = (ways[branch] ?? 0) + taken;
  }
  return [
    id,
    sum(({ entered }) => entered),
    sum(({ left }) => left),
    sum(({ messages }) => messages),
    sum(({ held }) => sumOf(held)),
    Object.entries(ways)
      .map(([branch, taken]) => `${branch} ${count(taken)}`)
      .join(', '),
  ];
}

function activitiesOf(days: readonly SimulatedDay[]): string[] {
  return [...new Set(days.flatMap(({ activities }) => activities.map(({ activity }) => activity)))];
}

function insideOf({ activities }: SimulatedDay, id: string): number {
  return activities.find(({ activity }) => activity === id)?.inside ?? 0;
}

/** Whether a day differs from the one before it. */
function isEventful(day: SimulatedDay, before: SimulatedDay | undefined): boolean {
  return day.entered + day.left + day.messages + sumOf(day.held) > 0 || day.inside !== (before?.inside ?? -1);
}

async function simulateCampaign(
  { terminal, stage }: CommandContext,
  id: string,
  given: Given,
): Promise<void> {
  const client = await stage();
  const app = await applicationWith(client, 'campaigns', id, given.app);
  const answer = await client.call<CampaignAudience>(`/campaigns/${encodeURIComponent(id)}/audience`, {
    query: { app },
  });
  if (given.json) {
    terminal.line(JSON.stringify(answer, null, 2));
    return;
  }
  const right = (title: string) => ({ title, align: 'right' as const });
  terminal.line(
    `${count(answer.members)} in the segment, ${count(answer.targeted)} targeted${heldText(answer.held)}`,
  );
  terminal.line();
  const held = Object.entries(answer.held).map(([reason, members]) => [reason, count(members)]);
  for (const line of tableLines(
    [{ title: 'OUTCOME' }, right('ENDPOINTS')],
    [['targeted', count(answer.targeted)], ...held],
  )) {
    terminal.line(line);
  }
  if (answer.byTreatment.length < 2) return;
  terminal.line();
  const treatments = answer.byTreatment.map(({ id: treatment, targeted, held: kept }) => [
    treatment,
    count(targeted),
    count(sumOf(kept)),
  ]);
  for (const line of tableLines(
    [{ title: 'TREATMENT' }, right('TARGETED'), right('HELD BACK')],
    treatments,
  )) {
    terminal.line(line);
  }
}

function heldText(held: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(held).map(([reason, members]) => `${count(members)} ${reason}`);
  return reasons.length === 0 ? '' : `; held back: ${reasons.join(', ')}`;
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, part) => total + part, 0);
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

function numberOf(option: string, text: string): number {
  if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  throw new UsageError(`${option} is ${text}; it must be a number`);
}

function rateOf(option: string, text: string | undefined): number | 'historical' | undefined {
  return text === undefined || text === 'historical' ? text : numberOf(option, text);
}
