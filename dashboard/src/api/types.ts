/* Made by `npm run dashboard:types` from what the stage says of itself; do not edit. */

export interface AccessKey {
  /** @format date-time */
  createdAt: string;
  keyId: string;
  name: string;
  /**
   * from then on it opens nothing
   * @format date-time
   */
  revokedAt?: string;
  scopes: ("admin" | "send" | "report" | "report-admin" | "ingest")[];
}

export interface ActivityCount {
  activity: string;
  description?: string;
  /**
   * participants who came to it
   * @min 0
   */
  entered: number;
  /**
   * who are there now
   * @min 0
   */
  inside: number;
  /** EMAIL, Wait, ConditionalSplit … */
  kind?: string;
  /**
   * who went on
   * @min 0
   */
  left: number;
}

export interface ActivityCounts {
  applicationId: string;
  /** while the journey’s ticks fail */
  failure?: {
    /** @format date-time */
    at: string;
    cause: string;
    /** @min 0 */
    times: number;
  };
  items: ActivityCount[];
  journeyId: string;
  state: string;
}

export interface ActivityCountsRow {
  activity: string | null;
  /** @format int64 */
  entered: number | null;
  /** @format int64 */
  gone: number | null;
  /**
   * participants; one that enters the journey again counts again
   * @format int64
   */
  inside: number | null;
}

export interface AttentionItem {
  /**
   * when it happened last, or began
   * @format date-time
   */
  at?: string;
  /**
   * messages, rows or attempts; of kind inDoubt counted up to 1000
   * @min 0
   */
  count: number;
  /** what the platform says of the cause; of imports and exports for keys with report-admin alone */
  detail?: string;
  kind:
    | "bounces"
    | "complaints"
    | "failedTexts"
    | "renderingFailures"
    | "handoverFailures"
    | "inDoubt"
    | "failedRun"
    | "stuckRun"
    | "brokenCampaign"
    | "failedJourneyTick"
    | "failedUpload"
    | "stuckUpload"
    | "rejectedRows"
    | "failedJob"
    | "stuckJob"
    | "rejectedRecords";
  /**
   * what count is a part of, where a rate says whether it matters
   * @min 0
   */
  of?: number;
  severity: "serious" | "warning";
  subject: {
    /** when it was; its name is the last one that is known */
    deleted?: boolean;
    id?: string;
    /** as people call it */
    name?: string;
    type:
      | "campaign"
      | "journey"
      | "transactional"
      | "messages"
      | "upload"
      | "import"
      | "export";
  };
  /** the rate from which on it is told, 0 to 1 */
  threshold?: number;
}

export interface AttributeValuesRow {
  attribute_value: string | null;
  /**
   * different values of the name
   * @format int64
   */
  choices: number | null;
  /**
   * that have the value
   * @format int64
   */
  endpoints: number | null;
  /**
   * that have any value of the name
   * @format int64
   */
  holders: number | null;
  /** attribute, userAttribute, demographic, location */
  kind: string | null;
  /** as a segment's criteria name it */
  name: string | null;
}

export interface AttributedConversionsRow {
  /** shares; over all rows, the number of conversions */
  conversions: number | null;
  /** campaign, journey, none */
  origin: string | null;
  /** null of none */
  origin_id: string | null;
  /** treatment or activity; null unless asked for */
  part_id: string | null;
  /** the same shares of it */
  revenue: number | null;
  /**
   * conversions before which it was touched in time
   * @format int64
   */
  touched: number | null;
}

export interface BatchOutcomesRow {
  batch_id: string | null;
  /** not to be sent */
  held: boolean | null;
  /** @format int64 */
  messages: number | null;
  /** the reason when held, else the send status; PENDING without a record */
  outcome: string | null;
}

export interface CampaignAudience {
  applicationId: string;
  /**
   * that is assumed for the run
   * @format date-time
   */
  at: string;
  byTreatment: TreatmentAudience[];
  /** members held back, by reason */
  held: Record<string, number>;
  id: string;
  /**
   * of the segment
   * @min 0
   */
  members: number;
  /**
   * members that would be written to
   * @min 0
   */
  targeted: number;
}

export interface CampaignHeldBackRow {
  address: string | null;
  channel_type: string | null;
  /**
   * UTC
   * @format date-time
   */
  decided_at: string | null;
  endpoint_id: string | null;
  /** why it was held back */
  reason: string | null;
  user_id: string | null;
}

export interface CampaignLift {
  applicationId: string;
  /**
   * when the last window closes
   * @format date-time
   */
  completeAt: string | null;
  conversion: ConversionRule;
  /**
   * people drawn for both, who count where they were drawn first
   * @min 0
   */
  crossed: number;
  holdout: LiftGroup;
  id: string;
  isComplete: boolean;
  /** of the intervals, and how likely something must be to be called so */
  level: number;
  /** null when one of the groups is empty */
  lift: Lift | null;
  period: {
    /** @format date */
    from: string;
    /** @format date */
    to: string;
  };
  targeted: LiftGroup;
  treatments: {
    /**
     * when the last window closes
     * @format date-time
     */
    completeAt: string | null;
    /**
     * people drawn for both, who count where they were drawn first
     * @min 0
     */
    crossed: number;
    isComplete: boolean;
    /** null when one of the groups is empty */
    lift: Lift | null;
    name?: string;
    targeted: LiftGroup;
    treatmentId: string;
  }[];
}

export interface CampaignPreview {
  applicationId: string;
  /** absent when it cannot be made */
  content?:
    | {
        configurationSet?: string;
        from: string;
        headers: {
          name: string;
          value: string;
        }[];
        html?: string;
        kind: "EMAIL";
        replyTo?: string[];
        subject: string;
        text?: string;
      }
    | {
        body: string;
        kind: "SMS";
        messageType: "TRANSACTIONAL" | "PROMOTIONAL";
        originationNumber?: string;
        senderId?: string;
      }
    | {
        body: string;
        kind: "VOICE";
        languageCode?: string;
        voiceId?: string;
      }
    | {
        kind: "PUSH";
        /** in the shape of the push service's own message */
        message: object;
      }
    | {
        deliveryUri: string;
        endpoint: object;
        endpointId: string;
        kind: "CUSTOM";
        payload: object;
      };
  endpoint: {
    Address?: string;
    ChannelType?: string;
    Id: string;
    User: {
      UserAttributes?: Record<string, string[]>;
      UserId?: string;
    };
  };
  /** why it cannot be made for this customer */
  failure?: string;
  id: string;
  /** that of the customer's place; absent in the holdout */
  ownTreatmentId?: string;
  treatmentId: string;
  /** what has a say in it only when it is sent */
  unasked: ("hook" | "recommender")[];
}

export interface CampaignRecipient {
  applicationId: string;
  endpoints: RecipientEndpoint[];
  id: string;
  messages: RecipientMessage[];
  who: string;
}

export interface CampaignRecipientRow {
  address: string | null;
  /** or a failed text */
  bounced: boolean | null;
  /** the run */
  campaign_activity_id: string | null;
  channel_type: string | null;
  /**
   * first
   * @format int64
   */
  clicked_at: number | null;
  complained: boolean | null;
  /** @format date-time */
  decided_at: string | null;
  endpoint_id: string | null;
  message_id: string | null;
  /**
   * first, epoch milliseconds
   * @format int64
   */
  opened_at: number | null;
  /** why it was held back; null: it was to be sent */
  reason: string | null;
  /** of sending; null: not told yet */
  status: string | null;
  treatment_id: string | null;
  user_id: string | null;
}

export interface CampaignReport {
  before: {
    engagement: Engagement;
    period: Period;
  };
  byDate: DayEngagement[];
  byRun: PartEngagement[];
  engagement: Engagement;
  id: string;
  period: Period;
}

export interface Catalog {
  items: CatalogTable[];
}

export interface CatalogTable {
  columns: Column[];
  kind: "table" | "view";
  name: string;
}

export interface ChannelReach {
  /** absent for endpoints without a channel */
  channelType?: string;
  /** @min 0 */
  endpoints: number;
  /**
   * of these, active and not opted out
   * @min 0
   */
  reachable: number;
}

export interface CohortRetentionRow {
  /** first day of the week, or the day, UTC */
  cohort: string | null;
  /** @format int64 */
  cohort_size: number | null;
  /**
   * users, or endpoints without a user, with such an event in the period
   * @format int64
   */
  people: number | null;
  /**
   * 0 is the cohort's own
   * @format int64
   */
  period_number: number | null;
  share: number | null;
}

export interface Column {
  name: string;
  /** Athena's name of the type */
  type: string;
}

export interface ConversionRule {
  amount?: string;
  attribute?: string;
  attributeValue?: string;
  eventType: string;
  /** @min 0 */
  windowHours: number;
}

export interface CriteriaSuggestions {
  attributes: SuggestedAttribute[];
  countries: SuggestedValue[];
  demographics: SuggestedAttribute[];
  metrics: SuggestedMetric[];
  userAttributes: SuggestedAttribute[];
}

export interface Customer {
  applicationId: string;
  endpoints: CustomerEndpoint[];
  /** user: and a user id, or endpoint: and the id of an endpoint without a user */
  id: string;
  kind: "user" | "endpoint";
  /** by attributes named for it, such as FirstName */
  name?: string;
  /** every campaign and journey, and what it was to the customer */
  reach: CustomerReach[];
  segments: CustomerSegment[];
  userAttributes: Record<string, string[]>;
  userId?: string;
}

export interface CustomerEndpoint {
  address?: string;
  attributes: Record<string, string[]>;
  /** @format date-time */
  changedAt: string;
  channelType?: string;
  /** @format date-time */
  createdAt: string;
  demographic: Record<string, string>;
  endpointId: string;
  location: Record<string, string | number>;
  metrics: Record<string, number>;
  /** ALL: it has opted out of every message; NONE */
  optOut: string;
  /** ACTIVE, INACTIVE */
  status: string;
  /** why nothing is sent to the address */
  suppression?: {
    reason: string;
    /** @format date-time */
    suppressedAt: string;
  };
}

