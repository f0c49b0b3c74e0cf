import { costOf, type Line, ticksByEvent } from './model.ts';
import { PINPOINT, PRICES, PRICES_AS_OF } from './prices.ts';
import { DEFAULTS, type Settings, WORKLOADS, type Workload } from './workloads.ts';

/* The tables of docs/cost.md, between its marks. */

const LARGEST = 6;
const SENDING = 'SES';

const dollars = (usd: number) =>
  usd.toLocaleString(
    'en-US',
    usd < 100 ? { maximumFractionDigits: 2, minimumFractionDigits: 2 } : { maximumFractionDigits: 0 },
  );
const count = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 0 });
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');

export const totalOf = (lines: readonly Line[]) => lines.reduce((total, { usd }) => total + usd, 0);
const ofService = (lines: readonly Line[], service: string) =>
  lines.filter((line) => line.service === service);

/** What the same month cost by Pinpoint's list: the audience is everybody, and its own events count. */
export function pinpointCost(w: Workload): number {
  const { audience, freeAudience, event, freeEvents, email } = PINPOINT;
  const emails = ofService(costOf(w, DEFAULTS), SENDING)[0]?.quantity ?? 0;
  return (
    Math.max(0, w.endpoints - freeAudience) * audience.usd +
    (Math.max(0, w.eventsReported - freeEvents) / event.per) * event.usd +
    emails * email.usd
  );
}

function services(): string {
  const months = WORKLOADS.map((w) => costOf(w, DEFAULTS));
  const names = [...new Set(months.flat().map(({ service }) => service))];
  const sums = names.map(
    (name) => [name, ...months.map((lines) => totalOf(ofService(lines, name)))] as const,
  );
  const sorted = sums.sort((a, b) => Number(b[3]) - Number(a[3]));
  const line = (name: string, values: readonly number[]) => [name, ...values.map(dollars)];
  return table(
    ['US dollars a month', ...WORKLOADS.map(({ name }) => `${name} endpoints`)],
    [
      ...sorted.map(([name, ...values]) => line(name, values)),
      line('**all**', months.map(totalOf)),
      line(
        'all but SES',
        months.map((lines) => totalOf(lines) - totalOf(ofService(lines, SENDING))),
      ),
      line("the same by Pinpoint's last list", WORKLOADS.map(pinpointCost)),
    ],
  );
}

function largest(): string {
  const rows = WORKLOADS.flatMap((w) => {
    const lines = costOf(w, DEFAULTS);
    const all = totalOf(lines);
    return lines
      .filter(({ service }) => service !== SENDING)
      .sort((a, b) => b.usd - a.usd)
      .slice(0, LARGEST)
      .map(({ service, what, usd }) => [
        w.name,
        `${service}: ${what}`,
        dollars(usd),
        `${((100 * usd) / all).toFixed(0)} %`,
      ]);
  });
  return table(['endpoints', 'line, e-mails left out', 'US dollars', 'of all'], rows);
}

const SETTINGS: readonly (readonly [string, Settings])[] = [
  ['`journeyMinutes` 1', { ...DEFAULTS, journeyMinutes: 1 }],
  [`as deployed: \`journeyMinutes\` ${DEFAULTS.journeyMinutes}`, DEFAULTS],
  ['`journeyMinutes` 15', { ...DEFAULTS, journeyMinutes: 15 }],
  ['`journeyMinutes` 60', { ...DEFAULTS, journeyMinutes: 60 }],
  ['as deployed, but `eventSeconds` 300', { ...DEFAULTS, eventSeconds: 300 }],
  ["as deployed, without Glue's upkeep of tables", { ...DEFAULTS, upkeep: false }],
];

function levers(): string {
  const but = (w: Workload, settings: Settings) => {
    const lines = costOf(w, settings);
    return totalOf(lines) - totalOf(ofService(lines, SENDING));
  };
  return table(
    ['all but SES, US dollars a month', ...WORKLOADS.map(({ name }) => `${name} endpoints`)],
    SETTINGS.map(([name, settings]) => [name, ...WORKLOADS.map((w) => dollars(but(w, settings)))]),
  );
}

function workloads(): string {
  const line = (name: string, of: (w: Workload) => number) => [name, ...WORKLOADS.map((w) => count(of(w)))];
  return table(
    ['a month', ...WORKLOADS.map(({ name }) => `${name} endpoints`)],
    [
      line('events that applications report', (w) => w.eventsReported),
      line('e-mails', (w) => ofService(costOf(w, DEFAULTS), SENDING)[0]?.quantity ?? 0),
      line('runs of campaigns, to everybody', (w) => w.campaignRuns),
      line('journeys that a segment begins, daily', (w) => w.segmentJourneys),
      line('journeys that an event begins', (w) => w.eventJourneys),
      line('ticks of each of those', (w) => ticksByEvent(w, DEFAULTS)),
      line('campaigns that answer events', (w) => w.eventCampaigns),
      line('segments', (w) => w.segments),
      line('reports over thirty days, a day, not answered from an earlier one', (w) => w.reports),
      line('changes of endpoints', (w) => w.changes),
      line('other requests', (w) => w.requests),
      line("DPU-hours of Glue's upkeep (a guess)", (w) => w.upkeepHours),
    ],
  );
}

function prices(): string {
  const { audience, event, email } = PINPOINT;
  const all = [...Object.values(PRICES), audience, event, email];
  return table(
    [`price, as of ${PRICES_AS_OF}`, 'US dollars', 'for', 'source'],
    all.map(({ usd, per, unit, source }) => [unit, String(usd), count(per), source]),
  );
}

const BLOCKS: Readonly<Record<string, () => string>> = { services, largest, levers, workloads, prices };

/** The text with each table anew between `<!-- NAME -->` and `<!-- end -->`. @throws Error for a mark that no table has */
export function withTables(text: string): string {
  return text.replace(/<!-- (\w+) -->\n[\s\S]*?\n?<!-- end -->/g, (_, name: string) => {
    const block = BLOCKS[name];
    if (!block) throw new Error(`There is no table ${name}; there are ${Object.keys(BLOCKS).join(', ')}`);
    return `<!-- ${name} -->\n${block()}\n<!-- end -->`;
  });
}
