import type { HoldReason } from './hold-reasons.ts';

/** A template of the account; no version means the active one when the batch is sent. */
export interface TemplateReference {
  readonly Name: string;
  readonly Version?: string;
}

/** What one treatment, or one activity of a journey, sends. Wire shapes are Pinpoint's. */
export interface MessageVariant {
  /** By channel kind, as TemplateConfiguration: EmailTemplate, SMSTemplate, PushTemplate, VoiceTemplate. */
  readonly TemplateConfiguration?: Readonly<
    Partial<Record<'EmailTemplate' | 'SMSTemplate' | 'PushTemplate' | 'VoiceTemplate', TemplateReference>>
  >;
  /** MessageConfiguration of a campaign (pinpoint-campaigns-journeys.md 1.3). */
  readonly MessageConfiguration?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Members of a journey activity's MessageConfig: FromAddress, MessageType, OriginationNumber, SenderId, … */
  readonly MessageConfig?: Readonly<Record<string, unknown>>;
  /** Custom delivery: endpoints of these types go to this URI instead of their own channel. */
  readonly CustomDeliveryConfiguration?: {
    readonly DeliveryUri: string;
    readonly EndpointTypes?: readonly string[];
  };
  /** `Data` of a custom message. */
  readonly Data?: string;
}

/**
 * Messages that are decided together and sent together: one run of a campaign, or one tick of a
 * journey. Its rows stand in `messages` under `batch_id`; this object lies beside them in the lake
 * bucket, since five inline e-mails are more than a document may hold.
 */
export interface MessageBatch {
  readonly applicationId: string;
  readonly batchId: string;
  readonly origin:
    | { readonly kind: 'campaign'; readonly campaignId: string; readonly campaignName?: string }
    | {
        readonly kind: 'journey';
        readonly journeyId: string;
        readonly journeyName?: string;
        /** Activity id to `EMAIL`, `SMS`, `PUSH`, `CUSTOM`, `CONTACT_CENTER`. */
        readonly activityTypes: Readonly<Record<string, string>>;
        /** Whether its messages may have waited for the end of quiet time, of which an event tells. */
        readonly waitsForQuietTime?: true;
      };
  /** ISO 8601, UTC: when the run or tick was due. */
  readonly scheduledAt: string;
  /** ISO 8601, UTC: when it was decided. Opt-outs and suppressions after it are looked up before each chunk. */
  readonly decidedAt: string;
  /** ISO 8601, UTC: what is not handed over by then is `EXPIRED` (MaximumDuration). */
  readonly expiresAt?: string;
  readonly messagesPerSecond?: number;
  /** By `messages.treatment_id` of a campaign, `messages.journey_activity_id` of a journey. */
  readonly variants: Readonly<Record<string, MessageVariant>>;
  /** Imported segments whose members may be copies that are stored as no endpoint; the messages' data come from there then. */
  readonly copiesOf?: readonly { readonly id: string; readonly version: number }[];
  readonly hook?: { readonly LambdaFunctionName?: string; readonly WebUrl?: string; readonly Mode?: string };
}

/** What becomes of a batch in the end: audience = sum of `held` + sum of `outcomes`. */
export interface BatchCounts {
  readonly audience: number;
  readonly held: Readonly<Partial<Record<HoldReason, number>>>;
  /** By send status: SUCCESS, FAILURE, FAILURE_PERMANENT, THROTTLED, EXPIRED, HOOK_FAILURE, UNKNOWN (in doubt), … */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Reference to a batch, as the deliver machine passes it. */
export interface BatchReference {
  readonly applicationId: string;
  readonly batchId: string;
  readonly kind: 'campaign' | 'journey';
}

/** Folder of a batch in the lake bucket, ending in `/`. */
export const batchPrefix = (applicationId: string, batchId: string) => `batches/${applicationId}/${batchId}/`;
/** Key of the `MessageBatch` as JSON. */
export const batchKey = (applicationId: string, batchId: string) =>
  `${batchPrefix(applicationId, batchId)}batch.json`;
