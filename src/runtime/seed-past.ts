import { beginActivities } from '../core/campaigns/activities.ts';
import { latestCampaigns, readDefinition, requireCampaign } from '../core/campaigns/campaign-documents.ts';
import { createCampaign, updateCampaign } from '../core/campaigns/campaigns.ts';
import type { CampaignKey } from '../core/campaigns/due-index.ts';
import { noteBatch } from '../core/campaigns/run-documents.ts';
import { runIdOf } from '../core/campaigns/track.ts';
import type { StoredEvent } from '../core/events/event-record.ts';
import { recordFeedback } from '../core/feedback/feedback.ts';
import type { BatchReference } from '../core/messages/batch.ts';
import type { DemoCompany } from '../core/seeds/company.ts';
import { type DemoEndpoint, demoEndpoints } from '../core/seeds/demo-endpoints.ts';
import { type DemoMail, type DemoNotice, noticesOf, toldBy } from '../core/seeds/demo-notices.ts';
import { confirmationOf, orderEvent, shippingNotices } from '../core/seeds/demo-orders.ts';
import { purchaseOf, readingOf } from '../core/seeds/demo-readers.ts';
import { seededNumbers } from '../core/seeds/seeded-numbers.ts';
import type { Ports } from '../ports/ports.ts';
import { deliver, pastStage, readSeed, segmentNamed } from './past-stage.ts';
import { seedPastJourney } from './seed-past-journey.ts';

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
 * its readers did, what customers bought, who are then written to about it, and a journey. It goes through the engine
 * under a clock of its own; only the provider and the readers are made up, and nothing reaches the mailbox.
 * What is there already (by name) is left as it is.
 * @returns the campaign's id
 */
export async function seedPast(ports: Ports, applicationId: string): Promise<string> {
  const now = ports.clock.now();
  const { newsletter } = JSON.parse(await readSeed('engagement.json'));
  for (const campaign of await latestCampaigns(ports, applicationId)) {
    if ((await readDefinition(ports, campaign)).Name === newsletter.Name) return campaign.Id;
  }
  const company: DemoCompany = JSON.parse(await readSeed('company.json'));
  const { past, clock, sent } = pastStage(ports, new Date(now.getTime() - (FIRST_DAYS_AGO + 1) * DAY_MS));
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
  await seedPastJourney(ports, applicationId);
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
  await deliver(past, reference);
}

/** What readers and buyers did in the week after a run. */
async function answer(past: Ports, applicationId: string, sent: readonly DemoMail[], week: Week) {
  const { people, company, next, now } = week;
  const mailOf = new Map(sent.map((mail) => [mail.tags.endpoint_id, mail]));
  const began = past.clock.now();
  const notices: DemoNotice[] = [];
  const purchases: StoredEvent[] = [];
  for (const person of people) {
    const mail = mailOf.get(person.Id);
    const treatment = mail?.tags.treatment_id;
    const mayBeLost = person.User.UserAttributes.Stage?.[0] === MAY_BE_LOST;
    if (mail) notices.push(...noticesOf(mail, readingOf(treatment ?? '0', mayBeLost, next)));
    const purchase = purchaseOf(mail && treatment, company.products.length, next);
    const at = purchase && new Date(began.getTime() + purchase.minutes * MINUTE_MS);
    if (!purchase || !at || at > now) continue;
    const id = past.ids.resourceId();
    const { product, quantity } = purchase;
    const order = { id, applicationId, person, at, product: company.products[product], quantity };
    purchases.push(orderEvent(past, order));
    const reading = next() < CONFIRMATIONS_OPENED ? { opensAt: [1 + Math.floor(next() * 90)] } : {};
    notices.push(...noticesOf(confirmationOf(order), reading));
    notices.push(...shippingNotices(order, next() < TEXTS_DELIVERED));
  }
  await recordFeedback(past, toldBy(now, notices));
  await past.events.append(purchases);
}