export interface CustomerJourneysRow {
  /** where it is; null when it left */
  activity: string | null;
  /** of the last move */
  branch: string | null;
  /**
   * when it may go on
   * @format date-time
   */
  due_at: string | null;
  /** @format int64 */
  entries: number | null;
  /** where it came or left from */
  from_activity: string | null;
  /**
   * stays that are not over
   * @format int64
   */
  inside: number | null;
  journey_id: string | null;
  /**
   * of the last move, UTC
   * @format date-time
   */
  moved_at: string | null;
  /** of the last move */
  participant_id: string | null;
}

export interface CustomerMessagesRow {
  campaign_id: string | null;
  /** held back when it was decided */
  held: boolean | null;
  journey_id: string | null;
  /**
   * when the last of them was decided
   * @format date-time
   */
  last_at: string | null;
  /** @format int64 */
  messages: number | null;
  /** the reason when held, else the send status; SUCCESS without a record */
  outcome: string | null;
}

export interface CustomerReach {
  /** messages that failed, by send status */
  failed: Record<string, number>;
  /** messages held back, by reason */
  held: Record<string, number>;
  id: string;
  /** whether the segment holds the customer now; absent where it cannot be told */
  inSegment?: boolean;
  /**
   * when the last of them was decided
   * @format date-time
   */
  lastAt?: string;
  name?: string;
  /** whom it is for */
  segment?: {
    deleted?: boolean;
    id: string;
    name?: string;
  };
  /** @min 0 */
  sent: number;
  state: string;
  stay?: CustomerStay;
  type: "campaign" | "journey";
}

export interface CustomerSegment {
  endpointIds: string[];
  id: string;
  name?: string;
  type: string;
}

export interface CustomerStay {
  /** where it is, or where it left from */
  activity?: string;
  activityName?: string;
  branch?: string;
  /** @format date-time */
  dueAt?: string;
  /** @min 0 */
  entries: number;
  isInside: boolean;
  /** @format date-time */
  movedAt: string;
  participantId: string;
}

export interface CustomerTimelineRow {
  /** of messages: that sends; of journeys: entered, or left from */
  activity: string | null;
  attributes: object | string | null;
  /** of journeys */
  branch: string | null;
  campaign_id: string | null;
  channel_type: string | null;
  endpoint_id: string | null;
  /** orders rows of one instant: what can only come later stands first */
  entry_key: string | null;
  /**
   * UTC
   * @format date-time
   */
  happened_at: string | null;
  journey_id: string | null;
  journey_run_id: string | null;
  /** message, response, event, journey */
  kind: string | null;
  /** that was followed */
  link: string | null;
  message_id: string | null;
  /** both of events that the platform does not make */
  metrics: object | string | null;
  /** why a message was held back; its send status when it failed */
  reason: string | null;
  treatment_id: string | null;
  /** of messages SENT, HELD, FAILED, PENDING; of journeys ENTERED, LEFT; else the type of the event */
  what: string | null;
}

export interface DayEngagement {
  clickRate: Rate;
  /** @min 0 */
  clicks: number;
  complaintRate: Rate;
  /** @format date */
  date: string;
  /**
   * sent, less bounces
   * @min 0
   */
  delivered: number;
  deliveryRate: Rate;
  hardBounceRate: Rate;
  openRate: Rate;
  /**
   * endpoints that at least one message reached
   * @min 0
   */
  reached: number;
  /**
   * messages handed over
   * @min 0
   */
  sent: number;
  unsubscribeRate: Rate;
}

export interface DaySize {
  /** @format date-time */
  at: string;
  /** @format date */
  day: string;
  /**
   * endpoints
   * @min 0
   */
  size: number;
  /**
   * that was counted
   * @min 0
   */
  version: number;
}

export interface DefinitionCalled {
  deleted: boolean;
  id: string;
  kind: "campaign" | "journey" | "segment";
  /** absent where it has none */
  name?: string;
}

export type DeleteKeysByKeyIdData = AccessKey;

export interface DeleteLocalMailboxData {
  /** @min 0 */
  removed: number;
}

export type DeleteQueriesExecutionsByIdData = Execution;

export type DeleteSuppressionsData = Suppression;

export interface DeliveryProblemsRow {
  /** @format int64 */
  complained: number | null;
  /** @format int64 */
  emails_sent: number | null;
  /**
   * of campaigns and journeys: not taken by the provider, expired, or refused by own code
   * @format int64
   */
  handover_failed: number | null;
  /** @format int64 */
  hard_bounced: number | null;
  /**
   * epoch milliseconds, of the newest thing that went wrong
   * @format int64
   */
  last_at: number | null;
  /** campaign, journey, transactional */
  origin: string | null;
  /** null for transactional */
  origin_id: string | null;
  /**
   * could not be made from their template
   * @format int64
   */
  rendering_failed: number | null;
  /** @format int64 */
  texts_failed: number | null;
  /** @format int64 */
  texts_sent: number | null;
}

export interface DescribedUpload {
  /**
   * distinct channel and address; endpoints + refused
   * @min 0
   */
  addresses?: number;
  applicationId: string;
  /**
   * recency was counted to it
   * @format date-time
   */
  asOf?: string;
  /**
   * 1, and one more each time it was started again
   * @min 0
   */
  attempt: number;
  /** whether rows = scored + rejected */
  balanced?: boolean;
  /** @min 0 */
  clusters?: number;
  /** @format date-time */
  createdAt: string;
  /** @min 0 */
  customers?: number;
  /**
   * renewed or created
   * @min 0
   */
  endpoints?: number;
  error?: {
    code: string;
    message: string;
  };
  executionId?: string;
  /** of the object in the upload bucket */
  key: string;
  /** of the file, as last sent */
  name: string;
  /** the first of the refused */
  refusals?: {
    endpointId: string;
    reason: string;
  }[];
  /**
   * endpoints that broke a rule
   * @min 0
   */
  refused?: number;
  /** @min 0 */
  rejected?: number;
  /** of the rejects in the lake bucket */
  rejectsKey?: string;
  /**
   * scored + rejected
   * @min 0
   */
  rows?: number;
  /** of all outputs in the lake bucket */
  runPrefix: string;
  /** @min 0 */
  scored?: number;
  segments?: {
    id: string;
    name: string;
    /** @min 0 */
    size: number;
  }[];
  settings?: RfmSettings;
  state: "RUNNING" | "SUCCEEDED" | "FAILED";
  states: UploadStep[];
  /** whether a later file had been published already */
  superseded?: boolean;
  uploadId: string;
}

export interface DraftPreview {
  items: EndpointSummary[];
  /**
   * endpoints
   * @min 0
   */
  total: number;
}

export interface DraftReach {
  /** @format date-time */
  at: string;
  channels: ChannelReach[];
  /**
   * endpoints, opted-out and inactive ones included
   * @min 0
   */
  count: number;
  /**
   * endpoints of the application
   * @min 0
   */
  everyone: number;
}

export interface EmailResponseRatesRow {
  /**
   * e-mails delivered, and those of them that were opened, and in which a link was followed; each counts once
   * @format int64
   */
  clicked: number | null;
  /** @format int64 */
  delivered: number | null;
  /** @format int64 */
  opened: number | null;
}

export interface EndpointHabitsRow {
  /** of all the person's endpoints, by the share opened of what was sent on it, drawn towards a half by two messages where few were sent */
  best_channel: string | null;
  /**
   * 0 to 23, local, at which most messages were first opened, the earliest of several; null without opens
   * @format int64
   */
  best_hour: number | null;
  channel: string | null;
  endpoint_id: string | null;
  open_rate: number | null;
  /**
   * messages
   * @format int64
   */
  opened: number | null;
  /** @format int64 */
  opened_then: number | null;
  /**
   * messages handed over
   * @format int64
   */
  sent: number | null;
  /** as the endpoint tells it; hours are UTC when it is null or none that there is */
  time_zone: string | null;
  user_id: string | null;
}

export interface EndpointSummary {
  address?: string;
  channelType?: string;
  country?: string;
  /** @format date-time */
  effectiveDate?: string;
  endpointId: string;
  endpointStatus?: string;
  optOut?: string;
  userId?: string;
}

export interface Engagement {
  clickRate: Rate;
  /** @min 0 */
  clicks: number;
  complaintRate: Rate;
  /**
   * sent, less bounces
   * @min 0
   */
  delivered: number;
  deliveryRate: Rate;
  hardBounceRate: Rate;
  openRate: Rate;
  /**
   * endpoints that at least one message reached
   * @min 0
   */
  reached: number;
  /**
   * messages handed over
   * @min 0
   */
  sent: number;
  unsubscribeRate: Rate;
}

export interface EngagementHoursRow {
  /**
   * 0 to 23
   * @format int64
   */
  hour: number | null;
  /**
   * of the messages sent or opened then, those whose recipient's time zone is known; the others' is taken for UTC
   * @format int64
   */
  known_zone: number | null;
  /** of those sent */
  open_rate: number | null;
  /**
   * messages first opened at that hour
   * @format int64
   */
  opens: number | null;
  /**
   * messages handed over at that hour
   * @format int64
   */
  sent: number | null;
  /**
   * of those, opened at any hour
   * @format int64
   */
  sent_opened: number | null;
  /**
   * 1 is Monday
   * @format int64
   */
  weekday: number | null;
}

export interface Error {
  error: {
    code: string;
    details?: object;
    message: string;
  };
  requestId: string;
}

export interface EventFunnelRow {
  event_type: string | null;
  /** share of those who began */
  of_first: number | null;
  /** share of those of the step before */
  of_previous: number | null;
  /**
   * users, or endpoints without a user, who came so far
   * @format int64
   */
  people: number | null;
  /**
   * from 1
   * @format int64
   */
  step: number | null;
}

export interface Examination {
  /** @format date-time */
  at: string;
  findings: Finding[];
  /** the worst of the findings */
  level: "problem" | "warning" | "ok";
}

