import type { MessageTrace } from '../events/feedback-events.ts';
import type { CompileOptions, RenderContext } from '../templates/render.ts';
import type { MessageContent } from './outgoing.ts';

/** Whom one message is made for. */
export interface Recipient {
  readonly trace: MessageTrace;
  /** `EMAIL`, `SMS`, `GCM`, … */
  readonly channelType: string;
  readonly address: string;
  /** What the variables see: the endpoint in Pinpoint's shape, substitutions, `Pinpoint`. */
  readonly context: RenderContext;
  /** Instead of the message's own, as a campaign hook or a direct message asks (push and SMS only). */
  readonly titleOverride?: string;
  readonly bodyOverride?: string;
}

/** The words of one message, compiled once and filled in for many recipients. */
export interface Composer {
  readonly kind: MessageContent['kind'];
  /** Of the template: to be asked about recipients before a message is composed for them. */
  readonly recommenderId?: string;
  /** @throws RenderingError for this recipient alone */
  compose(recipient: Recipient): MessageContent;
}

/** What every composer needs to compile its words. */
export type Wording = Pick<CompileOptions, 'defaults' | 'now' | 'uuid'>;
