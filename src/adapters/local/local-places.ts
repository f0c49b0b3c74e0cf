import { addressKey, endpointKey } from '../../core/endpoints/endpoint-id.ts';
import type { OutgoingMessage } from '../../core/messages/outgoing.ts';
import type { ErasablePlace, ErasedValue } from '../../ports/erasable-place.ts';
import type { MailboxReader } from './read-mailbox.ts';

/** A place that is emptied whole, whoever's erasure it is. */
export function emptied(name: string, empty: () => Promise<void>): ErasablePlace {
  return {
    name,
    async erase({ values }) {
      if (values.length > 0) await empty();
      return { counts: {} };
    },
  };
}

/** The mailbox: messages to a person's address, or to their endpoint wherever that was. */
export function mailboxPlace(mailbox: Pick<MailboxReader, 'erase'>): ErasablePlace {
  return {
    name: 'mailbox',
    async erase({ values }) {
      if (values.length === 0) return { counts: {} };
      const known = new Map(values.map((value) => [keyOf(value), value]));
      const counts = mailbox.erase(
        (message) => keysOf(message).flatMap((key) => known.get(key)?.erasureId ?? [])[0],
      );
      return { counts: Object.fromEntries(Object.entries(counts).map(([id, mailbox]) => [id, { mailbox }])) };
    },
  };
}

const keyOf = ({ applicationId, kind, value }: Pick<ErasedValue, 'applicationId' | 'kind' | 'value'>) =>
  `${applicationId}#${kind}#${value}`;

function keysOf({ applicationId, channelType, address, tags }: OutgoingMessage): string[] {
  return [
    keyOf({ applicationId, kind: 'application', value: applicationId }),
    keyOf({ applicationId, kind: 'address', value: addressKey(channelType, address) }),
    keyOf({ applicationId, kind: 'endpoint', value: endpointKey(tags.endpoint_id ?? '') }),
    keyOf({ applicationId, kind: 'user', value: tags.user_id ?? '' }),
  ];
}
