import { readFile } from 'node:fs/promises';
import { type SettableClock, settableClock } from '../adapters/local/settable-clock.ts';
import { beginActivities } from '../core/campaigns/activities.ts';
import { latestCampaigns, readDefinition, requireCampaign } from '../core/campaigns/campaign-documents.ts';
import { createCampaign, updateCampaign } from '../core/campaigns/campaigns.ts';
import type { CampaignKey } from '../core/campaigns/due-index.ts';
import { noteBatch } from '../core/campaigns/run-documents.ts';
import { runIdOf } from '../core/campaigns/track.ts';
import { PlatformError } from '../core/errors.ts';
import type { StoredEvent } from '../core/events/event-record.ts';
import { type ProviderFeedback, recordFeedback } from '../core/feedback/feedback.ts';
import type { BatchReference } from '../core/messages/batch.ts';
import { chunkBatch, decideBatch, finishBatch, sendChunk } from '../core/messages/deliver-steps.ts';
import type { DemoCompany } from '../core/seeds/company.ts';
import { type DemoEndpoint, demoEndpoints } from '../core/seeds/demo-endpoints.ts';
import { type DemoMail, noticesOf } from '../core/seeds/demo-notices.ts';
import { confirmationOf, orderEvent, shippingNotices } from '../core/seeds/demo-orders.ts';
import { purchaseOf, readingOf } from '../core/seeds/demo-readers.ts';
import { seededNumbers } from '../core/seeds/seeded-numbers.ts';
import { latestSegments } from '../core/segments/segment-documents.ts';
import type { Channel } from '../ports/channels.ts';
import type { Ports } from '../ports/ports.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const RUNS = 8;
/** How long before today the first run was; the last one was five days ago. */
const FIRST_DAYS_AGO = 5 + 7 * (RUNS - 1);
const HOUR = '09:00:00Z';
/** Customers who bounce, complain or leave are of this stage: none whom the POC guide counts messages to. */
const MAY_BE_LOST = 'Usage';
/** Of those who bought, who open the confirmation. */
const CONFIRMATIONS_OPENED = 0.6;
const TEXTS_DELIVERED = 0.97;

/** What the company did and its customers answered in one week. */
interface Week {
  readonly company: DemoCompany;
  readonly people: readonly DemoEndpoint[];
  /** The real clock's: nothing lies after it. */
  readonly now: Date;
  readonly next: () => number;
}

/**
 * Gives the demo company the weeks before today: a weekly campaign with two treatments and a holdout, what
 * its readers did, and what customers bought, who are then sent a confirmation. It goes through the engine
 * under a clock of its own; only the provider and the readers are made up, and nothing reaches the mailbox.
 * What is there already (by name) is left as it is.
 * @returns the campaign's id
 */
export async function seedPast(ports: Ports, applicationId: string): Promise<string> {
  const now = ports.clock.now();
  const { newsletter } = JSON.parse(await read('seeds/engagement.json'));
  for (const campaign of await latestCampaigns(ports, applicationId)) {
    if ((await readDefinition(ports, campaign)).Name === newsletter.Name) return campaign.Id;
  }
  const company: DemoCompany = JSON.parse(await read('seeds/company.json'));
  const clock = settableClock(new Date(now.getTime() - (FIRST_DAYS_AGO + 1) * DAY_MS));
  const sent: DemoMail[] = [];
  const past: Ports = {
    ...ports,
    clock,
    channels: { ...ports.channels, EMAIL: takesAll(clock, sent) },
  };
  const first = new Date(now.getTime() - FIRST_DAYS_AGO * DAY_MS).toISOString().slice(0, 10);
  const campaign = await createCampaign(past, applicationId, {
    ...newsletter,
    SegmentId: await segmentNamed(ports, applicationId, newsletter.SegmentId),
    Schedule: { StartTime: `${first}T${HOUR}`, Frequency: 'WEEKLY' },
    IsPaused: true, // so that the stage's own clock starts none of these runs
  });
  const key = { applicationId, campaignId: campaign.Id };
  const week = { company, people: demoEndpoints(company), now, next: seededNumbers(54) };
  for (let run = 0; run < RUNS; run += 1) {
    clock.set(new Date(Date.parse(`${first}T${HOUR}`) + run * 7 * DAY_MS));
    sent.length = 0;
    await runOnce(past, key, run);
    await answer(past, applicationId, sent, week);
  }
  await updateCampaign(ports, key, { IsPaused: false });
  return campaign.Id;
}