export interface Execution {
  /** @format date-time */
  completedAt?: string;
  /** by the list price */
  costUsd?: number;
  error?: {
    code: string;
    message: string;
  };
  id: string;
  name?: string;
  /** while it runs: how much of what it reads is read, 0 to 1 */
  progress?: number;
  /** path of the result */
  results?: string;
  /** @min 0 */
  rows?: number;
  /** @min 0 */
  scannedBytes?: number;
  /** that it has run */
  seconds: number;
  state: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  /** @format date-time */
  submittedAt: string;
}

export interface ExportFile {
  /**
   * of a URL of the bucket
   * @format date-time
   */
  expiresAt?: string;
  /** as it is called when it is downloaded; one endpoint a line, as JSON */
  name: string;
  /**
   * bytes, compressed
   * @min 0
   */
  size: number;
  /** a URL of the bucket, used without the stage’s key; or a path of the stage */
  url: string;
}

export interface ExportFiles {
  /** whether the stage gives them out; if not they are fetched from the place */
  isGiven: boolean;
  items: ExportFile[];
  /** what the keys of its files begin with: s3://… */
  place: string;
}

export interface Finding {
  /** what to do; absent where all is well */
  advice?: string;
  /** what was looked at */
  check: string;
  level: "problem" | "warning" | "ok";
  /** where the manual speaks of it, from the project's folder */
  manual: string;
  seen: string;
}

export interface FlowActivity {
  description?: string;
  id: string;
  kind: string;
  /** in words */
  name: string;
  /** whether it sends messages */
  sends: boolean;
  /** when it goes on, in words */
  waits?: string;
}

export interface FlowOutcome {
  activity: string;
  /** held back when it was decided */
  held: boolean;
  /** @min 0 */
  messages: number;
  /** a hold reason or a send status */
  outcome: string;
  /** @min 0 */
  step: number;
}

export interface FlowWay {
  branch: string | null;
  /** null: into the journey */
  from: string | null;
  /** in words; may be empty */
  label: string;
  /**
   * that took it in all
   * @min 0
   */
  participants: number;
  /** steps in which somebody took it, in order */
  taken: {
    /** @min 0 */
    participants: number;
    /** @min 0 */
    step: number;
  }[];
  /** null: out of the journey */
  to: string | null;
}

export interface FoundCustomer {
  /** values that the search found, where nothing else did */
  attributes?: {
    name: string;
    value: string;
  }[];
  endpoints: {
    address?: string;
    channelType?: string;
    endpointId: string;
    optOut: string;
    status: string;
  }[];
  /** user: and a user id, or endpoint: and the id of an endpoint without a user */
  id: string;
  kind: "user" | "endpoint";
  /** by attributes named for it, such as FirstName */
  name?: string;
  userId?: string;
}

export interface Funnel {
  applicationId: string;
  conversion: ConversionRule;
  /** @min 0 */
  conversions: number;
  groups?: {
    /** @min 0 */
    conversions: number;
    id: string;
    name?: string;
    revenue: number;
    stages: FunnelStage[];
  }[];
  id: string;
  period: {
    /** @format date */
    from: string;
    /** @format date */
    to: string;
  };
  revenue: number;
  stages: FunnelStage[];
}

export interface FunnelStage {
  /**
   * null of those who converted: people convert
   * @min 0
   */
  messages: number | null;
  ofPrevious: Rate;
  ofTargeted: Rate;
  /** @min 0 */
  people: number;
  stage:
    | "audience"
    | "targeted"
    | "sent"
    | "delivered"
    | "opened"
    | "clicked"
    | "converted";
}

export interface GetAttentionData {
  applicationId: string;
  /** @format date */
  from: string;
  items: AttentionItem[];
  /** @format date */
  to: string;
}

export type GetCampaignsByIdAudienceData = CampaignAudience;

export type GetCampaignsByIdComparisonData = TreatmentComparison;

export type GetCampaignsByIdFunnelData = Funnel;

export type GetCampaignsByIdLiftData = CampaignLift;

export type GetCampaignsByIdMetricsData = CampaignReport;

export type GetCampaignsByIdPreviewData = CampaignPreview;

export type GetCampaignsByIdRecipientsByWhoData = CampaignRecipient;

export interface GetCampaignsData {
  applicationId: string;
  /** @format date */
  from: string;
  items: ListedCampaign[];
  /** @format date */
  to: string;
}

export type GetCatalogData = Catalog;

export type GetCustomersByIdData = Customer;

export interface GetCustomersByIdTimelineData {
  items: TimelineEntry[];
  /** of the next page; absent on the last */
  next?: string;
}

export interface GetCustomersData {
  items: FoundCustomer[];
  /** of the next page; absent on the last */
  next?: string;
}

export type GetDefinitionsByKindByIdData = DefinitionCalled;

export type GetDoctorData = Examination;

export interface GetErasuresByIdData {
  applicationId: string;
  /** @format date-time */
  completedAt?: string;
  counts: Record<string, number>;
  error?: string;
  id: string;
  kind: "endpoint" | "user" | "application";
  /** @format date-time */
  requestedAt: string;
  requestedBy?: string;
  /** @format date-time */
  startedAt?: string;
  state: "PENDING" | "RUNNING" | "DONE";
  /** @format date-time */
  watchedUntil?: string;
}

export interface GetErasuresData {
  items: {
    applicationId: string;
    /** @format date-time */
    completedAt?: string;
    counts: Record<string, number>;
    error?: string;
    id: string;
    kind: "endpoint" | "user" | "application";
    /** @format date-time */
    requestedAt: string;
    requestedBy?: string;
    /** @format date-time */
    startedAt?: string;
    state: "PENDING" | "RUNNING" | "DONE";
    /** @format date-time */
    watchedUntil?: string;
  }[];
  next?: string;
}

export type GetImportsFormatData = ImportFormat;

export type GetJobsByJobIdData = Job;

export type GetJobsByJobIdFilesByNameData = string;

export type GetJobsByJobIdFilesData = ExportFiles;

export type GetJobsByJobIdRejectsData = string;

export type GetJobsData = Jobs;

export interface GetJourneysByIdExitsData {
  items: JourneyExit[];
}

export type GetJourneysByIdFlowData = JourneyFlow;

export type GetJourneysByIdFunnelData = Funnel;

export type GetJourneysByIdLiftData = JourneyLift;

export type GetJourneysByIdMetricsData = JourneyReport;

export type GetJourneysByIdParticipantsByParticipantData = Story;

export type GetJourneysByIdParticipantsData = ActivityCounts;

export type GetJourneysByIdSimulationsBySimulationData = Simulation;

export interface GetJourneysByIdStaysData {
  items: JourneyStay[];
  /** of the next page; absent on the last */
  next?: string;
}

export interface GetJourneysData {
  items: JourneyTotals[];
}

export interface GetKeysData {
  keys: AccessKey[];
}

export type GetLocalClockData = StageTime;

export type GetLocalMailboxByMessageIdData = MailboxItem;

export type GetLocalMailboxByMessageIdSourceData = string;

export type GetLocalMailboxData = MailboxPage;

export interface GetMessagesInDoubtData {
  items: MessageInDoubt[];
  /** of the next page; absent on the last */
  next?: string;
}

export interface GetOpenapiJsonData {
  components: object;
  info: object;
  openapi: string;
  paths: object;
  servers: any[];
}

export interface GetOpenapiPinpointJsonData {
  components: object;
  info: object;
  openapi: string;
  paths: object;
  servers: any[];
}

export type GetQueriesData = NamedQueries;

export type GetQueriesExecutionsByIdData = Execution;

export type GetQueriesExecutionsByIdResultsData = QueryPage;

export type GetRfmSettingsData = RfmSettings;

export type GetSegmentsAttributesData = CriteriaSuggestions;

export type GetSegmentsByIdCountData = SegmentCount;

export type GetSegmentsByIdOverlapData = SegmentOverlap;

export type GetSegmentsByIdPreviewData = SegmentPreview;

export type GetSegmentsByIdReachData = SegmentReach;

export type GetSegmentsByIdSizesData = SegmentHistory;

export type GetSegmentsByIdWorthData = SegmentWorth;

export type GetSegmentsData = SegmentSizes;

export type GetSegmentsSizesData = SegmentHistories;

export type GetStageData = Stage;

export interface GetSuppressionsData {
  items: Suppression[];
  /** of the next page; absent on the last */
  next?: string;
}

export type GetToByTokenData = string;

export type GetUByTokenData = string;

export type GetUploadsByUploadIdData = DescribedUpload;

export type GetUploadsByUploadIdRejectsData = string;

export interface GetUploadsData {
  items: Upload[];
}

export type GetUploadsObjectsByNameData = ReceivedObject;

export interface GetWebhooksSecretData {
  header: string;
  scheme: string;
  secret: string;
}

export interface HoldoutLiftRow {
  /** the journey's holdout activity; null for a campaign */
  activity: string | null;
  /**
   * events
   * @format int64
   */
  conversions: number | null;
  /**
   * people
   * @format int64
   */
  converted: number | null;
  /**
   * people who later, or by another endpoint, were drawn for another group; they count here
   * @format int64
   */
  crossed: number | null;
  held_out: boolean | null;
  /**
   * UTC
   * @format date-time
   */
  last_drawn_at: string | null;
  /**
   * users, or endpoints without a user
   * @format int64
   */
  people: number | null;
  /** of all conversions */
  revenue: number | null;
  /** sum of the squares of each person's revenue */
  revenue_squares: number | null;
  /** null for those held out, and for a journey */
  treatment_id: string | null;
}

export interface ImportColumn {
  about: string;
  /** with {name} where you choose the last part */
  name: string;
  /** may stand there several times, each with one more value */
  repeats?: boolean;
  type: "text" | "number";
}

export interface ImportFormat {
  columns: ImportColumn[];
  /**
   * of the files of one import
   * @min 0
   */
  limitBytes: number;
}

