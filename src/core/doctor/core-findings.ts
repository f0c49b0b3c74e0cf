import type { Ports } from '../../ports/ports.ts';
import { allApps } from '../apps/apps.ts';
import { STUCK_MS } from '../attention/attention.ts';
import { fileAttention } from '../attention/file-attention.ts';
import { campaignAttention, journeyAttention } from '../attention/run-attention.ts';
import { latestCampaigns } from '../campaigns/campaign-documents.ts';
import { fewAtOnce } from '../few-at-once.ts';
import { allJourneys } from '../journeys/journey-documents.ts';
import { listKeys } from '../keys/keys.ts';
import { lastTick } from '../schedule/last-tick.ts';
import { type Finding, ok, SECTIONS, worry } from './finding.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** As the alarm of the stack has it. */
const LATE_MS = 5 * MINUTE_MS;
/** A key is better exchanged once a year. Ours. */
const OLD_KEY_DAYS = 365;
const RUN_DAYS = 7;
const STUCK = ['stuckRun', 'stuckUpload', 'stuckJob', 'failedJourneyTick'];

export async function clockFindings(ports: Ports): Promise<Finding[]> {
  const last = await lastTick(ports.documents);
  const advice = 'see that the schedule of the clock is enabled, or that the process of the laptop runs';
  if (!last) return [worry('problem', 'clock', 'has not ticked yet', advice, SECTIONS.alarms)];
  const seen = `the last tick was at ${last.toISOString()}`;
  const isLate = ports.clock.now().getTime() - last.getTime() > LATE_MS;
  return [
    isLate ? worry('problem', 'clock', seen, advice, SECTIONS.alarms) : ok('clock', seen, SECTIONS.alarms),
  ];
}

/** Runs, uploads, jobs and journeys that do not go on. */
export async function runFindings(ports: Ports): Promise<Finding[]> {
  const now = ports.clock.now();
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const days = { fromDay: dayOf(now.getTime() - RUN_DAYS * DAY_MS), toDay: dayOf(now.getTime()) };
  const found = await fewAtOnce(await allApps(ports), async (applicationId) => {
    const span = { applicationId, ...days, now };
    const [campaigns, journeys] = await Promise.all([
      latestCampaigns(ports, applicationId),
      allJourneys(ports, applicationId),
    ]);
    const items = await Promise.all([
      campaignAttention(ports, span, campaigns, new Map()),
      fileAttention(ports, span),
    ]);
    return [...items.flat(), ...journeyAttention(journeys)].filter(({ kind }) => STUCK.includes(kind));
  });
  const stuck = found.flat();
  if (stuck.length === 0)
    return [ok('runs', `none is under way for over ${STUCK_MS / MINUTE_MS} minutes`, SECTIONS.doctor)];
  return stuck.map(({ kind, subject, at, detail }) => {
    const what = `${subject.type} ${subject.name ?? subject.id ?? ''}`.trim();
    const since = at ? ` since ${at}` : '';
    const seen = `${what} ${kind === 'failedJourneyTick' ? 'fails' : 'is under way'}${since}${detail ? `: ${detail}` : ''}`;
    return worry(
      'problem',
      'runs',
      seen,
      '`touchpoint runs` and the dashboard say in which state',
      SECTIONS.alarms,
    );
  });
}

/** Keys that open the stage for long already. */
export async function keyFindings(ports: Ports): Promise<Finding[]> {
  const valid = (await listKeys(ports)).filter(({ revokedAt }) => revokedAt === undefined);
  const age = (createdAt: string) =>
    Math.floor((ports.clock.now().getTime() - Date.parse(createdAt)) / DAY_MS);
  const old = valid.filter(({ createdAt }) => age(createdAt) > OLD_KEY_DAYS);
  if (old.length === 0)
    return [ok('keys', `${valid.length} are valid, none for over ${OLD_KEY_DAYS} days`, SECTIONS.keys)];
  return old.map(({ keyId, name, createdAt }) =>
    worry(
      'warning',
      'keys',
      `${keyId} (${name}) is ${age(createdAt)} days old`,
      'issue a new one, see it used, and revoke this one',
      SECTIONS.keys,
    ),
  );
}
