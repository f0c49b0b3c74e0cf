import type { FeedbackReport } from '../core/feedback/feedback.ts';
import { type SnsIntake, snsReceiver } from '../core/feedback/receive-sns.ts';
import { object, whole } from './json-schema.ts';
import type { Route } from './route.ts';

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