export interface ImportPreview {
  /**
   * rows that were looked at
   * @min 0
   */
  checked: number;
  /** members that the first rows give, as a CSV header has them */
  columns: string[];
  /** the first of them */
  refusals: {
    /** @min 0 */
    line: number;
    reason: string;
  }[];
  /**
   * those of them that would not be taken
   * @min 0
   */
  refused: number;
  /** the first rows */
  rows: {
    /**
     * of the file, from 1
     * @min 0
     */
    line: number;
    /** why it would not be taken */
    refused?: string;
    /** the line as it stands, where it cannot be cut into members */
    text?: string;
    /** one for each column */
    values: string[];
  }[];
}

export interface ImportTarget {
  /** the S3Url to give to an import job */
  s3Url: string;
  /** @format date-time */
  expiresAt?: string;
  method: "PUT";
  /** a URL of the bucket, used without the stage’s key; or a path of the stage */
  url: string;
}

export interface Interval {
  high: number;
  low: number;
}

export interface Job {
  applicationId: string;
  /** @format date-time */
  completedAt?: string;
  /** @format date-time */
  createdAt: string;
  /** whether an import makes a segment of them */
  defineSegment?: boolean;
  /** why files as a whole could not be used, or the job could not go on; empty for a key without report-admin */
  faults: string[];
  format?: "CSV" | "JSON";
  jobId: string;
  /** of the file, or of the folder where there are several */
  name: string;
  pieces: {
    /** @min 0 */
    completed: number;
    /** @min 0 */
    failed: number;
    /** @min 0 */
    total: number;
  };
  /** s3://…: where an import reads and an export writes */
  place: string;
  /**
   * records that were looked at
   * @min 0
   */
  processed: number;
  /** whether an import stores endpoints */
  registerEndpoints?: boolean;
  /**
   * records that were not taken
   * @min 0
   */
  rejected: number;
  /** that an import makes or adds to, or that an export writes */
  segmentId?: string;
  /** as an import was told to call it */
  segmentName?: string;
  /**
   * that an export writes
   * @min 0
   */
  segmentVersion?: number;
  /** the access key that asked */
  startedBy?: {
    keyId: string;
    name?: string;
  };
  state: "RUNNING" | "SUCCEEDED" | "FAILED";
  status:
    | "CREATED"
    | "PREPARING_FOR_INITIALIZATION"
    | "INITIALIZING"
    | "PROCESSING"
    | "COMPLETING"
    | "COMPLETED"
    | "FAILED";
  type: "import" | "export";
}

export interface Jobs {
  items: Job[];
  /** of the next page; absent on the last */
  next?: string;
}

export interface JourneyActivityCountersRow {
  /** branches taken, WAIT_STARTED for arrivals, send statuses and hold reasons of messages; PENDING while a message has no record */
  counter: string | null;
  /**
   * of messages: endpoints
   * @format int64
   */
  participants: number | null;
}

export interface JourneyExit {
  activity: string;
  activityName: string;
  branch?: string;
  /** @min 0 */
  participants: number;
  reason: string;
}

export interface JourneyExitsRow {
  activity: string | null;
  /** of the activity */
  branch: string | null;
  /**
   * one that leaves again counts again
   * @format int64
   */
  participants: number | null;
  /** END at the end of the path; HOLDOUT; NO_ENDPOINT for a message of another channel; why the last message was held back; its send status when it failed */
  reason: string | null;
}

export interface JourneyFlow {
  activities: FlowActivity[];
  applicationId: string;
  /** who enters, in words */
  entry: string;
  /** while ticks fail */
  failure?: {
    /** @format date-time */
    at: string;
    cause: string;
    /** @min 0 */
    times: number;
  };
  journeyId: string;
  /**
   * when somebody inside may move next
   * @format date-time
   */
  movesAt?: string;
  name: string;
  outcomes: FlowOutcome[];
  participants: "endpoint" | "user";
  /** @format date-time */
  publishedAt?: string;
  /** candidates that did not enter, by reason */
  refused: Record<string, number>;
  runs: {
    /** @format date-time */
    createdAt: string;
    id: string;
    status: string;
  }[];
  state: string;
  /** step n begins n times `minutes` after `from`; sums up to a step are the journey at its end */
  steps: {
    /** @min 0 */
    count: number;
    /** @format date-time */
    from: string;
    /** @min 0 */
    minutes: number;
  };
  /**
   * of the last tick
   * @format date-time
   */
  tickedAt?: string;
  ways: FlowWay[];
}

export interface JourneyFlowByStepRow {
  /** null: out of the journey */
  activity: string | null;
  /** of the activity that was left; of an entry SEGMENT or EVENT */
  branch: string | null;
  /** null: into the journey */
  from_activity: string | null;
  /**
   * one that comes again counts again
   * @format int64
   */
  participants: number | null;
  /**
   * from 0
   * @format int64
   */
  step: number | null;
}

export interface JourneyFlowRow {
  /** null: out of the journey */
  activity: string | null;
  /** of the activity that was left; of an entry SEGMENT or EVENT */
  branch: string | null;
  /** @format date-time */
  first_at: string | null;
  /** null: into the journey */
  from_activity: string | null;
  /** @format date-time */
  last_at: string | null;
  /**
   * one that comes again counts again
   * @format int64
   */
  participants: number | null;
}

export interface JourneyLift {
  /** one for each holdout that anybody came to */
  activities: {
    activity: string;
    /**
     * when the last window closes
     * @format date-time
     */
    completeAt: string | null;
    /**
     * people drawn for both, who count where they were drawn first
     * @min 0
     */
    crossed: number;
    holdout: LiftGroup;
    isComplete: boolean;
    /** null when one of the groups is empty */
    lift: Lift | null;
    targeted: LiftGroup;
  }[];
  applicationId: string;
  conversion: ConversionRule;
  id: string;
  /** of the intervals, and how likely something must be to be called so */
  level: number;
  period: {
    /** @format date */
    from: string;
    /** @format date */
    to: string;
  };
}

export interface JourneyNewEventsRow {
  /**
   * events, one that arrived twice counted twice
   * @format int64
   */
  arrived: number | null;
}

export interface JourneyOpenRunsRow {
  /**
   * participants
   * @format int64
   */
  inside: number | null;
  journey_run_id: string | null;
  /**
   * the earliest of their latest entries
   * @format date-time
   */
  oldest_entry: string | null;
}

export interface JourneyOutcomesByStepRow {
  activity: string | null;
  /** held back when it was decided */
  held: boolean | null;
  /** @format int64 */
  messages: number | null;
  /** the reason when held, else the send status; PENDING without a record */
  outcome: string | null;
  /**
   * from 0
   * @format int64
   */
  step: number | null;
}

export interface JourneyParticipantsRow {
  /** @format int64 */
  entered: number | null;
  /**
   * entries and exits; one participant may have several
   * @format int64
   */
  gone: number | null;
}

export interface JourneyReport {
  before: {
    engagement: Engagement;
    period: Period;
  };
  byActivity: PartEngagement[];
  byDate: DayEngagement[];
  engagement: Engagement;
  id: string;
  period: Period;
}

export interface JourneyStay {
  /** where it is, or where it left from */
  activity: string;
  /** in words */
  activityName: string;
  /** of its last move */
  branch?: string;
  /**
   * of those inside: when it may go on
   * @format date-time
   */
  dueAt?: string;
  endpointId: string;
  /**
   * since when it is there, or when it left
   * @format date-time
   */
  movedAt: string;
  /** an endpoint's id in lower case, or user: and a user's id */
  participantId: string;
  /** of those who left: END, HOLDOUT, NO_ENDPOINT, why the last message was held back, or its send status */
  reason?: string;
  runId: string;
  state: "inside" | "left";
  userId?: string;
}

export interface JourneyStaysRow {
  /** where it is, or where it left from */
  activity: string | null;
  /** of the last move */
  branch: string | null;
  /**
   * of those inside: when it may go on
   * @format date-time
   */
  due_at: string | null;
  endpoint_id: string | null;
  journey_run_id: string | null;
  /**
   * since when it is there; or when it left
   * @format date-time
   */
  moved_at: string | null;
  participant_id: string | null;
  /** of those who left: END at the end of the path; HOLDOUT; NO_ENDPOINT for a message of another channel; why the last message was held back; its send status when it failed */
  reason: string | null;
  /** inside, left */
  state: string | null;
  /** orders stays of one instant */
  stay_key: string | null;
  user_id: string | null;
}

export interface JourneyTotals {
  /** @format date-time */
  createdAt: string;
  /**
   * entries; one participant may have several
   * @min 0
   */
  entered: number;
  /** while ticks fail */
  failure?: {
    /** @format date-time */
    at: string;
    cause: string;
    /** @min 0 */
    times: number;
  };
  /** @min 0 */
  finished: number;
  id: string;
  /** @min 0 */
  inside: number;
  /** @format date-time */
  lastTickAt?: string;
  name: string;
  /**
   * when something is due next
   * @format date-time
   */
  nextTickAt?: string;
  /** @format date-time */
  publishedAt?: string;
  state: "DRAFT" | "ACTIVE" | "PAUSED" | "CLOSED" | "COMPLETED" | "CANCELLED";
}

export interface JourneyTotalsRow {
  /** @format int64 */
  entered: number | null;
  /** @format date-time */
  first_entry: string | null;
  /**
   * entries and exits; one participant may have several
   * @format int64
   */
  gone: number | null;
  journey_id: string | null;
  /** @format date-time */
  last_move: string | null;
}

export interface LastEventRow {
  /**
   * null when none did
   * @format date-time
   */
  arrived_at: string | null;
  /** @format int64 */
  events: number | null;
}

export interface Lift {
  absolute: {
    interval: Interval;
    value: number;
  };
  /** people more who converted than would have without any message */
  extraConverted: number;
  isSignificant: boolean;
  /**
   * @min 0
   * @max 1
   */
  pValue: number;
  /** 0.1 is a tenth more than among those held out; null when none of those converted */
  relative: {
    interval: Interval | null;
    value: number;
  } | null;
  revenuePerPerson: {
    difference: number;
    interval: Interval;
    /**
     * @min 0
     * @max 1
     */
    pValue: number;
  } | null;
  test: "pooled-z" | "fisher-exact";
}

