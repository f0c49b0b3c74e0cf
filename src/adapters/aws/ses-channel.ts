import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { sesTags } from '../../core/channels/provider-tags.ts';
import type { Channel, Handover } from '../../ports/channels.ts';
import type { Clock } from '../../ports/clock.ts';
import { asEmail, mimeMessage } from '../mail/mime-message.ts';
import { refusalOfUnsendable } from '../mail/smtp-answer.ts';
import { eachMessage } from './each-message.ts';

export interface SesChannelOptions {
  /** Made with `maxAttempts: 1`: SES takes a repeated request as a second message. */
  readonly client: SESv2Client;
  readonly clock: Clock;
  /** For messages whose application names none; its events are the stage's feedback. */
  readonly configurationSet?: string;
  /** Whether the configuration set lets SES put in its own links and pixel and publish opens and clicks. */
  readonly tracks: boolean;
}

/**
 * E-mail by SES v2. The MIME text is made here, so that headers, encodings and parts are the same as
 * over SMTP; SES puts its own `Message-ID` and `Date` in.
 */
export function sesChannel({ client, clock, configurationSet, tracks }: SesChannelOptions): Channel {
  return eachMessage(tracks, async (message): Promise<Handover> => {
    const email = asEmail(message);
    try {
      const { from, to, bytes } = await mimeMessage(email, clock.now());
      const { MessageId } = await client.send(
        new SendEmailCommand({
          // Our own MIME says whom it is from, with the name; a caller's may say somebody else.
          FromEmailAddress: email.content.raw && from,
          Destination: { ToAddresses: [to] },
          Content: { Raw: { Data: bytes } },
          EmailTags: sesTags(message.tags),
          ConfigurationSetName: email.content.configurationSet ?? configurationSet,
        }),
      );
      return { kind: 'accepted', providerMessageId: MessageId };
    } catch (error) {
      return refusalOfUnsendable(error);
    }
  });
}
