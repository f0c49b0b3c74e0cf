import { describe, expect, it } from '@jest/globals';
import type { MessageContent, OutgoingMessage } from '../../src/core/messages/outgoing.ts';
import type { Channel } from '../../src/ports/channels.ts';

/** A channel with a provider that the suite can look into. */
export interface ChannelUnderTest {
  readonly channel: Channel;
  /** A content that the provider takes, and the type of the endpoint. */
  readonly content: (address: string) => MessageContent;
  readonly channelType: string;
  /** An address that the provider refuses for good, when it can be made to. */
  readonly refusedAddress?: string;
  /** Addresses that the provider took a message for, one entry a message. */
  received(): Promise<string[]>;
  /** From now on the provider cannot be reached; absent when there is none to lose. */
  vanish?(): Promise<void>;
}

export interface ChannelFlags {
  readonly idempotent: boolean;
  readonly tracks: boolean;
  /** Whether its provider can refuse one of several messages: then there is a `refusedAddress`. */
  readonly refuses: boolean;
  /** Whether its provider is elsewhere: then it can `vanish`. */
  readonly remote: boolean;
}

/** The law of `src/ports/channels.ts`. @param open gives a channel with an empty provider */
export function channelContract(name: string, flags: ChannelFlags, open: () => Promise<ChannelUnderTest>) {
  const messageOf = ({ content, channelType }: ChannelUnderTest, messageId: string, address: string) =>
    ({
      messageId,
      applicationId: 'shop',
      channelType,
      address,
      content: content(address),
      tags: { message_id: messageId },
    }) as OutgoingMessage;
  const addressOf = ({ channelType }: ChannelUnderTest, index: number) =>
    channelType === 'EMAIL' ? `person${index}@example.com` : `+4917000000${index}`;

  describe(`${name}: channel`, () => {
    it('says what can be relied on', async () => {
      const { channel } = await open();
      const { idempotent, tracks } = flags;
      expect(channel).toMatchObject({ idempotent, tracks });
      expect(channel.window).toBeGreaterThan(0);
    });

    it('hands every message over once and answers for each, in order', async () => {
      const test = await open();
      const count = Math.min(test.channel.window, 7);
      const addresses = Array.from({ length: count }, (_, index) => addressOf(test, index));
      const answers = await test.channel.send(
        addresses.map((address, index) => messageOf(test, `m${index}`, address)),
      );
      expect(answers.map(({ kind }) => kind)).toEqual(addresses.map(() => 'accepted'));
      expect((await test.received()).sort()).toEqual(addresses.sort());
    });

    it('answers nothing for nothing', async () => {
      const test = await open();
      expect(await test.channel.send([])).toEqual([]);
      expect(await test.received()).toEqual([]);
    });

    it('delivers a message id that is handed over twice once, if it is idempotent, else twice', async () => {
      const test = await open();
      const message = messageOf(test, 'twice', addressOf(test, 1));
      const kinds = [...(await test.channel.send([message])), ...(await test.channel.send([message]))];
      expect(kinds.map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
      expect(await test.received()).toHaveLength(flags.idempotent ? 1 : 2);
    });

    (flags.refuses ? it : none)('refuses one message and takes the others', async () => {
      const test = await open();
      const addresses = [addressOf(test, 1), test.refusedAddress as string, addressOf(test, 2)];
      const answers = await test.channel.send(
        addresses.map((address, index) => messageOf(test, `m${index}`, address)),
      );
      expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'refused', 'accepted']);
      expect(answers[1]).toMatchObject({ code: expect.any(Number), reason: expect.stringMatching(/./) });
      expect((await test.received()).sort()).toEqual([addressOf(test, 1), addressOf(test, 2)]);
    });

    (flags.remote ? it : none)('answers, and does not throw, when nobody is there', async () => {
      const test = await open();
      await test.vanish?.();
      const answers = await test.channel.send(
        [1, 2].map((index) => messageOf(test, `m${index}`, addressOf(test, index))),
      );
      expect(answers).toHaveLength(2);
      for (const { kind } of answers) expect(['unavailable', 'refused']).toContain(kind);
    });
  });
}

/** A law that the channel's flags say does not apply. */
const none = (_name: string, _test: () => Promise<void>) => undefined;
