/** An e-mail ready to go; texts are rendered, links and headers are set. */
export interface EmailContent {
  readonly kind: 'EMAIL';
  /** `Name <address>` or an address. */
  readonly from: string;
  readonly replyTo?: readonly string[];
  readonly subject: string;
  readonly html?: string;
  readonly text?: string;
  /** In order; List-Unsubscribe among them. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** A whole MIME message instead of the parts above (SendMessages' RawEmail). */
  readonly raw?: Uint8Array;
  readonly configurationSet?: string;
}

export interface SmsContent {
  readonly kind: 'SMS';
  readonly body: string;
  readonly messageType: 'TRANSACTIONAL' | 'PROMOTIONAL';
  readonly originationNumber?: string;
  readonly senderId?: string;
  readonly keyword?: string;
  readonly entityId?: string;
  readonly templateId?: string;
}

export interface VoiceContent {
  readonly kind: 'VOICE';
  /** Plain text or SSML. */
  readonly body: string;
  readonly languageCode?: string;
  readonly voiceId?: string;
  readonly originationNumber?: string;
}

export interface PushContent {
  readonly kind: 'PUSH';
  /** The message of the endpoint's own push service, in Pinpoint's shape (GCMMessage, APNSMessage, …). */
  readonly message: Readonly<Record<string, unknown>>;
}

/** What a custom channel is given for one endpoint; the channel groups endpoints of one batch, 50 a call. */
export interface CustomContent {
  readonly kind: 'CUSTOM';
  /** Lambda name or ARN, or https URL. */
  readonly deliveryUri: string;
  /** The call's payload without `Endpoints` (pinpoint-campaigns-journeys.md 1.8). */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The endpoint's entry in `Endpoints`, under its id. */
  readonly endpoint: Readonly<Record<string, unknown>>;
  readonly endpointId: string;
}

export type MessageContent = EmailContent | SmsContent | VoiceContent | PushContent | CustomContent;

/** One message on its way to a channel. */
export interface OutgoingMessage {
  /** Ours; the same for every attempt at this (run, person, step). */
  readonly messageId: string;
  readonly applicationId: string;
  /** The endpoint's channel type; `EMAIL`, `SMS`, `GCM`, … */
  readonly channelType: string;
  readonly address: string;
  readonly content: MessageContent;
  /** To be found again in the provider's feedback: SES message tags, SMS context. Values up to 256 characters. */
  readonly tags: Readonly<Record<string, string>>;
}
