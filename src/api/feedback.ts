import { type SnsIntake, snsReceiver } from '../core/feedback/receive-sns.ts';
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
      handle: async (ports, request) => receive(ports, await request.json()),
    },
  ];
}
