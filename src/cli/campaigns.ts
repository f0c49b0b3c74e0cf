import type { ListedCampaign } from '../core/campaigns/list-with-counts.ts';
import type { ActivityResponse } from '../core/campaigns/run-documents.ts';
import type { Engagement, EngagementReport } from '../core/metrics/engagement.ts';
import type { Rate } from '../core/metrics/rate.ts';
import type { StageClient } from '../runtime/stage-client.ts';
import { type Command, readArguments } from './command.ts';
import { allOf, applicationWith } from './find-application.ts';
import { count, instant, tableLines } from './format.ts';
import type { Terminal } from './terminal.ts';

/** `GET /campaigns`. */
interface Answer {
  readonly applicationId: string;
  readonly from: string;
  readonly to: string;
  readonly items: readonly ListedCampaign[];
}

/** `GET /v1/apps/{id}/campaigns/{id}`, as far as it is shown. */
interface Described {
  readonly Id: string;
  readonly Name?: string;
  readonly State?: { readonly CampaignStatus: string };
}

type Report = EngagementReport & { readonly byRun: readonly ({ readonly id: string } & Engagement)[] };

/** Lists campaigns, or shows the runs of one and what became of its messages. */
export const campaigns: Command = {
  name: 'campaigns',
  summary: 'list campaigns, or show the runs of one and its numbers',
  usage: `touchpoint campaigns [--app ID]            every campaign, the one that ran last first
touchpoint campaigns ID [--app ID]         its runs, and what became of its messages in the last 31 days

  --from DAY, --to DAY   days that messages are counted in, such as 2026-06-01; the list alone takes them
  --json                 the stage's answers`,
  async run({ args, terminal, stage }) {
    const day = { type: 'string' } as const;
    const options = { app: { type: 'string' }, json: { type: 'boolean' }, from: day, to: day } as const;
    const { values, positionals } = readArguments(args, options, { least: 0, most: 1 });
    const client = await stage();
    const [id] = positionals;
    if (id === undefined) {
      const answers = await lists(client, values.app, { from: values.from, to: values.to });
      if (values.json) terminal.line(JSON.stringify(answers, null, 2));
      else printLists(terminal, answers);
      return;
    }
    const app = await applicationWith(client, 'campaigns', id, values.app);
    const path = `/v1/apps/${encodeURIComponent(app)}/campaigns/${encodeURIComponent(id)}`;
    const campaign = await client.call<Described>(path);
    const activities = await allOf<ActivityResponse>(client, `${path}/activities`);
    const report = await client.call<Report>(`/campaigns/${encodeURIComponent(id)}/metrics`, {
      query: { app },
    });
    if (values.json) terminal.line(JSON.stringify({ campaign, activities, report }, null, 2));
    else printOne(terminal, campaign, activities, report);
  },
};

async function lists(
  client: StageClient,
  app: string | undefined,
  days: { readonly from: string | undefined; readonly to: string | undefined },
): Promise<Answer[]> {
  const apps = app === undefined ? await allOf<{ Id: string }>(client, '/v1/apps') : [{ Id: app }];
  const answers: Answer[] = [];
  for (const { Id } of apps) {
    answers.push(await client.call<Answer>('/campaigns', { query: { app: Id, ...days } }));
  }
  return answers;
}

function printLists(terminal: Terminal, answers: readonly Answer[]): void {
  const rows = answers.flatMap(({ applicationId, items }) =>
    items.map(({ id, name = '', status, lastRunAt, counts }) => [
      name,
      status,
      instant(lastRunAt),
      count(counts.sent),
      id,
      applicationId,
    ]),
  );
  if (rows.length === 0) {
    terminal.line('There is no campaign yet; try `touchpoint seed`.');
    return;
  }
  const columns = [
    { title: 'CAMPAIGN' },
    { title: 'STATE' },
    { title: 'LAST RUN' },
    { title: 'SENT', align: 'right' as const },
    { title: 'ID' },
    { title: 'APPLICATION' },
  ];
  for (const line of tableLines(columns, rows)) terminal.line(line);
  const [first] = answers;
  terminal.line(terminal.paint('dim', `sent: messages of ${first?.from} to ${first?.to}`));
}

function printOne(
  terminal: Terminal,
  { Id, Name = Id, State }: Described,
  activities: readonly ActivityResponse[],
  { period, engagement, byRun }: Report,
): void {
  terminal.line(`${terminal.paint('bold', Name)}  ${State?.CampaignStatus ?? ''}`.trimEnd());
  const { sent, delivered, openRate, clickRate, hardBounceRate, complaintRate, unsubscribeRate } = engagement;
  const numbers = [
    `${count(sent)} sent`,
    `${count(delivered)} delivered`,
    ...ratesOf({ opened: openRate, clicked: clickRate, bounced: hardBounceRate }),
    ...ratesOf({ complained: complaintRate, unsubscribed: unsubscribeRate }),
  ];
  terminal.line(`${period.start.slice(0, 10)} to ${period.end.slice(0, 10)}: ${numbers.join(', ')}`);
  terminal.line();
  if (activities.length === 0) {
    terminal.line('It has not run yet.');
    return;
  }
  const told = new Map(byRun.map((run) => [run.id, run]));
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: 'RUN' },
    { title: 'TREATMENT' },
    { title: 'STATE' },
    ...['ENDPOINTS', 'SENT', 'DELIVERED', 'OPENED', 'CLICKED'].map(right),
    { title: 'ID' },
  ];
  const rows = activities.map((run) => {
    const numbers = told.get(run.Id);
    return [
      instant(run.ScheduledStart),
      run.TreatmentId,
      run.Result === 'FAIL' ? 'FAILED' : run.State,
      count(run.TotalEndpointCount),
      count(numbers?.sent),
      count(numbers?.delivered),
      count(numbers?.openRate.numerator),
      count(numbers?.clickRate.numerator),
      run.Id,
    ];
  });
  for (const line of tableLines(columns, rows)) terminal.line(line);
}

/** `25.0 % opened`; nothing for a rate that divides by nothing. */
function ratesOf(rates: Readonly<Record<string, Rate>>): string[] {
  return Object.entries(rates).flatMap(([name, { rate }]) =>
    rate === null ? [] : [`${(rate * 100).toFixed(1)} % ${name}`],
  );
}
