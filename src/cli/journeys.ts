import type { Story, StoryActivity } from '../core/journeys/story.ts';
import type { StageClient } from '../runtime/stage-client.ts';
import { type Command, readArguments } from './command.ts';
import { allOf } from './find-application.ts';
import { count, instant, tableLines } from './format.ts';
import type { Terminal } from './terminal.ts';

interface Listed {
  readonly Id: string;
  readonly Name: string;
  readonly State: string;
}

interface Counts {
  readonly state: string;
  readonly failure?: { readonly at: string; readonly times: number; readonly cause: string };
  readonly items: readonly {
    readonly activity: string;
    readonly kind?: string;
    readonly description?: string;
    readonly entered: number;
    readonly left: number;
    readonly inside: number;
  }[];
}

/** Lists journeys, shows where the participants of one are, or tells the story of one participant. */
export const journeys: Command = {
  name: 'journeys',
  summary: "list journeys, show where participants are, or tell one participant's story",
  usage: `touchpoint journeys [--app ID]             every journey
touchpoint journeys ID                     how many are in each of its activities
touchpoint journeys ID PARTICIPANT         what an endpoint (or user:ID) went through, and why

  --json   the stage's answer`,
  async run({ args, terminal, stage }) {
    const options = { app: { type: 'string' }, json: { type: 'boolean' } } as const;
    const { values, positionals } = readArguments(args, options, { least: 0, most: 2 });
    const client = await stage();
    const [id, participant] = positionals;
    if (id === undefined) return list(terminal, client, values.app);
    const path = `/journeys/${encodeURIComponent(id)}/participants`;
    const query = { app: values.app };
    const print = participant === undefined ? printCounts : printStory;
    const where = participant === undefined ? path : `${path}/${encodeURIComponent(participant)}`;
    const answer = await client.call<Counts & Story>(where, { query });
    if (values.json) terminal.line(JSON.stringify(answer, null, 2));
    else print(terminal, answer);
  },
};

async function list(terminal: Terminal, client: StageClient, app: string | undefined): Promise<void> {
  const apps = app === undefined ? await allOf<Listed>(client, '/v1/apps') : [{ Id: app }];
  const rows: string[][] = [];
  for (const { Id: application } of apps) {
    for (const { Id, Name, State } of await allOf<Listed>(client, `/v1/apps/${application}/journeys`)) {
      rows.push([Name, State, Id, application]);
    }
  }
  if (rows.length === 0) {
    terminal.line('There is no journey yet; try `touchpoint seed`.');
    return;
  }
  const columns = ['JOURNEY', 'STATE', 'ID', 'APPLICATION'].map((title) => ({ title }));
  for (const line of tableLines(columns, rows)) terminal.line(line);
}

function printCounts(terminal: Terminal, { state, failure, items }: Counts): void {
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: 'ACTIVITY' },
    { title: 'KIND' },
    ...['ENTERED', 'LEFT', 'INSIDE'].map(right),
    { title: '' },
  ];
  const rows = items.map(({ activity, kind = '', description = '', entered, left, inside }) => [
    activity,
    kind,
    ...[entered, left, inside].map((value) => count(value)),
    description,
  ]);
  terminal.line(state);
  if (failure !== undefined) {
    terminal.line(
      terminal.paint(
        'red',
        `failed ${failure.times} times, last at ${instant(failure.at)}: ${failure.cause}`,
      ),
    );
  }
  for (const line of tableLines(columns, rows)) terminal.line(line);
}

function printStory(terminal: Terminal, { name, participantId, runs }: Story): void {
  terminal.line(`${terminal.paint('bold', participantId)} in ${name}`);
  for (const { runId, enteredAt, leftAt, activities } of runs) {
    terminal.line();
    terminal.line(`run ${runId}`);
    terminal.line(`${instant(enteredAt)}  enters`);
    for (const activity of activities) printActivity(terminal, activity);
    if (leftAt !== undefined) terminal.line(`${instant(leftAt)}  leaves the journey`);
  }
}

function printActivity(terminal: Terminal, step: StoryActivity): void {
  const { activity, kind = '', description, enteredAt, dueAt, leftAt, branch, messages = [] } = step;
  terminal.line(`${instant(enteredAt)}  ${activity} (${[kind, description].filter(Boolean).join(': ')})`);
  for (const { messageId, endpointId, channelType, heldBack, events } of messages) {
    const fate = heldBack === undefined ? 'message' : `held back (${heldBack}): message`;
    terminal.line(`    ${fate} ${messageId} to ${endpointId} by ${channelType}`);
    for (const { type, at, status = '' } of events)
      terminal.line(`    ${instant(at)}  ${type} ${status}`.trimEnd());
  }
  if (branch !== undefined) terminal.line(`    ${instant(leftAt)}  ${branch}`);
  if (leftAt === undefined) terminal.line(`    is here; may go on at ${instant(dueAt)}`);
}