/** One run of the campaign as its schedule would have started it. */
async function runOnce(past: Ports, key: CampaignKey, run: number): Promise<void> {
  const { applicationId, campaignId } = key;
  const { tracks, Version: version } = await requireCampaign(past, key);
  const [track] = tracks;
  if (!track) return;
  const batchId = runIdOf(track, campaignId, run);
  const at = past.clock.now().getTime();
  const planned = { batchId, runId: batchId, scheduledAt: at, runScheduledAt: at };
  const batch = await noteBatch(past, applicationId, { campaignId, version, track, planned });
  await beginActivities(past, applicationId, batch);
  const reference: BatchReference = { applicationId, batchId, kind: 'campaign' };
  await decideBatch(past, reference);
  const { chunks } = await chunkBatch(past, reference);
  for (const chunk of chunks) await sendChunk(past, { ...reference, chunk });
  await finishBatch(past, reference);
}

/** What readers and buyers did in the week after a run. */
async function answer(past: Ports, applicationId: string, sent: readonly DemoMail[], week: Week) {
  const { people, company, next, now } = week;
  const mailOf = new Map(sent.map((mail) => [mail.tags.endpoint_id, mail]));
  const began = past.clock.now();
  const feedback: ProviderFeedback[] = [];
  const purchases: StoredEvent[] = [];
  for (const person of people) {
    const mail = mailOf.get(person.Id);
    const treatment = mail?.tags.treatment_id;
    const mayBeLost = person.User.UserAttributes.Stage?.[0] === MAY_BE_LOST;
    if (mail) feedback.push(...noticesOf(mail, readingOf(treatment ?? '0', mayBeLost, next), now));
    const purchase = purchaseOf(mail && treatment, company.products.length, next);
    const at = purchase && new Date(began.getTime() + purchase.minutes * MINUTE_MS);
    if (!purchase || !at || at > now) continue;
    const id = past.ids.resourceId();
    const { product, quantity } = purchase;
    const order = { id, applicationId, person, at, product: company.products[product], quantity };
    purchases.push(orderEvent(past, order));
    const reading = next() < CONFIRMATIONS_OPENED ? { opensAt: [1 + Math.floor(next() * 90)] } : {};
    feedback.push(...noticesOf(confirmationOf(order), reading, now));
    feedback.push(...shippingNotices(order, next() < TEXTS_DELIVERED, now));
  }
  await recordFeedback(past, feedback);
  await past.events.append(purchases);
}

/** A provider that takes everything and keeps nothing but who it was for. */
function takesAll(clock: SettableClock, sent: DemoMail[]): Channel {
  return {
    window: 1000,
    idempotent: true,
    tracks: true,
    async send(messages) {
      return messages.map(({ messageId, address, content, tags }) => {
        const { from, subject } = content as { from: string; subject: string };
        sent.push({ messageId, address, from, subject, tags, sentAt: clock.now() });
        return { kind: 'accepted' as const, providerMessageId: messageId };
      });
    },
  };
}

async function segmentNamed(ports: Ports, applicationId: string, name: string): Promise<string> {
  const found = (await latestSegments(ports, applicationId)).find(({ Name }) => Name === name);
  if (!found) throw new PlatformError('NotFound', `Segment ${name} is missing`);
  return found.Id;
}

function read(file: string): Promise<string> {
  return readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
}
