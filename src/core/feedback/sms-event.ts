/** What End User Messaging tells of a text message through an event destination. Members that are not read are left out. */
export interface SmsEvent {
  /** `TEXT_DELIVERED`, `TEXT_CARRIER_BLOCKED`, … */
  readonly eventType: string;
  /** Epoch milliseconds. */
  readonly eventTimestamp: number;
  readonly isFinal?: boolean;
  readonly originationPhoneNumber?: string;
  readonly destinationPhoneNumber: string;
  readonly isoCountryCode?: string;
  readonly messageId: string;
  /** `TRANSACTIONAL`, `PROMOTIONAL`. */
  readonly messageType?: string;
  /** `DELIVERED`, `PENDING`, `CARRIER_BLOCKED`, … */
  readonly messageStatus?: string;
  readonly context?: Readonly<Record<string, string>>;
  readonly totalMessageParts?: number;
  /** US dollars. */
  readonly totalMessagePrice?: number;
  readonly totalCarrierFee?: number;
}
