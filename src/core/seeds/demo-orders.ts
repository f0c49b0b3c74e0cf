import type { Ports } from '../../ports/ports.ts';
import { contextOfTags } from '../channels/provider-tags.ts';
import { recordsFor } from '../events/app-event.ts';
import type { StoredEvent } from '../events/event-record.ts';
import type { DemoProduct } from './company.ts';
import type { DemoEndpoint } from './demo-endpoints.ts';
import type { DemoMail, DemoNotice } from './demo-notices.ts';

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

const SHIPPED_MS = 26 * 3600 * 1000;
const TEXT_DELIVERED_MS = 4000;
/** Numbers of North America that belong to nobody: 555-0100 to 555-0199. */
const NUMBER = '+142555501';
const NUMBERS = 100;

/**
 * What the provider would tell of the text that says that an order is on its way.
 * @param isReached whether the carrier delivers it
 */
export function shippingNotices(order: DemoOrder, isReached: boolean): DemoNotice[] {
  const { id, applicationId, person, at } = order;
  const sentAt = at.getTime() + SHIPPED_MS;
  const tags = {
    application_id: applicationId,
    message_id: `${id}-shipped`,
    endpoint_id: person.Id,
    user_id: person.User.UserId,
  };
  const place = Number(person.User.UserId) % NUMBERS;
  const notice = (messageStatus: string, eventTimestamp: number, isFinal: boolean): DemoNotice => ({
    at: new Date(eventTimestamp),
    feedback: {
      provider: 'sms',
      event: {
        eventType: `TEXT_${messageStatus}`,
        eventTimestamp,
        isFinal,
        destinationPhoneNumber: NUMBER + String(place).padStart(2, '0'),
        isoCountryCode: 'US',
        messageId: tags.message_id,
        messageType: 'TRANSACTIONAL',
        messageStatus,
        context: contextOfTags(tags),
        totalMessageParts: 1,
        ...(isFinal && { totalMessagePrice: 0.00581 }),
      },
    },
  });
  return [
    notice('PENDING', sentAt, false),
    notice(isReached ? 'DELIVERED' : 'UNREACHABLE', sentAt + TEXT_DELIVERED_MS, true),
  ];
}
