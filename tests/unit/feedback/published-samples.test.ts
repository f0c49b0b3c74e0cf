import { describe, expect, it } from '@jest/globals';
import { eventRecord, HOT_KEYS } from '../../../src/core/events/event-schema.ts';
import { readNotice } from '../../../src/core/feedback/read-notice.ts';
import type { SesEvent } from '../../../src/core/feedback/ses-event.ts';
import { sesOutcome } from '../../../src/core/feedback/ses-feedback.ts';
import { simulatedFeedback } from '../../../src/core/feedback/simulator.ts';
import { tagsOfTrace } from '../../../src/core/feedback/trace-tags.ts';
import { TRACE } from './notices.ts';
import { sesSamples } from './ses-samples.ts';

const ports = { stage: { accountId: '000000000000', publicUrl: 'https://mail.example.com' } } as never;

/** Samples as if the mails had been ours; tags of others cannot be SES's, which are lists. */
const samples = sesSamples().map((sample): SesEvent => {
  const mail = { ...(sample.mail as object), tags: { application_id: ['app-1'], message_id: ['message-1'] } };
  const notice = readNotice({ ...sample, mail });
  if (notice.provider !== 'ses') throw new Error('Not an event of SES');
  return notice.event;
});

describe('the published samples of SES’s events', () => {
  it('become events with exactly the documented record', () => {
    const hotKeys = new Set<string>(HOT_KEYS);
    const outcomes = samples.map((sample) => sesOutcome(ports, sample));
    for (const outcome of outcomes) {
      const members = Object.entries(outcome?.event ?? {}).filter(([name]) => !hotKeys.has(name));
      expect(eventRecord.safeParse(Object.fromEntries(members)).error).toBeUndefined();
    }

    const told = outcomes.map((outcome) => [
      outcome?.event.event_type,
      ...(outcome?.suppressions ?? []).map(({ reason, address }) => `${reason} ${address}`),
    ]);
    expect(told.map((words) => words.join(' ')).sort()).toEqual([
      '_email.complaint COMPLAINT complaint@simulator.amazonses.com',
      '_email.complaint COMPLAINT complaint@simulator.amazonses.com',
      '_email.delivered',
      '_email.delivered',
      '_email.hardbounce BOUNCE bounce@simulator.amazonses.com',
      '_email.hardbounce BOUNCE bounce@simulator.amazonses.com',
      '_email.open',
      '_email.open',
      '_email.send',
      '_email.send',
      '_email.send',
      '_email.send',
    ]);
  });

  it('are what the local simulator says of the same addresses, instants and ids apart', () => {
    for (const address of ['bounce@simulator.amazonses.com', 'complaint@simulator.amazonses.com']) {
      const published = samples.filter(({ mail }) => mail.destination[0] === address);
      const simulated = simulatedFeedback({
        at: new Date('2024-05-14T10:14:52.299Z'),
        message: {
          messageId: 'message-1',
          applicationId: 'app-1',
          channelType: 'EMAIL',
          address,
          content: { kind: 'EMAIL', from: 'email@example.com', subject: 'x', headers: [] },
          tags: tagsOfTrace(TRACE),
        },
      }).map(({ event }) => event as SesEvent);

      const kinds = new Set(published.map(({ eventType }) => eventType));
      expect(new Set(simulated.map(({ eventType }) => eventType))).toEqual(kinds);
      for (const event of simulated) {
        const sample = published.find(({ eventType }) => eventType === event.eventType);
        expect(essence(event)).toEqual(essence(sample as SesEvent));
      }
    }
  });
});

/** What does not differ from mail to mail. */
function essence({ bounce, complaint, delivery }: SesEvent): object {
  return {
    bounce: bounce && [bounce.bounceType, bounce.bounceSubType, bounce.bouncedRecipients],
    complaint: complaint && [
      complaint.complaintFeedbackType,
      complaint.userAgent,
      complaint.complainedRecipients,
    ],
    delivery: delivery && [delivery.smtpResponse, delivery.recipients],
  };
}
