/** The mailbox of a stage that runs on a laptop. */
export interface ReadableMailbox {
  /** Newest first. @param before the `next` of the page before */
  list(filter: MailboxQuery, limit: number, before?: number): MailboxPage;
  read(messageId: string): MailboxItem | undefined;
  /** As it would have gone over the wire: MIME of an e-mail, JSON of everything else. */
  source(messageId: string): Promise<string | undefined>;
  /** @returns how many there were */
  remove(filter: MailboxQuery): number;
}

/** All that is given must hold. */
export interface MailboxQuery {
  readonly applicationId?: string;
  /** The whole address, in any case. */
  readonly to?: string;
  /** A part of the subject, in any case. */
  readonly subject?: string;
  /** `EMAIL`, `SMS`, `VOICE`, `PUSH`, `CUSTOM`, or a channel type, such as `GCM`. */
  readonly channel?: string;
}

export interface MailboxPage {
  /** How many there are in all. */
  readonly total: number;
  readonly items: readonly MailboxItem[];
  /** Absent on the last page. */
  readonly next?: number;
}

export interface MailboxItem {
  readonly messageId: string;
  readonly applicationId: string;
  /** `EMAIL`, `SMS`, `VOICE`, `PUSH`, `CUSTOM`. */
  readonly channel: string;
  readonly channelType: string;
  readonly to: string;
  readonly from?: string;
  readonly replyTo?: readonly string[];
  readonly subject?: string;
  readonly html?: string;
  /** The text part of an e-mail, the body of everything else. */
  readonly text?: string;
  /** Of an e-mail, by name. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the provider of another channel would have been given. */
  readonly content?: unknown;
  /** What the provider's feedback would carry. */
  readonly tags: Readonly<Record<string, string>>;
  /** ISO 8601, UTC, by the stage's clock. */
  readonly sentAt: string;
}