export interface LiftGroup {
  conversionRate: {
    /** @min 0 */
    denominator: number;
    interval: Interval | null;
    /** @min 0 */
    numerator: number;
    /**
     * @min 0
     * @max 1
     */
    rate: number | null;
  };
  /** @min 0 */
  conversions: number;
  /** @min 0 */
  people: number;
  revenue: number;
  revenuePerPerson: number | null;
}

export interface ListedCampaign {
  /** channel types that it can send to */
  channels: string[];
  counts: {
    /**
     * delivered on channels that tell of clicks; what clicked is a part of
     * @min 0
     */
    clickable: number;
    /**
     * messages, each once
     * @min 0
     */
    clicked: number;
    /**
     * of those sent, less those known not to have arrived
     * @min 0
     */
    delivered: number;
    /**
     * delivered on channels that tell of opening; what opened is a part of
     * @min 0
     */
    openable: number;
    /**
     * messages, each once
     * @min 0
     */
    opened: number;
    /**
     * messages handed over
     * @min 0
     */
    sent: number;
  };
  /** @format date-time */
  createdAt: string;
  frequency:
    | "ONCE"
    | "HOURLY"
    | "DAILY"
    | "WEEKLY"
    | "MONTHLY"
    | "EVENT"
    | "IN_APP_EVENT";
  /** @min 0 */
  holdoutPercent: number;
  id: string;
  /** @format date-time */
  lastRunAt?: string;
  name?: string;
  /**
   * absent when none is planned, while one runs, and where events start them
   * @format date-time
   */
  nextRunAt?: string;
  segment: {
    deleted?: boolean;
    id: string;
    name?: string;
  };
  status:
    | "SCHEDULED"
    | "EXECUTING"
    | "PENDING_NEXT_RUN"
    | "PAUSED"
    | "COMPLETED"
    | "DELETED"
    | "INVALID";
  /**
   * the campaign's own message is one of them
   * @min 0
   */
  treatments: number;
}

export interface MailProvidersRow {
  bounce_rate: number | null;
  click_rate: number | null;
  /** @format int64 */
  clicked: number | null;
  /** @format int64 */
  complained: number | null;
  /** of those sent; bounces hard and soft */
  complaint_rate: number | null;
  /**
   * that the provider said it took
   * @format int64
   */
  delivered: number | null;
  delivery_rate: number | null;
  /** null unless asked for */
  domain: string | null;
  /** @format int64 */
  hard_bounced: number | null;
  open_rate: number | null;
  /** @format int64 */
  opened: number | null;
  /** gmail, outlook, yahoo, apple, gmx, proton, yandex, mail.ru, qq, netease, comcast, zoho, other */
  provider: string | null;
  /** @format int64 */
  rejected: number | null;
  /**
   * e-mails
   * @format int64
   */
  sent: number | null;
  /** @format int64 */
  soft_bounced: number | null;
  /** of those delivered */
  unsubscribe_rate: number | null;
  /**
   * e-mails
   * @format int64
   */
  unsubscribed: number | null;
}

export interface MailboxItem {
  applicationId: string;
  /** EMAIL, SMS, VOICE, PUSH or CUSTOM */
  channel: string;
  channelType: string;
  /** what the provider of another channel would have been given */
  content?: any;
  from?: string;
  headers: Record<string, string>;
  html?: string;
  messageId: string;
  replyTo?: string[];
  /** @format date-time */
  sentAt: string;
  subject?: string;
  tags: Record<string, string>;
  /** the text part of an e-mail, the body of everything else */
  text?: string;
  to: string;
}

export interface MailboxPage {
  items: MailboxItem[];
  /**
   * of the next page; absent on the last
   * @min 0
   */
  next?: number;
  /** @min 0 */
  total: number;
}

export interface MessageFatigueRow {
  /**
   * people
   * @format int64
   */
  complained: number | null;
  complaint_rate: number | null;
  /**
   * handed over to them
   * @format int64
   */
  messages: number | null;
  /**
   * of the last row possibly: or more
   * @format int64
   */
  messages_each: number | null;
  open_rate: number | null;
  /**
   * of those messages
   * @format int64
   */
  opened: number | null;
  /**
   * users, or endpoints without a user
   * @format int64
   */
  people: number | null;
  /** of the people */
  unsubscribe_rate: number | null;
  /**
   * people who unsubscribed by e-mail or SMS
   * @format int64
   */
  unsubscribed: number | null;
}

export interface MessageFunnelRow {
  /**
   * delivered and clicked
   * @format int64
   */
  clicked: number | null;
  /**
   * each once
   * @format int64
   */
  conversions: number | null;
  /**
   * sent, and neither bounced nor failed
   * @format int64
   */
  delivered: number | null;
  /** empty when it is none */
  group_key: string | null;
  /** treatment, run, activity, channel, none */
  grouped_by: string | null;
  /**
   * messages decided, those held back too
   * @format int64
   */
  members: number | null;
  /**
   * delivered and opened
   * @format int64
   */
  opened: number | null;
  /** @format int64 */
  people: number | null;
  /**
   * users, or endpoints without a user, with such a message
   * @format int64
   */
  people_clicked: number | null;
  /**
   * targeted, and converted in time
   * @format int64
   */
  people_converted: number | null;
  /** @format int64 */
  people_delivered: number | null;
  /** @format int64 */
  people_opened: number | null;
  /** @format int64 */
  people_sent: number | null;
  /** @format int64 */
  people_targeted: number | null;
  /** of them */
  revenue: number | null;
  /**
   * handed over
   * @format int64
   */
  sent: number | null;
  /**
   * messages to be sent
   * @format int64
   */
  targeted: number | null;
}

export interface MessageInDoubt {
  address: string;
  applicationId: string;
  /** @format date-time */
  at: string;
  batchId: string;
  campaignId?: string;
  channelType: string;
  endpointId: string;
  journeyActivityId?: string;
  journeyId?: string;
  messageId: string;
  reason: string;
}

export interface MessageMetricsRow {
  /**
   * recipients
   * @format int64
   */
  clickers: number | null;
  /**
   * each counts
   * @format int64
   */
  clicks: number | null;
  /** @format int64 */
  complained: number | null;
  /** @format int64 */
  emails_sent: number | null;
  /** empty when it is none */
  group_key: string | null;
  /** date, campaign, run, activity, none */
  grouped_by: string | null;
  /** @format int64 */
  hard_bounced: number | null;
  /**
   * messages
   * @format int64
   */
  opened: number | null;
  /**
   * recipients
   * @format int64
   */
  openers: number | null;
  /** thousandths of a US cent */
  price_millicents: number | null;
  /** @format int64 */
  pushes_opened: number | null;
  /** @format int64 */
  pushes_sent: number | null;
  /**
   * endpoints whose message did not bounce
   * @format int64
   */
  reached: number | null;
  /** @format int64 */
  rejected: number | null;
  /**
   * messages handed over by campaigns or journeys
   * @format int64
   */
  sent: number | null;
  /** @format int64 */
  soft_bounced: number | null;
  /**
   * each counts
   * @format int64
   */
  unsubscribes: number | null;
}

export interface MessagesOverTimeRow {
  /** EMAIL, SMS, PUSH for every push service, else the endpoint's type */
  channel: string | null;
  /**
   * messages: each counts once, on the first day of the span on which it was opened or clicked
   * @format int64
   */
  clicked: number | null;
  /** null when step is whole */
  day: string | null;
  /**
   * of those sent on the day, less those known by the end of the span not to have arrived: hard bounces and failed texts; of journeys and transactional mail soft bounces and rejects too
   * @format int64
   */
  delivered: number | null;
  /** @format int64 */
  opened: number | null;
  origin: string | null;
  /** null unless apart */
  origin_id: string | null;
  /**
   * messages handed over
   * @format int64
   */
  sent: number | null;
  /** null unless apart */
  treatment_id: string | null;
}

export interface MetricRangesRow {
  greatest: number | null;
  /**
   * endpoints that have it
   * @format int64
   */
  holders: number | null;
  least: number | null;
  mean: number | null;
  name: string | null;
}

export interface Money {
  amount: number;
  /** absent where events name none */
  currency?: string;
}

export interface NamedQueries {
  items: NamedQuery[];
}

export interface NamedQuery {
  /** what it is about: the folder of its file */
  area?: string;
  columns: NamedQueryColumn[];
  /** what one row is */
  grain: string;
  name: string;
  parameters: NamedQueryParameter[];
  /** tables and views */
  reads: string;
  returns: string;
  /** what a key needs to ask it */
  scope: "report" | "report-admin";
}

export interface NamedQueryColumn {
  name: string;
  /** its unit, or what it is */
  note?: string;
  type: string;
}

export interface NamedQueryParameter {
  /** a text that must be a day, 2026-11-24 */
  day?: true;
  /** its value when it is not given */
  default?: string | number | boolean | null;
  description: string;
  /** the least value */
  from?: number | string;
  name: string;
  /** the values that it takes */
  oneOf?: (string | number | boolean)[];
  required: boolean;
  /** the greatest value */
  to?: number | string;
  /** Athena's name of the type */
  type: string;
}

export interface NewAccessKey {
  /** @format date-time */
  createdAt: string;
  keyId: string;
  name: string;
  /**
   * from then on it opens nothing
   * @format date-time
   */
  revokedAt?: string;
  scopes: ("admin" | "send" | "report" | "report-admin" | "ingest")[];
  secret: string;
}

export interface OverlapSide {
  id: string;
  name?: string;
  /**
   * endpoints that are not in the other segment
   * @min 0
   */
  only: number;
  /**
   * endpoints
   * @min 0
   */
  size: number;
  /** @min 0 */
  version: number;
}

