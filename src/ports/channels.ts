import type { OutgoingMessage } from '../core/messages/outgoing.ts';

/** What the provider said of one message. Reasons are for people; codes are the provider's HTTP or SMTP code. */
export type Handover =
  /** Taken: from here on it is the provider's to deliver. */
  | {
      readonly kind: 'accepted';
      readonly providerMessageId?: string;
      readonly updatedToken?: string;
      readonly eventAttributes?: Readonly<Record<string, string>>;
    }
  /** Certainly not taken, and trying again cannot help. */
  | { readonly kind: 'refused'; readonly code: number; readonly reason: string }
  /** Certainly not taken; the provider asked to slow down. */
  | { readonly kind: 'throttled'; readonly reason: string }
  /** Certainly not taken; the provider could not be reached or had a fault of its own. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** Nobody knows: the answer was lost after the message may have been taken. */
  | { readonly kind: 'in-doubt'; readonly reason: string };

/** An application's settings of one push service, credentials included, under Pinpoint's names (`ApiKey`, `TokenKey`, …). */
export interface ProviderSettings {
  readonly applicationId: string;
  /** `GCM`, `APNS`, … */
  readonly channelType: string;
  /** Absent when the channel is deleted. */
  readonly request?: Readonly<Record<string, string | boolean>>;
}

/** One way out: e-mail, SMS, voice, push or custom. A channel never throws for a message; it answers for each. */
export interface Channel {
  /** How many messages may be with the provider, unanswered, at one time; `send` is never given more. */
  readonly window: number;
  /** Whether a message id handed over twice is delivered once, so that one left in doubt may be handed over again. */
  readonly idempotent: boolean;
  /** Whether the provider itself reports opens and clicks; otherwise the platform puts its own links and pixel in. */
  readonly tracks: boolean;
  /** Hands all of them over at once. @returns one answer a message, in order */
  send(messages: readonly OutgoingMessage[]): Promise<Handover[]>;
  /**
   * Takes an application's settings over, where the provider itself signs in to the push services.
   * @throws PlatformError `BadRequest` when the provider refuses them
   */
  configure?(settings: ProviderSettings): Promise<void>;
}

/** A message that a provider took, and when. */
export interface AcceptedMessage {
  readonly message: OutgoingMessage;
  readonly at: Date;
}

/** The channels by the kind of content they carry. */
export type Channels = Readonly<Record<OutgoingMessage['content']['kind'], Channel>>;
