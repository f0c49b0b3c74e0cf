import type { Ports } from '../../ports/ports.ts';
import { recordsFor } from '../events/app-event.ts';
import type { StoredEvent } from '../events/event-record.ts';
import type { DemoProduct } from './company.ts';
import type { DemoEndpoint } from './demo-endpoints.ts';
import type { DemoMail } from './demo-notices.ts';

/** What a customer of the demo company bought. */
export interface DemoOrder {
  readonly id: string;
  readonly applicationId: string;
  readonly person: DemoEndpoint;
  readonly at: Date;
  readonly product?: DemoProduct;
  readonly quantity: number;
}

/** The purchase as the company's shop reports it, with Pinpoint's names (pinpoint-events-kpis.md 1.2). */
export function orderEvent({ stage }: Pick<Ports, 'stage'>, order: DemoOrder): StoredEvent {
  const { id, applicationId, person, at, product, quantity } = order;
  const record = recordsFor({
    applicationId,
    endpointId: person.Id,
    endpoint: { User: { UserId: person.User.UserId } },
    accountId: stage.accountId,
    arrivedAt: at.getTime(),
  });
  return record(id, {
    EventType: '_monetization.purchase',
    Timestamp: at.getTime(),
    Attributes: { _product_id: product?.ProductCode ?? '', _currency: 'USD', _transaction_id: id },
    Metrics: { _item_price: product?.price ?? 0, _quantity: quantity },
  });
}

/** The shop's own mail about it, which neither a campaign nor a journey sends. */
export function confirmationOf({ id, applicationId, person, at }: DemoOrder): DemoMail {
  return {
    messageId: id,
    address: person.Address,
    from: 'Touchpoint Demo <hello@example.com>',
    subject: 'Thank you for your order',
    tags: {
      application_id: applicationId,
      message_id: id,
      endpoint_id: person.Id,
      user_id: person.User.UserId,
    },
    sentAt: at,
  };
}