export interface PartEngagement {
  clickRate: Rate;
  /** @min 0 */
  clicks: number;
  complaintRate: Rate;
  /**
   * sent, less bounces
   * @min 0
   */
  delivered: number;
  deliveryRate: Rate;
  hardBounceRate: Rate;
  id: string;
  openRate: Rate;
  /**
   * endpoints that at least one message reached
   * @min 0
   */
  reached: number;
  /**
   * messages handed over
   * @min 0
   */
  sent: number;
  unsubscribeRate: Rate;
}

export interface ParticipantStoryRow {
  /** of moves: where to; null: leaves the journey */
  activity: string | null;
  /** of moves */
  branch: string | null;
  channel_type: string | null;
  /**
   * of moves: when it may go on
   * @format date-time
   */
  due_at: string | null;
  endpoint_id: string | null;
  /** null: enters the journey; of messages and events: the activity that sends */
  from_activity: string | null;
  /**
   * UTC
   * @format date-time
   */
  happened_at: string | null;
  /**
   * of the move that it belongs to
   * @format int64
   */
  hop: number | null;
  journey_run_id: string | null;
  message_id: string | null;
  /** why the message was held back; of its sending: the send status */
  reason: string | null;
  /** MOVED; MESSAGE when one was decided; else the type of the event that tells what became of the message */
  what: string | null;
}

export interface Period {
  /**
   * counts too
   * @format date-time
   */
  end: string;
  /** @format date-time */
  start: string;
}

export interface PostErasuresData {
  applicationId: string;
  /** @format date-time */
  completedAt?: string;
  counts: Record<string, number>;
  error?: string;
  id: string;
  kind: "endpoint" | "user" | "application";
  /** @format date-time */
  requestedAt: string;
  requestedBy?: string;
  /** @format date-time */
  startedAt?: string;
  state: "PENDING" | "RUNNING" | "DONE";
  /** @format date-time */
  watchedUntil?: string;
}

export interface PostErasuresPayload {
  address?: string;
  app: string;
  /** EMAIL, SMS, …; together with address */
  channel?: string;
  endpointId?: string;
  /** not together with what else is asked for that day */
  now?: boolean;
  userId?: string;
}

export interface PostFeedbackMailData {
  /** @min 0 */
  ignored: number;
  /** @min 0 */
  recorded: number;
}

/** the mail as it came, its header included */
export type PostFeedbackMailPayload = string;

export type PostImportsByNameData = ImportTarget;

export type PostImportsPreviewData = ImportPreview;

export type PostImportsPreviewPayload = string;

export type PostJourneysByIdSimulateData = Simulation;

export interface PostJourneysByIdSimulatePayload {
  clickRate?: (number | "historical") | null;
  days?: number | null;
  openRate?: (number | "historical") | null;
}

export type PostKeysData = NewAccessKey;

export interface PostKeysPayload {
  /**
   * @minLength 1
   * @maxLength 128
   */
  name: string;
  /** @minItems 1 */
  scopes: ("admin" | "send" | "report" | "report-admin" | "ingest")[];
}

export type PostLocalClockData = StageTimeMoved;

export interface PostLocalClockPayload {
  /** an ISO 8601 duration: PT10M, P1D */
  advance: string;
}

export type PostLocalSignInData = SignedIn;

export type PostLocalSignInLinksData = SignInLink;

export interface PostLocalSignInPayload {
  /**
   * @minLength 1
   * @maxLength 100
   */
  code: string;
}

export type PostQueriesData = QueryPage;

export interface PostQueriesPayload {
  parameters?: (string | number | boolean | null)[] | null;
  /**
   * @minLength 1
   * @maxLength 100000
   */
  sql: string;
}

export type PostSegmentsCountData = DraftReach;

export type PostSegmentsPreviewData = DraftPreview;

export type PostUByTokenData = string;

export type PostUploadsByNameData = UploadTarget;

export type PostV1AppsByApplicationIdEventsLegacyData = object;

/** an EventsRequest of Pinpoint */
export type PostV1AppsByApplicationIdEventsLegacyPayload = object;

/** from events of purchases in twelve months; absent when the application had none */
export interface PurchaseWorth {
  /**
   * customers who bought anything
   * @min 0
   */
  buyers: number;
  everyone: Purchases;
  /** @format date */
  from: string;
  /** @min 0 */
  purchases: number;
  /** one for each currency in which anybody bought; none is added to another */
  revenue: Money[];
  /** @format date */
  to: string;
}

export interface Purchases {
  /**
   * customers who bought anything
   * @min 0
   */
  buyers: number;
  /** @min 0 */
  purchases: number;
  /** one for each currency in which anybody bought; none is added to another */
  revenue: Money[];
}

export interface PutImportsByNameData {
  /** the S3Url to give to an import job */
  s3Url: string;
}

export type PutImportsByNamePayload = string;

export type PutRfmSettingsData = RfmSettings;

export interface PutRfmSettingsPayload {
  /** ISO 8601 date or instant */
  asOf?: string | null;
  k?: number | "auto";
  /** @default "quartile" */
  scores?: "quartile" | "quintile" | "kmeans";
  table?: "guidance" | "A" | "B" | "clusters";
}

export type PutSuppressionsData = Suppression;

export interface PutSuppressionsPayload {
  /**
   * @minLength 1
   * @maxLength 4096
   */
  address: string;
  /** @minLength 1 */
  app: string;
  channel:
    | "ADM"
    | "APNS"
    | "APNS_SANDBOX"
    | "APNS_VOIP"
    | "APNS_VOIP_SANDBOX"
    | "BAIDU"
    | "CUSTOM"
    | "EMAIL"
    | "GCM"
    | "IN_APP"
    | "PUSH"
    | "SMS"
    | "VOICE";
  reason?: "BOUNCE" | "COMPLAINT" | "UNSUBSCRIBE" | "OPT_OUT" | "MANUAL" | null;
}

export interface PutUploadsByNameData {
  uploadId: string;
}

export type PutUploadsByNamePayload = string;

export type QueryActivityCountsData = QueryPage & {
  rows: ActivityCountsRow[];
};

export type QueryAttributeValuesData = QueryPage & {
  rows: AttributeValuesRow[];
};

export type QueryAttributedConversionsData = QueryPage & {
  rows: AttributedConversionsRow[];
};

export type QueryBatchOutcomesData = QueryPage & {
  rows: BatchOutcomesRow[];
};

export type QueryCampaignHeldBackData = QueryPage & {
  rows: CampaignHeldBackRow[];
};

export type QueryCampaignRecipientData = QueryPage & {
  rows: CampaignRecipientRow[];
};

export type QueryCohortRetentionData = QueryPage & {
  rows: CohortRetentionRow[];
};

export type QueryCustomerJourneysData = QueryPage & {
  rows: CustomerJourneysRow[];
};

export type QueryCustomerMessagesData = QueryPage & {
  rows: CustomerMessagesRow[];
};

export type QueryCustomerTimelineData = QueryPage & {
  rows: CustomerTimelineRow[];
};

export type QueryDeliveryProblemsData = QueryPage & {
  rows: DeliveryProblemsRow[];
};

export type QueryEmailResponseRatesData = QueryPage & {
  rows: EmailResponseRatesRow[];
};

export type QueryEndpointHabitsData = QueryPage & {
  rows: EndpointHabitsRow[];
};

export type QueryEngagementHoursData = QueryPage & {
  rows: EngagementHoursRow[];
};

export type QueryEventFunnelData = QueryPage & {
  rows: EventFunnelRow[];
};

export type QueryHoldoutLiftData = QueryPage & {
  rows: HoldoutLiftRow[];
};

export type QueryJourneyActivityCountersData = QueryPage & {
  rows: JourneyActivityCountersRow[];
};

export type QueryJourneyExitsData = QueryPage & {
  rows: JourneyExitsRow[];
};

export type QueryJourneyFlowByStepData = QueryPage & {
  rows: JourneyFlowByStepRow[];
};

export type QueryJourneyFlowData = QueryPage & {
  rows: JourneyFlowRow[];
};

export type QueryJourneyNewEventsData = QueryPage & {
  rows: JourneyNewEventsRow[];
};

export type QueryJourneyOpenRunsData = QueryPage & {
  rows: JourneyOpenRunsRow[];
};

export type QueryJourneyOutcomesByStepData = QueryPage & {
  rows: JourneyOutcomesByStepRow[];
};

export type QueryJourneyParticipantsData = QueryPage & {
  rows: JourneyParticipantsRow[];
};

export type QueryJourneyStaysData = QueryPage & {
  rows: JourneyStaysRow[];
};

export type QueryJourneyTotalsData = QueryPage & {
  rows: JourneyTotalsRow[];
};

export type QueryLastEventData = QueryPage & {
  rows: LastEventRow[];
};

export type QueryMailProvidersData = QueryPage & {
  rows: MailProvidersRow[];
};

export type QueryMessageFatigueData = QueryPage & {
  rows: MessageFatigueRow[];
};

export type QueryMessageFunnelData = QueryPage & {
  rows: MessageFunnelRow[];
};

export type QueryMessageMetricsData = QueryPage & {
  rows: MessageMetricsRow[];
};

export type QueryMessagesOverTimeData = QueryPage & {
  rows: MessagesOverTimeRow[];
};

export type QueryMetricRangesData = QueryPage & {
  rows: MetricRangesRow[];
};

export interface QueryPage {
  columns: Column[];
  /** whose result this is a page of */
  execution: string;
  /** of the named query */
  name?: string;
  /** of the next page; absent on the last */
  next?: string;
  rows: object[];
}

export type QueryParticipantStoryData = QueryPage & {
  rows: ParticipantStoryRow[];
};

export type QueryRfmActivityData = QueryPage & {
  rows: RfmActivityRow[];
};

export type QueryRfmCellsData = QueryPage & {
  rows: RfmCellsRow[];
};

export type QueryRfmClusterProfileData = QueryPage & {
  rows: RfmClusterProfileRow[];
};

