/** A time of SES: ISO 8601 with milliseconds, UTC. */
type Instant = string;

export interface SesRecipient {
  readonly emailAddress: string;
  readonly action?: string;
  readonly status?: string;
  readonly diagnosticCode?: string;
}

/**
 * What SES tells of a mail when a configuration set publishes events; identity notifications have
 * `notificationType` for `eventType` and are the same otherwise. Members that are not read are left out.
 */
export interface SesEvent {
  readonly eventType:
    | 'Send'
    | 'Delivery'
    | 'Reject'
    | 'Bounce'
    | 'Complaint'
    | 'Open'
    | 'Click'
    | 'Subscription'
    | 'DeliveryDelay'
    | 'Rendering Failure';
  readonly mail: {
    readonly timestamp: Instant;
    readonly messageId: string;
    readonly source?: string;
    readonly destination: readonly string[];
    readonly headersTruncated?: boolean;
    readonly headers?: readonly { readonly name: string; readonly value: string }[];
    readonly commonHeaders?: { readonly subject?: string };
    readonly tags?: Readonly<Record<string, readonly string[]>>;
  };
  readonly delivery?: {
    readonly timestamp: Instant;
    readonly processingTimeMillis?: number;
    readonly recipients?: readonly string[];
    readonly smtpResponse?: string;
    readonly reportingMTA?: string;
  };
  readonly bounce?: {
    readonly timestamp: Instant;
    /** `Permanent`, `Transient`, `Undetermined`. */
    readonly bounceType: string;
    readonly bounceSubType: string;
    readonly bouncedRecipients: readonly SesRecipient[];
    readonly feedbackId?: string;
    readonly reportingMTA?: string;
  };
  readonly complaint?: {
    readonly timestamp: Instant;
    readonly complainedRecipients: readonly SesRecipient[];
    readonly feedbackId?: string;
    readonly userAgent?: string;
    readonly complaintFeedbackType?: string;
  };
  readonly open?: { readonly timestamp: Instant; readonly ipAddress?: string; readonly userAgent?: string };
  readonly click?: {
    readonly timestamp: Instant;
    readonly ipAddress?: string;
    readonly userAgent?: string;
    readonly link: string;
    readonly linkTags?: Readonly<Record<string, readonly string[]>>;
  };
  readonly reject?: { readonly reason?: string };
  readonly failure?: { readonly errorMessage?: string; readonly templateName?: string };
  readonly subscription?: { readonly timestamp: Instant; readonly source?: string };
}
