import type { FeedbackReport } from '../core/feedback/feedback.ts';
import { receiveMailReport } from '../core/feedback/mail-report.ts';
import { type SnsIntake, snsReceiver } from '../core/feedback/receive-sns.ts';
import { readBody } from './body.ts';
import { object, whole } from './json-schema.ts';
import type { Route } from './route.ts';

const TAKEN = {
  description: 'Taken; what is not about a message of this stage, or tells of a delay only, is ignored',
  schema: object<FeedbackReport>({ recorded: whole, ignored: whole }),
};

/** `POST /feedback/mail`, for what comes back to the sender of e-mail over SMTP. */
export const mailReportRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/feedback/mail',
    scope: 'ingest',
    doc: {
      summary: 'Takes a mail that came back: a bounce (RFC 3464) or a complaint (RFC 5965)',
      body: { type: 'string', description: 'the mail as it came, its header included' },
      bodyType: 'message/rfc822',
      answers: { 200: TAKEN },
    },
    handle: async (ports, { raw }) =>
      receiveMailReport(ports, Buffer.from(await readBody(raw)).toString('utf8')),
  },
];

/**
 * `POST /feedback/sns`, for HTTPS subscriptions to topics that SES or End User Messaging publishes to.
 * Open to everyone: SNS has no key of ours, so its signature is checked.
 */
export function snsRoutes(intake: SnsIntake): readonly Route[] {
  const receive = snsReceiver(intake);
  return [
    {
      method: 'POST',
      path: '/feedback/sns',
      scope: 'open',
      doc: {
        summary: 'Takes a message of SNS, whose signature is checked, about mail or text messages',
        body: { type: 'object', description: 'as SNS posts it' },
        answers: {
          200: { description: 'Taken', schema: object<FeedbackReport>({ recorded: whole, ignored: whole }) },
        },
      },
      handle: async (ports, request) => receive(ports, await request.json()),
    },
  ];
}