export type QueryRfmEndpointsData = QueryPage & {
  rows: RfmEndpointsRow[];
};

export type QueryRfmFeaturesData = QueryPage & {
  rows: RfmFeaturesRow[];
};

export type QueryRfmMovementData = QueryPage & {
  rows: RfmMovementRow[];
};

export type QueryRfmSampleData = QueryPage & {
  rows: RfmSampleRow[];
};

export type QueryRfmSegmentsData = QueryPage & {
  rows: RfmSegmentsRow[];
};

export type QueryRfmTotalsData = QueryPage & {
  rows: RfmTotalsRow[];
};

export type QueryRunOutcomesData = QueryPage & {
  rows: RunOutcomesRow[];
};

export type QuerySmsMetricsData = QueryPage & {
  rows: SmsMetricsRow[];
};

export type QueryTimeToOpenData = QueryPage & {
  rows: TimeToOpenRow[];
};

export type QueryTimeToOpenQuantilesData = QueryPage & {
  rows: TimeToOpenQuantilesRow[];
};

export interface Rate {
  denominator: number;
  numerator: number;
  /** 0 to 1; null when there is nothing to divide by */
  rate: number | null;
}

export interface ReceivedObject {
  key: string;
  /** @format date-time */
  lastModified: string;
  name: string;
  /**
   * bytes
   * @min 0
   */
  size: number;
  /** that it was received as; absent until then */
  uploadId?: string;
}

export interface RecipientEndpoint {
  address: string;
  channelType: string;
  endpointId: string;
  /** today; absent when there is no such segment any more */
  inSegment?: boolean;
  /** why it would be held back now; absent when it would be written to */
  reason?:
    | "ENDPOINT_INACTIVE"
    | "ENDPOINT_OPT_OUT"
    | "ENDPOINT_MISSING_CHANNEL"
    | "ENDPOINT_MISSING_ADDRESS"
    | "ENDPOINT_CHANNEL_MISMATCH"
    | "SUPPRESSED"
    | "DUPLICATE_ADDRESS"
    | "ENDPOINT_MISSING_TIMEZONE"
    | "ENDPOINT_TIMEZONE_MISMATCH"
    | "HOLDOUT"
    | "CAMPAIGN_CAP"
    | "TOTAL_CAP"
    | "TIMEFRAME_CAP"
    | "DAILY_CAP"
    | "QUIET_TIME_MISSING_TIMEZONE"
    | "QUIET_TIME";
  treatmentId?: string;
  userId?: string;
}

export interface RecipientMessage {
  address?: string;
  bounced: boolean;
  channelType?: string;
  /** @format date-time */
  clickedAt?: string;
  complained: boolean;
  /** @format date-time */
  decidedAt: string;
  endpointId: string;
  messageId: string;
  /** @format date-time */
  openedAt?: string;
  /** pending: nothing was told yet */
  outcome: "sent" | "held" | "failed" | "pending";
  /** why it was held back */
  reason?:
    | "ENDPOINT_INACTIVE"
    | "ENDPOINT_OPT_OUT"
    | "ENDPOINT_MISSING_CHANNEL"
    | "ENDPOINT_MISSING_ADDRESS"
    | "ENDPOINT_CHANNEL_MISMATCH"
    | "SUPPRESSED"
    | "DUPLICATE_ADDRESS"
    | "ENDPOINT_MISSING_TIMEZONE"
    | "ENDPOINT_TIMEZONE_MISMATCH"
    | "HOLDOUT"
    | "CAMPAIGN_CAP"
    | "TOTAL_CAP"
    | "TIMEFRAME_CAP"
    | "DAILY_CAP"
    | "QUIET_TIME_MISSING_TIMEZONE"
    | "QUIET_TIME";
  /** id of the activity */
  runId: string;
  /** of sending, by Pinpoint's names */
  status?: string;
  treatmentId: string;
  userId?: string;
}

export interface RfmActivityRow {
  address: string | null;
  /** money of purchases, file's currency */
  amount: string | null;
  application_id: string | null;
  channel_type: string | null;
  customer_id: string | null;
  /** @format int64 */
  events: number | null;
  /** the file's other columns of the newest row, as JSON */
  extra: string | null;
  /** @format date-time */
  last_at: string | null;
  upload_id: string | null;
}

export interface RfmCellsRow {
  /** @format int64 */
  customers: number | null;
  f_score: number | null;
  m_score: number | null;
  /** sum, file's currency */
  monetary: number | null;
  r_score: number | null;
}

export interface RfmClusterProfileRow {
  /** 1 worst */
  cluster_label: number | null;
  /** @format int64 */
  customers: number | null;
  frequency: number | null;
  /** means per customer; days, events, file's currency */
  monetary: number | null;
  recency_days: number | null;
  /** sum of monetary */
  revenue: number | null;
}

export interface RfmEndpointsRow {
  address: string | null;
  /** RFMSegment */
  attributes: object | string | null;
  channel_type: string | null;
  endpoint_id: string | null;
  given_id: string | null;
  /** RScore, FScore, MScore, ClusterLabel */
  metrics: object | string | null;
  user_id: string | null;
}

export interface RfmFeaturesRow {
  application_id: string | null;
  customer_id: string | null;
  f_score: number | null;
  /** @format int64 */
  frequency: number | null;
  /** 1 worst, `scores` best */
  m_score: number | null;
  /** file's currency */
  monetary: number | null;
  r_score: number | null;
  /** @format int64 */
  recency_days: number | null;
  upload_id: string | null;
}

export interface RfmMovementRow {
  /** @format int64 */
  customers: number | null;
  /** null: not in the upload before */
  from_segment: string | null;
  /** null: no longer there */
  to_segment: string | null;
}

export interface RfmSampleRow {
  /** @format int64 */
  frequency: number | null;
  /** file's currency */
  monetary: number | null;
  /** @format int64 */
  recency_days: number | null;
}

export interface RfmSegmentsRow {
  /** @format int64 */
  customers: number | null;
  frequency: number | null;
  /** means per customer; days, events, file's currency */
  monetary: number | null;
  recency_days: number | null;
  /** sum of monetary */
  revenue: number | null;
  segment: string | null;
}

export interface RfmSettings {
  /**
   * recency is counted to it; one day after the newest event when absent
   * @format date-time
   */
  asOf?: string;
  /** number of clusters */
  k: number | "auto";
  /** quartile: 1-4, quintile: 1-5, kmeans: quintile scores, segments are the clusters */
  scores: "quartile" | "quintile" | "kmeans";
  /** which named segments are made */
  table: "guidance" | "A" | "B" | "clusters";
}

export interface RfmTotalsRow {
  /**
   * distinct channel and address; case of e-mail aside
   * @format int64
   */
  addresses: number | null;
  /** @format int64 */
  customers: number | null;
  /** @format int64 */
  events: number | null;
  /**
   * its newest event
   * @format date-time
   */
  newest: string | null;
}

export interface RunOutcomesRow {
  campaign_activity_id: string | null;
  /** not to be sent */
  held: boolean | null;
  /** @format int64 */
  messages: number | null;
  /** the reason when held, else the send status; PENDING without a record */
  outcome: string | null;
  treatment_id: string | null;
}

export interface SegmentCount {
  applicationId: string;
  /** @format date-time */
  at: string;
  /**
   * endpoints
   * @min 0
   */
  count: number;
  id: string;
  name?: string;
  /** @min 0 */
  version: number;
}

export interface SegmentDays {
  id: string;
  name?: string;
  sizes: DaySize[];
}

/** Pinpoint's WriteSegmentRequest */
export interface SegmentDraft {
  Dimensions?: object;
  Name?: string;
  SegmentGroups?: object;
}

export interface SegmentHistories {
  /** @format date */
  from: string;
  items: SegmentDays[];
  /** @format date */
  to: string;
}

export interface SegmentHistory {
  applicationId: string;
  /** @format date */
  from: string;
  id: string;
  name?: string;
  sizes: DaySize[];
  /** @format date */
  to: string;
  /** @min 0 */
  version: number;
}

export interface SegmentOverlap {
  applicationId: string;
  /** @format date-time */
  at: string;
  /**
   * endpoints that are in both
   * @min 0
   */
  both: number;
  first: OverlapSide;
  second: OverlapSide;
}

export interface SegmentPreview {
  applicationId: string;
  id: string;
  items: EndpointSummary[];
  name?: string;
  /**
   * endpoints
   * @min 0
   */
  total: number;
  /** @min 0 */
  version: number;
}

export interface SegmentReach {
  applicationId: string;
  /** @format date-time */
  at: string;
  channels: ChannelReach[];
  /**
   * endpoints, opted-out and inactive ones included
   * @min 0
   */
  count: number;
  /**
   * endpoints of the application
   * @min 0
   */
  everyone: number;
  id: string;
  name?: string;
  /** @min 0 */
  version: number;
}

export interface SegmentSize {
  id: string;
  /** @format date-time */
  lastModified: string;
  name?: string;
  /**
   * endpoints; absent where a source was deleted
   * @min 0
   */
  size?: number;
  type: "DIMENSIONAL" | "IMPORT";
  /** @min 0 */
  version: number;
}

export interface SegmentSizes {
  items: SegmentSize[];
}

export interface SegmentWorth {
  applicationId: string;
  /** @format date-time */
  at: string;
  /**
   * users that have an endpoint in the segment, and endpoints without a user
   * @min 0
   */
  customers: number;
  id: string;
  name?: string;
  /** from events of purchases in twelve months; absent when the application had none */
  purchases?: PurchaseWorth;
  /** from the file of transactions that was received last and published; absent when there is none */
  transactions?: TransactionWorth;
  /** @min 0 */
  version: number;
}

export interface SignInLink {
  url: string;
}

export interface SignedIn {
  /** keyId.secret, as bearer */
  key: string;
}

export interface SimulatedActivity {
  activity: string;
  /** ways taken, by counter */
  branches: Record<string, number>;
  /** @min 0 */
  entered: number;
  /** messages held back, by reason */
  held: Record<string, number>;
  /** @min 0 */
  inside: number;
  /** @min 0 */
  left: number;
  /**
   * sent
   * @min 0
   */
  messages: number;
}

