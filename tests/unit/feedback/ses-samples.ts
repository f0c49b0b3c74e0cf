import { readFileSync } from 'node:fs';

/** Athena makes the names of columns lower case; these are SES's own. */
const NAMES = [
  'bounceSubType',
  'bounceType',
  'bouncedRecipients',
  'commonHeaders',
  'complainedRecipients',
  'complaintFeedbackType',
  'diagnosticCode',
  'emailAddress',
  'eventType',
  'feedbackId',
  'headersTruncated',
  'ipAddress',
  'messageId',
  'processingTimeMillis',
  'reportingMTA',
  'smtpResponse',
  'userAgent',
] as const;
const SPELLING = new Map<string, string>([
  ...NAMES.map((name) => [name.toLowerCase(), name] as const),
  ['headerstruncated', 'headersTruncated'],
]);

/** Events as SES published them, read back out of Athena's print of a table. */
export function sesSamples(): Record<string, unknown>[] {
  const [header = '', ...lines] = readFileSync('tests/fixtures/feedback/ses_events_table.csv', 'utf8')
    .trim()
    .split(/\r?\n/);
  const names = cells(header);
  return lines.map((line) => {
    const entries = cells(line).map((cell, index) => [spelled(names[index] ?? ''), read(cell)] as const);
    const { ingest_timestamp: _, ...event } = Object.fromEntries(entries.filter(([, value]) => value !== ''));
    return event;
  });
}

function cells(line: string): string[] {
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)")?/g), ([, cell = '']) =>
    cell.replaceAll('""', '"'),
  );
}

const spelled = (name: string) => SPELLING.get(name) ?? name;

/** `{name=value, …}` and `[value, …]`, whose texts may hold commas and equals signs of their own. */
function read(text: string): unknown {
  if (text.startsWith('{')) {
    const members = parts(text, /^, (?=[a-z_]+=)/).map((part) => {
      const [, name = '', value = ''] = /^([A-Za-z_]+)=([\s\S]*)$/.exec(part) ?? [];
      return [spelled(name), read(value)] as const;
    });
    return Object.fromEntries(members.filter(([, value]) => value !== null));
  }
  if (text.startsWith('[')) return parts(text, /^, /).map(read);
  if (text === 'null') return null;
  if (/^\d+$/.test(text)) return Number(text); // counts and milliseconds; ids have letters
  return text === 'true' || text === 'false' ? text === 'true' : text;
}

/** What stands between the outer brackets, cut where `separator` stands outside of inner ones. */
function parts(text: string, separator: RegExp): string[] {
  const inner = text.slice(1, -1);
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index < inner.length; index++) {
    if ('{['.includes(inner[index] ?? '')) depth += 1;
    if ('}]'.includes(inner[index] ?? '')) depth -= 1;
    if (depth === 0 && separator.test(inner.slice(index))) {
      found.push(inner.slice(from, index));
      from = index + 2;
    }
  }
  return inner === '' ? [] : [...found, inner.slice(from)];
}