export interface SimulatedDay {
  activities: SimulatedActivity[];
  /**
   * the first is 1
   * @min 0
   */
  day: number;
  /** @min 0 */
  entered: number;
  /** @format date-time */
  from: string;
  /** messages held back, by reason */
  held: Record<string, number>;
  /**
   * when the day is over
   * @min 0
   */
  inside: number;
  /** @min 0 */
  left: number;
  /**
   * sent
   * @min 0
   */
  messages: number;
}

export interface Simulation {
  applicationId: string;
  assumed: {
    clickRate: number;
    /**
     * that historical rates are from
     * @min 0
     */
    historicalMessages?: number;
    openRate: number;
  };
  days: SimulatedDay[];
  /**
   * when the journey is supposed to be published
   * @format date-time
   */
  from: string;
  journeyId: string;
  name: string;
  simulationId: string;
  /** RUNNING: ask again, which takes it further */
  state: "RUNNING" | "DONE";
  /** @min 0 */
  ticks: number;
  total: {
    /** @min 0 */
    entered: number;
    /** messages held back, by reason */
    held: Record<string, number>;
    /** @min 0 */
    inside: number;
    /** @min 0 */
    left: number;
    /** @min 0 */
    messages: number;
  };
}

export interface SmsMetricsRow {
  /** @format int64 */
  delivered: number | null;
  /** @format int64 */
  failed: number | null;
  /** empty when group_by is none, or the country is not known */
  group_key: string | null;
  /** @format int64 */
  parts_delivered: number | null;
  /** @format int64 */
  parts_sent: number | null;
  /** thousandths of a US cent */
  price_millicents: number | null;
  /** @format int64 */
  sent: number | null;
}

export interface Spent {
  /**
   * customers who spent anything
   * @min 0
   */
  buyers: number;
  /** in the file's currency, over all its time */
  revenue: number;
}

export interface Stage {
  /** the S3UrlPrefix of an export job whose files the stage gives out */
  exportsUrl: string;
  kind: "local" | "aws";
  /**
   * The stage's clock
   * @format date-time
   */
  now: string;
  region: string;
  /** of the key that asks */
  scopes: ("admin" | "send" | "report" | "report-admin" | "ingest")[];
}

export interface StageTime {
  /**
   * of the world’s time
   * @min 0
   */
  aheadMs: number;
  /** @format date-time */
  now: string;
}

export interface StageTimeMoved {
  /**
   * of the world’s time
   * @min 0
   */
  aheadMs: number;
  /** @min 0 */
  campaignRuns: number;
  /** @format date-time */
  from: string;
  /** @min 0 */
  journeyTicks: number;
  /** @format date-time */
  now: string;
}

export interface Story {
  applicationId: string;
  journeyId: string;
  name: string;
  participantId: string;
  runs: StoryRun[];
  state: string;
}

export interface StoryActivity {
  activity: string;
  /** why it went where it went: Branch_TRUE … */
  branch?: string;
  description?: string;
  /**
   * when the participant may go on
   * @format date-time
   */
  dueAt?: string;
  /** @format date-time */
  enteredAt: string;
  kind?: string;
  /** @format date-time */
  leftAt?: string;
  messages?: StoryMessage[];
  /** null when it left the journey; absent while it is here */
  next?: string | null;
}

export interface StoryMessage {
  channelType: string;
  /** @format date-time */
  decidedAt: string;
  endpointId: string;
  events: {
    /** @format date-time */
    at: string;
    status?: string;
    type: string;
  }[];
  /** why it was not sent */
  heldBack?: string;
  messageId: string;
}

export interface StoryRun {
  activities: StoryActivity[];
  /** @format date-time */
  enteredAt: string;
  /** SEGMENT or EVENT */
  enteredBy?: string;
  /**
   * absent while the participant is inside
   * @format date-time
   */
  leftAt?: string;
  runId: string;
}

export interface SuggestedAttribute {
  /**
   * different values
   * @min 0
   */
  choices: number;
  /**
   * that have it
   * @min 0
   */
  endpoints: number;
  name: string;
  /** the most frequent first */
  values: SuggestedValue[];
}

export interface SuggestedMetric {
  /** @min 0 */
  endpoints: number;
  greatest: number;
  least: number;
  mean: number;
  name: string;
}

export interface SuggestedValue {
  /** @min 0 */
  endpoints: number;
  value: string;
}

export interface Suppression {
  /** an e-mail address in lower case */
  address: string;
  channelType: string;
  reason: "BOUNCE" | "COMPLAINT" | "UNSUBSCRIBE" | "OPT_OUT" | "MANUAL";
  /** @format date-time */
  suppressedAt: string;
}

export interface TimeToOpenQuantilesRow {
  /**
   * that had a reaction at all
   * @format int64
   */
  messages: number | null;
  /** 0.5 is the median */
  quantile: number | null;
  /** rank and linear interpolation, exact */
  seconds: number | null;
}

export interface TimeToOpenRow {
  /** the same with all spans before */
  cumulative_share: number | null;
  /**
   * this one included
   * @format int64
   */
  from_minutes: number | null;
  /**
   * whose first reaction came then
   * @format int64
   */
  messages: number | null;
  /** of the messages sent */
  share: number | null;
  /**
   * from 1
   * @format int64
   */
  span: number | null;
  /**
   * this one not; null of the last span
   * @format int64
   */
  to_minutes: number | null;
}

export interface TimelineEntry {
  /** @format date-time */
  at: string;
  attributes?: Record<string, string>;
  channelType?: string;
  endpointId?: string;
  kind: "message" | "response" | "event" | "journey" | "profile";
  /** that was followed */
  link?: string;
  messageId?: string;
  metrics?: Record<string, number>;
  origin?: TimelineOrigin;
  /** why a message was held back, or its send status when it failed */
  reason?: string;
  /** of messages SENT, HELD, FAILED, PENDING; of journeys ENTERED, LEFT; of the profile CREATED; else the type of the event */
  what: string;
}

export interface TimelineOrigin {
  activity?: string;
  activityName?: string;
  /** when it was */
  deleted?: boolean;
  id: string;
  /** the last one that is known when it was deleted */
  name?: string;
  runId?: string;
  treatmentId?: string;
  type: "campaign" | "journey";
}

/** from the file of transactions that was received last and published; absent when there is none */
export interface TransactionWorth {
  /**
   * to which the file reaches
   * @format date-time
   */
  asOf: string;
  /**
   * customers who spent anything
   * @min 0
   */
  buyers: number;
  everyone: Spent;
  /** @format date-time */
  receivedAt: string;
  /** in the file's currency, over all its time */
  revenue: number;
  uploadId: string;
}

export interface TreatmentAudience {
  /** members held back, by reason */
  held: Record<string, number>;
  id: string;
  /**
   * members that would be written to
   * @min 0
   */
  targeted: number;
}

export interface TreatmentComparison {
  applicationId: string;
  conversion: ConversionRule;
  id: string;
  /** of the intervals, and how likely something must be to be called so */
  level: number;
  metrics: {
    metric: "opens" | "clicks" | "conversions";
    treatments: {
      /**
       * how far below the best true rate its own lies, on average
       * @min 0
       * @max 1
       */
      expectedLoss: number | null;
      interval: Interval | null;
      name?: string;
      /**
       * @min 0
       * @max 1
       */
      probabilityBest: number | null;
      rate: Rate;
      treatmentId: string;
    }[];
    /** the treatment that is the best one with the probability `level` */
    winner: string | null;
  }[];
  period: {
    /** @format date */
    from: string;
    /** @format date */
    to: string;
  };
}

export interface Upload {
  /**
   * distinct channel and address; endpoints + refused
   * @min 0
   */
  addresses?: number;
  applicationId: string;
  /**
   * recency was counted to it
   * @format date-time
   */
  asOf?: string;
  /**
   * 1, and one more each time it was started again
   * @min 0
   */
  attempt: number;
  /** whether rows = scored + rejected */
  balanced?: boolean;
  /** @min 0 */
  clusters?: number;
  /** @format date-time */
  createdAt: string;
  /** @min 0 */
  customers?: number;
  /**
   * renewed or created
   * @min 0
   */
  endpoints?: number;
  error?: {
    code: string;
    message: string;
  };
  executionId?: string;
  /** of the object in the upload bucket */
  key: string;
  /** of the file, as last sent */
  name: string;
  /** the first of the refused */
  refusals?: {
    endpointId: string;
    reason: string;
  }[];
  /**
   * endpoints that broke a rule
   * @min 0
   */
  refused?: number;
  /** @min 0 */
  rejected?: number;
  /** of the rejects in the lake bucket */
  rejectsKey?: string;
  /**
   * scored + rejected
   * @min 0
   */
  rows?: number;
  /** of all outputs in the lake bucket */
  runPrefix: string;
  /** @min 0 */
  scored?: number;
  segments?: {
    id: string;
    name: string;
    /** @min 0 */
    size: number;
  }[];
  settings?: RfmSettings;
  state: "RUNNING" | "SUCCEEDED" | "FAILED";
  /** whether a later file had been published already */
  superseded?: boolean;
  uploadId: string;
}

export interface UploadStep {
  /**
   * 1 unless it was retried
   * @min 0
   */
  attempts: number;
  /** @min 0 */
  durationMs?: number;
  /** @format date-time */
  endedAt?: string;
  error?: {
    cause: string;
    name: string;
  };
  input: any;
  /** of the state */
  name: string;
  output?: any;
  /** what it left in the lake bucket */
  outputKeys: string[];
  /** @format date-time */
  startedAt: string;
  state: "RUNNING" | "SUCCEEDED" | "FAILED";
}

export interface UploadTarget {
  /** @format date-time */
  expiresAt?: string;
  method: "PUT";
  /** a URL of the bucket, used without the stage’s key; or a path of the stage */
  url: string;
}
