/* Made by `npm run dashboard:types` from what the stage says of itself; do not edit. */

export interface ADMChannelRequest {
  ClientId: string;
  ClientSecret: string;
  Enabled?: boolean;
}

export interface ADMChannelResponse {
  ApplicationId?: string;
  CreationDate?: string;
  Enabled?: boolean;
  HasCredential?: boolean;
  Id?: string;
  IsArchived?: boolean;
  LastModifiedBy?: string;
  LastModifiedDate?: string;
  Platform: string;
  Version?: number;
}

export interface ADMMessage {
  MD5?: string;
  Action?: string;
  Body?: string;
  ConsolidationKey?: string;
  Data?: Record<string, string>;
  ExpiresAfter?: string;
  IconReference?: string;
  ImageIconUrl?: string;
  ImageUrl?: string;
  RawContent?: string;
  SilentPush?: boolean;
  SmallImageIconUrl?: string;
  Sound?: string;
  Substitutions?: Record<string, string[]>;
  Title?: string;
  Url?: string;
}

export interface APNSChannelRequest {
  BundleId?: string;
  Certificate?: string;
  DefaultAuthenticationMethod?: string;
  Enabled?: boolean;
  PrivateKey?: string;
  TeamId?: string;
  TokenKey?: string;
  TokenKeyId?: string;
}

export interface APNSChannelResponse {
  ApplicationId?: string;
  CreationDate?: string;
  DefaultAuthenticationMethod?: string;
  Enabled?: boolean;
  HasCredential?: boolean;
  HasTokenKey?: boolean;
  Id?: string;
  IsArchived?: boolean;
  LastModifiedBy?: string;
  LastModifiedDate?: string;
  Platform: string;
  Version?: number;
}

export interface APNSMessage {
  APNSPushType?: string;
  Action?: string;
  Badge?: number;
  Body?: string;
  Category?: string;
  CollapseId?: string;
  Data?: Record<string, string>;
  MediaUrl?: string;
  PreferredAuthenticationMethod?: string;
  Priority?: string;
  RawContent?: string;
  SilentPush?: boolean;
  Sound?: string;
  Substitutions?: Record<string, string[]>;
  ThreadId?: string;
  TimeToLive?: number;
  Title?: string;
  Url?: string;
}

export interface APNSPushNotificationTemplate {
  Action?: string;
  Body?: string;
  MediaUrl?: string;
  RawContent?: string;
  Sound?: string;
  Title?: string;
  Url?: string;
}

export interface APNSSandboxChannelRequest {
  BundleId?: string;
  Certificate?: string;
  DefaultAuthenticationMethod?: string;
  Enabled?: boolean;
  PrivateKey?: string;
  TeamId?: string;
  TokenKey?: string;
  TokenKeyId?: string;
}

export interface APNSSandboxChannelResponse {
  ApplicationId?: string;
  CreationDate?: string;
  DefaultAuthenticationMethod?: string;
  Enabled?: boolean;
  HasCredential?: boolean;
  HasTokenKey?: boolean;
  Id?: string;
  IsArchived?: boolean;
  LastModifiedBy?: string;
  LastModifiedDate?: string;
  Platform: string;
  Version?: number;
}

export interface APNSVoipChannelRequest {
  BundleId?: string;
  Certificate?: string;
  DefaultAuthenticationMethod?: string;
  Enabled?: boolean;
  PrivateKey?: string;
  TeamId?: string;
  TokenKey?: string;
  TokenKeyId?: string;
}

export interface APNSVoipChannelResponse {
  ApplicationId?: string;
  CreationDate?: string;
  DefaultAuthenticationMethod?: string;
  Enabled?: boolean;
  HasCredential?: boolean;
  HasTokenKey?: boolean;
  Id?: string;
  IsArchived?: boolean;
  LastModifiedBy?: string;
  LastModifiedDate?: string;
  Platform: string;
  Version?: number;
}

export interface APNSVoipSandboxChannelRequest {
  BundleId?: string;
  Certificate?: string;
  DefaultAuthenticationMethod?: string;
  Enabled?: boolean;
  PrivateKey?: string;
  TeamId?: string;
  TokenKey?: string;
  TokenKeyId?: string;
}

export interface APNSVoipSandboxChannelResponse {
  ApplicationId?: string;
  CreationDate?: string;
  DefaultAuthenticationMethod?: string;
  Enabled?: boolean;
  HasCredential?: boolean;
  HasTokenKey?: boolean;
  Id?: string;
  IsArchived?: boolean;
  LastModifiedBy?: string;
  LastModifiedDate?: string;
  Platform: string;
  Version?: number;
}

export interface ActivitiesResponse {
  Item: ActivityResponse[];
  NextToken?: string;
}

export interface Activity {
  CUSTOM?: CustomMessageActivity;
  ConditionalSplit?: ConditionalSplitActivity;
  ContactCenter?: ContactCenterActivity;
  Description?: string;
  EMAIL?: EmailMessageActivity;
  Holdout?: HoldoutActivity;
  MultiCondition?: MultiConditionalSplitActivity;
  PUSH?: PushMessageActivity;
  RandomSplit?: RandomSplitActivity;
  SMS?: SMSMessageActivity;
  Wait?: WaitActivity;
}

export interface ActivityResponse {
  ApplicationId: string;
  CampaignId: string;
  End?: string;
  ExecutionMetrics?: Record<string, string>;
  Id: string;
  Result?: string;
  ScheduledStart?: string;
  Start?: string;
  State?: string;
  SuccessfulEndpointCount?: number;
  TimezonesCompletedCount?: number;
  TimezonesTotalCount?: number;
  TotalEndpointCount?: number;
  TreatmentId?: string;
}

export interface AddressConfiguration {
  BodyOverride?: string;
  ChannelType?: string;
  Context?: Record<string, string>;
  RawContent?: string;
  Substitutions?: Record<string, string[]>;
  TitleOverride?: string;
}

export interface AndroidPushNotificationTemplate {
  Action?: string;
  Body?: string;
  ImageIconUrl?: string;
  ImageUrl?: string;
  RawContent?: string;
  SmallImageIconUrl?: string;
  Sound?: string;
  Title?: string;
  Url?: string;
}

export interface ApplicationDateRangeKpiResponse {
  ApplicationId: string;
  /** @format date-time */
  EndTime: string;
  KpiName: string;
  KpiResult: BaseKpiResult;
  NextToken?: string;
  /** @format date-time */
  StartTime: string;
}

export interface ApplicationResponse {
  Arn: string;
  CreationDate?: string;
  Id: string;
  Name: string;
  tags?: Record<string, string>;
}

export interface ApplicationSettingsJourneyLimits {
  DailyCap?: number;
  TimeframeCap?: JourneyTimeframeCap;
  TotalCap?: number;
}

export interface ApplicationSettingsResource {
  ApplicationId: string;
  CampaignHook?: CampaignHook;
  JourneyLimits?: ApplicationSettingsJourneyLimits;
  LastModifiedDate?: string;
  Limits?: CampaignLimits;
  QuietTime?: QuietTime;
}

export interface ApplicationsResponse {
  Item?: ApplicationResponse[];
  NextToken?: string;
}

export interface AttributeDimension {
  AttributeType?: string;
  Values: string[];
}

export interface AttributesResource {
  ApplicationId: string;
  AttributeType: string;
  Attributes?: string[];
}

export interface BaiduChannelRequest {
  ApiKey: string;
  Enabled?: boolean;
  SecretKey: string;
}

export interface BaiduChannelResponse {
  ApplicationId?: string;
  CreationDate?: string;
  Credential?: string;
  Enabled?: boolean;
  HasCredential?: boolean;
  Id?: string;
  IsArchived?: boolean;
  LastModifiedBy?: string;
  LastModifiedDate?: string;
  Platform: string;
  Version?: number;
}

export interface BaiduMessage {
  Action?: string;
  Body?: string;
  Data?: Record<string, string>;
  IconReference?: string;
  ImageIconUrl?: string;
  ImageUrl?: string;
  RawContent?: string;
  SilentPush?: boolean;
  SmallImageIconUrl?: string;
  Sound?: string;
  Substitutions?: Record<string, string[]>;
  TimeToLive?: number;
  Title?: string;
  Url?: string;
}

export interface BaseKpiResult {
  Rows: ResultRow[];
}

export interface CampaignCustomMessage {
  Data?: string;
}

export interface CampaignDateRangeKpiResponse {
  ApplicationId: string;
  CampaignId: string;
  /** @format date-time */
  EndTime: string;
  KpiName: string;
  KpiResult: BaseKpiResult;
  NextToken?: string;
  /** @format date-time */
  StartTime: string;
}

export interface CampaignEmailMessage {
  Body?: string;
  FromAddress?: string;
  Headers?: MessageHeader[];
  HtmlBody?: string;
  Title?: string;
}

export interface CampaignEventFilter {
  Dimensions: EventDimensions;
  FilterType: string;
}

export interface CampaignHook {
  LambdaFunctionName?: string;
  Mode?: string;
  WebUrl?: string;
}

export interface CampaignInAppMessage {
  Body?: string;
  Content?: InAppMessageContent[];
  CustomConfig?: Record<string, string>;
  Layout?: string;
}

export interface CampaignLimits {
  Daily?: number;
  MaximumDuration?: number;
  MessagesPerSecond?: number;
  Session?: number;
  Total?: number;
}

export interface CampaignResponse {
  AdditionalTreatments?: TreatmentResource[];
  ApplicationId: string;
  Arn: string;
  CreationDate: string;
  CustomDeliveryConfiguration?: CustomDeliveryConfiguration;
  DefaultState?: CampaignState;
  Description?: string;
  HoldoutPercent?: number;
  Hook?: CampaignHook;
  Id: string;
  IsPaused?: boolean;
  LastModifiedDate: string;
  Limits?: CampaignLimits;
  MessageConfiguration?: MessageConfiguration;
  Name?: string;
  Priority?: number;
  Schedule?: Schedule;
  SegmentId: string;
  SegmentVersion: number;
  State?: CampaignState;
  TemplateConfiguration?: TemplateConfiguration;
  TreatmentDescription?: string;
  TreatmentName?: string;
  Version?: number;
  tags?: Record<string, string>;
}

export interface CampaignSmsMessage {
  Body?: string;
  EntityId?: string;
  MessageType?: string;
  OriginationNumber?: string;
  SenderId?: string;
  TemplateId?: string;
}

export interface CampaignState {
  CampaignStatus?: string;
}

export interface CampaignsResponse {
  Item: CampaignResponse[];
  NextToken?: string;
}

export interface ChannelResponse {
  ApplicationId?: string;
  CreationDate?: string;
  Enabled?: boolean;
  HasCredential?: boolean;
  Id?: string;
  IsArchived?: boolean;
  LastModifiedBy?: string;
  LastModifiedDate?: string;
  Version?: number;
}

export interface ChannelsResponse {
  Channels: Record<string, ChannelResponse>;
}

export interface ClosedDays {
  CUSTOM?: ClosedDaysRule[];
  EMAIL?: ClosedDaysRule[];
  PUSH?: ClosedDaysRule[];
  SMS?: ClosedDaysRule[];
  VOICE?: ClosedDaysRule[];
}

export interface ClosedDaysRule {
  EndDateTime?: string;
  Name?: string;
  StartDateTime?: string;
}

export interface Condition {
  Conditions?: SimpleCondition[];
  Operator?: string;
}

export interface ConditionalSplitActivity {
  Condition?: Condition;
  EvaluationWaitTime?: WaitTime;
  FalseActivity?: string;
  TrueActivity?: string;
}

export interface ContactCenterActivity {
  NextActivity?: string;
}

export type CreateAppData = ApplicationResponse;

export interface CreateApplicationRequest {
  Name: string;
  tags?: Record<string, string>;
}

export type CreateCampaignData = CampaignResponse;

export type CreateEmailTemplateData = CreateTemplateMessageBody;

export type CreateExportJobData = ExportJobResponse;

export type CreateImportJobData = ImportJobResponse;

export type CreateInAppTemplateData = TemplateCreateMessageBody;

export type CreateJourneyData = JourneyResponse;

export type CreatePushTemplateData = CreateTemplateMessageBody;

export type CreateRecommenderConfigurationData =
  RecommenderConfigurationResponse;

export interface CreateRecommenderConfigurationShape {
  Attributes?: Record<string, string>;
  Description?: string;
  Name?: string;
  RecommendationProviderIdType?: string;
  RecommendationProviderRoleArn: string;
  RecommendationProviderUri: string;
  RecommendationTransformerUri?: string;
  RecommendationsDisplayName?: string;
  RecommendationsPerMessage?: number;
}

export type CreateSegmentData = SegmentResponse;

export type CreateSmsTemplateData = CreateTemplateMessageBody;

export interface CreateTemplateMessageBody {
  Arn?: string;
  Message?: string;
  RequestID?: string;
}

export type CreateVoiceTemplateData = CreateTemplateMessageBody;

export interface CustomDeliveryConfiguration {
  DeliveryUri: string;
  EndpointTypes?: string[];
}

export interface CustomMessageActivity {
  DeliveryUri?: string;
  EndpointTypes?: string[];
  MessageConfig?: JourneyCustomMessage;
  NextActivity?: string;
  TemplateName?: string;
  TemplateVersion?: string;
}

export interface DefaultButtonConfiguration {
  BackgroundColor?: string;
  BorderRadius?: number;
  ButtonAction: string;
  Link?: string;
  Text: string;
  TextColor?: string;
}

export interface DefaultMessage {
  Body?: string;
  Substitutions?: Record<string, string[]>;
}

export interface DefaultPushNotificationMessage {
  Action?: string;
  Body?: string;
  Data?: Record<string, string>;
  SilentPush?: boolean;
  Substitutions?: Record<string, string[]>;
  Title?: string;
  Url?: string;
}

export interface DefaultPushNotificationTemplate {
  Action?: string;
  Body?: string;
  Sound?: string;
  Title?: string;
  Url?: string;
}

export type DeleteAdmChannelData = ADMChannelResponse;

export type DeleteApnsChannelData = APNSChannelResponse;

export type DeleteApnsSandboxChannelData = APNSSandboxChannelResponse;

export type DeleteApnsVoipChannelData = APNSVoipChannelResponse;

export type DeleteApnsVoipSandboxChannelData = APNSVoipSandboxChannelResponse;

export type DeleteAppData = ApplicationResponse;

export type DeleteBaiduChannelData = BaiduChannelResponse;

export type DeleteCampaignData = CampaignResponse;

export type DeleteEmailChannelData = EmailChannelResponse;

export type DeleteEmailTemplateData = MessageBody;

export type DeleteEndpointData = EndpointResponse;

export type DeleteEventStreamData = EventStream;

export type DeleteGcmChannelData = GCMChannelResponse;

export type DeleteInAppTemplateData = MessageBody;

export type DeleteJourneyData = JourneyResponse;

export type DeletePushTemplateData = MessageBody;

export type DeleteRecommenderConfigurationData =
  RecommenderConfigurationResponse;

export type DeleteSegmentData = SegmentResponse;

export type DeleteSmsChannelData = SMSChannelResponse;

export type DeleteSmsTemplateData = MessageBody;

export type DeleteUserEndpointsData = EndpointsResponse;

export type DeleteVoiceChannelData = VoiceChannelResponse;

export type DeleteVoiceTemplateData = MessageBody;

export interface DirectMessageConfiguration {
  ADMMessage?: ADMMessage;
  APNSMessage?: APNSMessage;
  BaiduMessage?: BaiduMessage;
  DefaultMessage?: DefaultMessage;
  DefaultPushNotificationMessage?: DefaultPushNotificationMessage;
  EmailMessage?: EmailMessage;
  GCMMessage?: GCMMessage;
  SMSMessage?: SMSMessage;
  VoiceMessage?: VoiceMessage;
}

export interface EmailChannelRequest {
  ConfigurationSet?: string;
  Enabled?: boolean;
  FromAddress: string;
  Identity: string;
  OrchestrationSendingRoleArn?: string;
  RoleArn?: string;
}

export interface EmailChannelResponse {
  ApplicationId?: string;
  ConfigurationSet?: string;
  CreationDate?: string;
  Enabled?: boolean;
  FromAddress?: string;
  HasCredential?: boolean;
  Id?: string;
  Identity?: string;
  IsArchived?: boolean;
  LastModifiedBy?: string;
  LastModifiedDate?: string;
  MessagesPerSecond?: number;
  OrchestrationSendingRoleArn?: string;
  Platform: string;
  RoleArn?: string;
  Version?: number;
}

export interface EmailMessage {
  Body?: string;
  FeedbackForwardingAddress?: string;
  FromAddress?: string;
  RawEmail?: RawEmail;
  ReplyToAddresses?: string[];
  SimpleEmail?: SimpleEmail;
  Substitutions?: Record<string, string[]>;
}

export interface EmailMessageActivity {
  MessageConfig?: JourneyEmailMessage;
  NextActivity?: string;
  TemplateName?: string;
  TemplateVersion?: string;
}

export interface EmailTemplateRequest {
  DefaultSubstitutions?: string;
  Headers?: MessageHeader[];
  HtmlPart?: string;
  RecommenderId?: string;
  Subject?: string;
  TemplateDescription?: string;
  TextPart?: string;
  tags?: Record<string, string>;
}

export interface EmailTemplateResponse {
  Arn?: string;
  CreationDate: string;
  DefaultSubstitutions?: string;
  Headers?: MessageHeader[];
  HtmlPart?: string;
  LastModifiedDate: string;
  RecommenderId?: string;
  Subject?: string;
  TemplateDescription?: string;
  TemplateName: string;
  TemplateType: string;
  TextPart?: string;
  Version?: string;
  tags?: Record<string, string>;
}

export interface EndpointBatchItem {
  Address?: string;
  Attributes?: Record<string, string[]>;
  ChannelType?: string;
  Demographic?: EndpointDemographic;
  EffectiveDate?: string;
  EndpointStatus?: string;
  Id?: string;
  Location?: EndpointLocation;
  Metrics?: Record<string, number>;
  OptOut?: string;
  RequestId?: string;
  User?: EndpointUser;
}

export interface EndpointBatchRequest {
  Item: EndpointBatchItem[];
}

export interface EndpointDemographic {
  AppVersion?: string;
  Locale?: string;
  Make?: string;
  Model?: string;
  ModelVersion?: string;
  Platform?: string;
  PlatformVersion?: string;
  Timezone?: string;
}

export interface EndpointItemResponse {
  Message?: string;
  StatusCode?: number;
}

export interface EndpointLocation {
  City?: string;
  Country?: string;
  Latitude?: number;
  Longitude?: number;
  PostalCode?: string;
  Region?: string;
}

export interface EndpointMessageResult {
  Address?: string;
  DeliveryStatus: string;
  MessageId?: string;
  StatusCode: number;
  StatusMessage?: string;
  UpdatedToken?: string;
}

export interface EndpointRequest {
  Address?: string;
  Attributes?: Record<string, string[]>;
  ChannelType?: string;
  Demographic?: EndpointDemographic;
  EffectiveDate?: string;
  EndpointStatus?: string;
  Location?: EndpointLocation;
  Metrics?: Record<string, number>;
  OptOut?: string;
  RequestId?: string;
  User?: EndpointUser;
}

export interface EndpointResponse {
  Address?: string;
  ApplicationId?: string;
  Attributes?: Record<string, string[]>;
  ChannelType?: string;
  CohortId?: string;
  CreationDate?: string;
  Demographic?: EndpointDemographic;
  EffectiveDate?: string;
  EndpointStatus?: string;
  Id?: string;
  Location?: EndpointLocation;
  Metrics?: Record<string, number>;
  OptOut?: string;
  RequestId?: string;
  User?: EndpointUser;
}

export interface EndpointSendConfiguration {
  BodyOverride?: string;
  Context?: Record<string, string>;
  RawContent?: string;
  Substitutions?: Record<string, string[]>;
  TitleOverride?: string;
}

export interface EndpointUser {
  UserAttributes?: Record<string, string[]>;
  UserId?: string;
}

export interface EndpointsResponse {
  Item: EndpointResponse[];
}

export interface Event {
  AppPackageName?: string;
  AppTitle?: string;
  AppVersionCode?: string;
  Attributes?: Record<string, string>;
  ClientSdkVersion?: string;
  EventType: string;
  Metrics?: Record<string, number>;
  SdkName?: string;
  Session?: Session;
  Timestamp: string;
}

export interface EventCondition {
  Dimensions?: EventDimensions;
  MessageActivity?: string;
}

export interface EventDimensions {
  Attributes?: Record<string, AttributeDimension>;
  EventType?: SetDimension;
  Metrics?: Record<string, MetricDimension>;
}

export interface EventFilter {
  Dimensions: EventDimensions;
  FilterType: string;
}

export interface EventItemResponse {
  Message?: string;
  StatusCode?: number;
}

export interface EventStartCondition {
  EventFilter?: EventFilter;
  SegmentId?: string;
}

export interface EventStream {
  ApplicationId: string;
  DestinationStreamArn: string;
  ExternalId?: string;
  LastModifiedDate?: string;
  LastUpdatedBy?: string;
  RoleArn: string;
}

export interface EventsBatch {
  Endpoint: PublicEndpoint;
  Events: Record<string, Event>;
}

export interface EventsRequest {
  BatchItem: Record<string, EventsBatch>;
}

export interface EventsResponse {
  Results?: Record<string, ItemResponse>;
}

export interface ExportJobRequest {
  S3UrlPrefix: string;
  RoleArn: string;
  SegmentId?: string;
  SegmentVersion?: number;
}

export interface ExportJobResource {
  S3UrlPrefix: string;
  RoleArn: string;
  SegmentId?: string;
  SegmentVersion?: number;
}

export interface ExportJobResponse {
  ApplicationId: string;
  CompletedPieces?: number;
  CompletionDate?: string;
  CreationDate: string;
  Definition: ExportJobResource;
  FailedPieces?: number;
  Failures?: string[];
  Id: string;
  JobStatus: string;
  TotalFailures?: number;
  TotalPieces?: number;
  TotalProcessed?: number;
  Type: string;
}

export interface ExportJobsResponse {
  Item: ExportJobResponse[];
  NextToken?: string;
}

export interface GCMChannelRequest {
  ApiKey?: string;
  DefaultAuthenticationMethod?: string;
  Enabled?: boolean;
  ServiceJson?: string;
}

export interface GCMChannelResponse {
  ApplicationId?: string;
  CreationDate?: string;
  Credential?: string;
  DefaultAuthenticationMethod?: string;
  Enabled?: boolean;
  HasCredential?: boolean;
  HasFcmServiceCredentials?: boolean;
  Id?: string;
  IsArchived?: boolean;
  LastModifiedBy?: string;
  LastModifiedDate?: string;
  Platform: string;
  Version?: number;
}

export interface GCMMessage {
  Action?: string;
  Body?: string;
  CollapseKey?: string;
  Data?: Record<string, string>;
  IconReference?: string;
  ImageIconUrl?: string;
  ImageUrl?: string;
  PreferredAuthenticationMethod?: string;
  Priority?: string;
  RawContent?: string;
  RestrictedPackageName?: string;
  SilentPush?: boolean;
  SmallImageIconUrl?: string;
  Sound?: string;
  Substitutions?: Record<string, string[]>;
  TimeToLive?: number;
  Title?: string;
  Url?: string;
}

export interface GPSCoordinates {
  Latitude: number;
  Longitude: number;
}

export interface GPSPointDimension {
  Coordinates: GPSCoordinates;
  RangeInKilometers?: number;
}

export type GetAdmChannelData = ADMChannelResponse;

export type GetApnsChannelData = APNSChannelResponse;

export type GetApnsSandboxChannelData = APNSSandboxChannelResponse;

export type GetApnsVoipChannelData = APNSVoipChannelResponse;

export type GetApnsVoipSandboxChannelData = APNSVoipSandboxChannelResponse;

export type GetAppData = ApplicationResponse;

export type GetApplicationDateRangeKpiData = ApplicationDateRangeKpiResponse;

export type GetApplicationSettingsData = ApplicationSettingsResource;

export type GetAppsData = ApplicationsResponse;

export type GetBaiduChannelData = BaiduChannelResponse;

export type GetCampaignActivitiesData = ActivitiesResponse;

export type GetCampaignData = CampaignResponse;

export type GetCampaignDateRangeKpiData = CampaignDateRangeKpiResponse;

export type GetCampaignVersionData = CampaignResponse;

export type GetCampaignVersionsData = CampaignsResponse;

export type GetCampaignsData = CampaignsResponse;

export type GetChannelsData = ChannelsResponse;

export type GetEmailChannelData = EmailChannelResponse;

export type GetEmailTemplateData = EmailTemplateResponse;

export type GetEndpointData = EndpointResponse;

export type GetEventStreamData = EventStream;

export type GetExportJobData = ExportJobResponse;

export type GetExportJobsData = ExportJobsResponse;

export type GetGcmChannelData = GCMChannelResponse;

export type GetImportJobData = ImportJobResponse;

export type GetImportJobsData = ImportJobsResponse;

export type GetInAppMessagesData = InAppMessagesResponse;

export type GetInAppTemplateData = InAppTemplateResponse;

export type GetJourneyData = JourneyResponse;

export type GetJourneyDateRangeKpiData = JourneyDateRangeKpiResponse;

export type GetJourneyExecutionActivityMetricsData =
  JourneyExecutionActivityMetricsResponse;

export type GetJourneyExecutionMetricsData = JourneyExecutionMetricsResponse;

export type GetJourneyRunExecutionActivityMetricsData =
  JourneyRunExecutionActivityMetricsResponse;

export type GetJourneyRunExecutionMetricsData =
  JourneyRunExecutionMetricsResponse;

export type GetJourneyRunsData = JourneyRunsResponse;

export type GetPushTemplateData = PushNotificationTemplateResponse;

export type GetRecommenderConfigurationData = RecommenderConfigurationResponse;

export type GetRecommenderConfigurationsData =
  ListRecommenderConfigurationsResponse;

export type GetSegmentData = SegmentResponse;

export type GetSegmentExportJobsData = ExportJobsResponse;

export type GetSegmentImportJobsData = ImportJobsResponse;

export type GetSegmentVersionData = SegmentResponse;

export type GetSegmentVersionsData = SegmentsResponse;

export type GetSegmentsData = SegmentsResponse;

export type GetSmsChannelData = SMSChannelResponse;

export type GetSmsTemplateData = SMSTemplateResponse;

export type GetUserEndpointsData = EndpointsResponse;

export type GetVoiceChannelData = VoiceChannelResponse;

export type GetVoiceTemplateData = VoiceTemplateResponse;

export interface HoldoutActivity {
  NextActivity?: string;
  Percentage: number;
}

export interface ImportJobRequest {
  S3Url: string;
  DefineSegment?: boolean;
  ExternalId?: string;
  Format: string;
  RegisterEndpoints?: boolean;
  RoleArn: string;
  SegmentId?: string;
  SegmentName?: string;
}

export interface ImportJobResource {
  S3Url: string;
  DefineSegment?: boolean;
  ExternalId?: string;
  Format: string;
  RegisterEndpoints?: boolean;
  RoleArn: string;
  SegmentId?: string;
  SegmentName?: string;
}

export interface ImportJobResponse {
  ApplicationId: string;
  CompletedPieces?: number;
  CompletionDate?: string;
  CreationDate: string;
  Definition: ImportJobResource;
  FailedPieces?: number;
  Failures?: string[];
  Id: string;
  JobStatus: string;
  TotalFailures?: number;
  TotalPieces?: number;
  TotalProcessed?: number;
  Type: string;
}

export interface ImportJobsResponse {
  Item: ImportJobResponse[];
  NextToken?: string;
}

export interface InAppCampaignSchedule {
  EndDate?: string;
  EventFilter?: CampaignEventFilter;
  QuietTime?: QuietTime;
}

export interface InAppMessage {
  Content?: InAppMessageContent[];
  CustomConfig?: Record<string, string>;
  Layout?: string;
}

export interface InAppMessageBodyConfig {
  Alignment: string;
  Body: string;
  TextColor: string;
}

export interface InAppMessageButton {
  Android?: OverrideButtonConfiguration;
  DefaultConfig?: DefaultButtonConfiguration;
  IOS?: OverrideButtonConfiguration;
  Web?: OverrideButtonConfiguration;
}

export interface InAppMessageCampaign {
  CampaignId?: string;
  DailyCap?: number;
  InAppMessage?: InAppMessage;
  Priority?: number;
  Schedule?: InAppCampaignSchedule;
  SessionCap?: number;
  TotalCap?: number;
  TreatmentId?: string;
}

export interface InAppMessageContent {
  BackgroundColor?: string;
  BodyConfig?: InAppMessageBodyConfig;
  HeaderConfig?: InAppMessageHeaderConfig;
  ImageUrl?: string;
  PrimaryBtn?: InAppMessageButton;
  SecondaryBtn?: InAppMessageButton;
}

export interface InAppMessageHeaderConfig {
  Alignment: string;
  Header: string;
  TextColor: string;
}

export interface InAppMessagesResponse {
  InAppMessageCampaigns?: InAppMessageCampaign[];
}

export interface InAppTemplateRequest {
  Content?: InAppMessageContent[];
  CustomConfig?: Record<string, string>;
  Layout?: string;
  TemplateDescription?: string;
  tags?: Record<string, string>;
}

export interface InAppTemplateResponse {
  Arn?: string;
  Content?: InAppMessageContent[];
  CreationDate: string;
  CustomConfig?: Record<string, string>;
  LastModifiedDate: string;
  Layout?: string;
  TemplateDescription?: string;
  TemplateName: string;
  TemplateType: string;
  Version?: string;
  tags?: Record<string, string>;
}

export interface ItemResponse {
  EndpointItemResponse?: EndpointItemResponse;
  EventsItemResponse?: Record<string, EventItemResponse>;
}

export interface JourneyChannelSettings {
  ConnectCampaignArn?: string;
  ConnectCampaignExecutionRoleArn?: string;
}

export interface JourneyCustomMessage {
  Data?: string;
}

export interface JourneyDateRangeKpiResponse {
  ApplicationId: string;
  /** @format date-time */
  EndTime: string;
  JourneyId: string;
  KpiName: string;
  KpiResult: BaseKpiResult;
  NextToken?: string;
  /** @format date-time */
  StartTime: string;
}

export interface JourneyEmailMessage {
  FromAddress?: string;
}

export interface JourneyExecutionActivityMetricsResponse {
  ActivityType: string;
  ApplicationId: string;
  JourneyActivityId: string;
  JourneyId: string;
  LastEvaluatedTime: string;
  Metrics: Record<string, string>;
}

export interface JourneyExecutionMetricsResponse {
  ApplicationId: string;
  JourneyId: string;
  LastEvaluatedTime: string;
  Metrics: Record<string, string>;
}

export interface JourneyLimits {
  DailyCap?: number;
  EndpointReentryCap?: number;
  EndpointReentryInterval?: string;
  MessagesPerSecond?: number;
  TimeframeCap?: JourneyTimeframeCap;
  TotalCap?: number;
}

export interface JourneyPushMessage {
  TimeToLive?: string;
}

export interface JourneyResponse {
  Activities?: Record<string, Activity>;
  ApplicationId: string;
  ClosedDays?: ClosedDays;
  CreationDate?: string;
  Id: string;
  JourneyChannelSettings?: JourneyChannelSettings;
  LastModifiedDate?: string;
  Limits?: JourneyLimits;
  LocalTime?: boolean;
  Name: string;
  OpenHours?: OpenHours;
  QuietTime?: QuietTime;
  RefreshFrequency?: string;
  RefreshOnSegmentUpdate?: boolean;
  Schedule?: JourneySchedule;
  SendingSchedule?: boolean;
  StartActivity?: string;
  StartCondition?: StartCondition;
  State?: string;
  TimezoneEstimationMethods?: string[];
  WaitForQuietTime?: boolean;
  tags?: Record<string, string>;
}

export interface JourneyRunExecutionActivityMetricsResponse {
  ActivityType: string;
  ApplicationId: string;
  JourneyActivityId: string;
  JourneyId: string;
  LastEvaluatedTime: string;
  Metrics: Record<string, string>;
  RunId: string;
}

export interface JourneyRunExecutionMetricsResponse {
  ApplicationId: string;
  JourneyId: string;
  LastEvaluatedTime: string;
  Metrics: Record<string, string>;
  RunId: string;
}

export interface JourneyRunResponse {
  CreationTime: string;
  LastUpdateTime: string;
  RunId: string;
  Status: string;
}

export interface JourneyRunsResponse {
  Item: JourneyRunResponse[];
  NextToken?: string;
}

export interface JourneySMSMessage {
  EntityId?: string;
  MessageType?: string;
  OriginationNumber?: string;
  SenderId?: string;
  TemplateId?: string;
}

export interface JourneySchedule {
  /** @format date-time */
  EndTime?: string;
  /** @format date-time */
  StartTime?: string;
  Timezone?: string;
}

export interface JourneyStateRequest {
  State?: string;
}

export interface JourneyTimeframeCap {
  Cap?: number;
  Days?: number;
}

export interface JourneysResponse {
  Item: JourneyResponse[];
  NextToken?: string;
}

export type ListJourneysData = JourneysResponse;

export interface ListRecommenderConfigurationsResponse {
  Item: RecommenderConfigurationResponse[];
  NextToken?: string;
}

export type ListTagsForResourceData = TagsModel;

export type ListTemplateVersionsData = TemplateVersionsResponse;

export type ListTemplatesData = TemplatesResponse;

export interface Message {
  Action?: string;
  Body?: string;
  ImageIconUrl?: string;
  ImageSmallIconUrl?: string;
  ImageUrl?: string;
  JsonBody?: string;
  MediaUrl?: string;
  RawContent?: string;
  SilentPush?: boolean;
  TimeToLive?: number;
  Title?: string;
  Url?: string;
}

export interface MessageBody {
  Message?: string;
  RequestID?: string;
}

export interface MessageConfiguration {
  ADMMessage?: Message;
  APNSMessage?: Message;
  BaiduMessage?: Message;
  CustomMessage?: CampaignCustomMessage;
  DefaultMessage?: Message;
  EmailMessage?: CampaignEmailMessage;
  GCMMessage?: Message;
  InAppMessage?: CampaignInAppMessage;
  SMSMessage?: CampaignSmsMessage;
}

export interface MessageHeader {
  Name?: string;
  Value?: string;
}

export interface MessageRequest {
  Addresses?: Record<string, AddressConfiguration>;
  Context?: Record<string, string>;
  Endpoints?: Record<string, EndpointSendConfiguration>;
  MessageConfiguration: DirectMessageConfiguration;
  TemplateConfiguration?: TemplateConfiguration;
  TraceId?: string;
}

export interface MessageResponse {
  ApplicationId: string;
  EndpointResult?: Record<string, EndpointMessageResult>;
  RequestId?: string;
  Result?: Record<string, MessageResult>;
}

export interface MessageResult {
  DeliveryStatus: string;
  MessageId?: string;
  StatusCode: number;
  StatusMessage?: string;
  UpdatedToken?: string;
}

export interface MetricDimension {
  ComparisonOperator: string;
  Value: number;
}

export interface MultiConditionalBranch {
  Condition?: SimpleCondition;
  NextActivity?: string;
}

export interface MultiConditionalSplitActivity {
  Branches?: MultiConditionalBranch[];
  DefaultActivity?: string;
  EvaluationWaitTime?: WaitTime;
}

export interface NumberValidateRequest {
  IsoCountryCode?: string;
  PhoneNumber?: string;
}

export interface NumberValidateResponse {
  CleansedPhoneNumberE164?: string;
  CountryCodeIso2?: string;
  OriginalCountryCodeIso2?: string;
  Carrier?: string;
  City?: string;
  CleansedPhoneNumberNational?: string;
  Country?: string;
  CountryCodeNumeric?: string;
  County?: string;
  OriginalPhoneNumber?: string;
  PhoneType?: string;
  PhoneTypeCode?: number;
  Timezone?: string;
  ZipCode?: string;
}

export interface OpenHours {
  CUSTOM?: Record<string, OpenHoursRule[]>;
  EMAIL?: Record<string, OpenHoursRule[]>;
  PUSH?: Record<string, OpenHoursRule[]>;
  SMS?: Record<string, OpenHoursRule[]>;
  VOICE?: Record<string, OpenHoursRule[]>;
}

export interface OpenHoursRule {
  EndTime?: string;
  StartTime?: string;
}

export interface OverrideButtonConfiguration {
  ButtonAction: string;
  Link?: string;
}

export type PhoneNumberValidateData = NumberValidateResponse;

export interface PublicEndpoint {
  Address?: string;
  Attributes?: Record<string, string[]>;
  ChannelType?: string;
  Demographic?: EndpointDemographic;
  EffectiveDate?: string;
  EndpointStatus?: string;
  Location?: EndpointLocation;
  Metrics?: Record<string, number>;
  OptOut?: string;
  RequestId?: string;
  User?: EndpointUser;
}

export interface PushMessageActivity {
  MessageConfig?: JourneyPushMessage;
  NextActivity?: string;
  TemplateName?: string;
  TemplateVersion?: string;
}

export interface PushNotificationTemplateRequest {
  ADM?: AndroidPushNotificationTemplate;
  APNS?: APNSPushNotificationTemplate;
  Baidu?: AndroidPushNotificationTemplate;
  Default?: DefaultPushNotificationTemplate;
  DefaultSubstitutions?: string;
  GCM?: AndroidPushNotificationTemplate;
  RecommenderId?: string;
  TemplateDescription?: string;
  tags?: Record<string, string>;
}

export interface PushNotificationTemplateResponse {
  ADM?: AndroidPushNotificationTemplate;
  APNS?: APNSPushNotificationTemplate;
  Arn?: string;
  Baidu?: AndroidPushNotificationTemplate;
  CreationDate: string;
  Default?: DefaultPushNotificationTemplate;
  DefaultSubstitutions?: string;
  GCM?: AndroidPushNotificationTemplate;
  LastModifiedDate: string;
  RecommenderId?: string;
  TemplateDescription?: string;
  TemplateName: string;
  TemplateType: string;
  Version?: string;
  tags?: Record<string, string>;
}

export type PutEventStreamData = EventStream;

export type PutEventsData = EventsResponse;

export interface QuietTime {
  End?: string;
  Start?: string;
}

export interface RandomSplitActivity {
  Branches?: RandomSplitEntry[];
}

export interface RandomSplitEntry {
  NextActivity?: string;
  Percentage?: number;
}

export interface RawEmail {
  Data?: string;
}

export interface RecencyDimension {
  Duration: string;
  RecencyType: string;
}

export interface RecommenderConfigurationResponse {
  Attributes?: Record<string, string>;
  CreationDate: string;
  Description?: string;
  Id: string;
  LastModifiedDate: string;
  Name?: string;
  RecommendationProviderIdType?: string;
  RecommendationProviderRoleArn: string;
  RecommendationProviderUri: string;
  RecommendationTransformerUri?: string;
  RecommendationsDisplayName?: string;
  RecommendationsPerMessage?: number;
}

export type RemoveAttributesData = AttributesResource;

export interface ResultRow {
  GroupedBys?: ResultRowValue[];
  Values: ResultRowValue[];
}

export interface ResultRowValue {
  Key: string;
  Type: string;
  Value: string;
}

export interface SMSChannelRequest {
  Enabled?: boolean;
  SenderId?: string;
  ShortCode?: string;
}

export interface SMSChannelResponse {
  ApplicationId?: string;
  CreationDate?: string;
  Enabled?: boolean;
  HasCredential?: boolean;
  Id?: string;
  IsArchived?: boolean;
  LastModifiedBy?: string;
  LastModifiedDate?: string;
  Platform: string;
  PromotionalMessagesPerSecond?: number;
  SenderId?: string;
  ShortCode?: string;
  TransactionalMessagesPerSecond?: number;
  Version?: number;
}

export interface SMSMessage {
  Body?: string;
  EntityId?: string;
  Keyword?: string;
  MediaUrl?: string;
  MessageType?: string;
  OriginationNumber?: string;
  SenderId?: string;
  Substitutions?: Record<string, string[]>;
  TemplateId?: string;
}

export interface SMSMessageActivity {
  MessageConfig?: JourneySMSMessage;
  NextActivity?: string;
  TemplateName?: string;
  TemplateVersion?: string;
}

export interface SMSTemplateRequest {
  Body?: string;
  DefaultSubstitutions?: string;
  RecommenderId?: string;
  TemplateDescription?: string;
  tags?: Record<string, string>;
}

export interface SMSTemplateResponse {
  Arn?: string;
  Body?: string;
  CreationDate: string;
  DefaultSubstitutions?: string;
  LastModifiedDate: string;
  RecommenderId?: string;
  TemplateDescription?: string;
  TemplateName: string;
  TemplateType: string;
  Version?: string;
  tags?: Record<string, string>;
}

export interface Schedule {
  EndTime?: string;
  EventFilter?: CampaignEventFilter;
  Frequency?: string;
  IsLocalTime?: boolean;
  QuietTime?: QuietTime;
  StartTime: string;
  Timezone?: string;
}

export interface SegmentBehaviors {
  Recency?: RecencyDimension;
}

export interface SegmentCondition {
  SegmentId: string;
}

export interface SegmentDemographics {
  AppVersion?: SetDimension;
  Channel?: SetDimension;
  DeviceType?: SetDimension;
  Make?: SetDimension;
  Model?: SetDimension;
  Platform?: SetDimension;
}

export interface SegmentDimensions {
  Attributes?: Record<string, AttributeDimension>;
  Behavior?: SegmentBehaviors;
  Demographic?: SegmentDemographics;
  Location?: SegmentLocation;
  Metrics?: Record<string, MetricDimension>;
  UserAttributes?: Record<string, AttributeDimension>;
}

export interface SegmentGroup {
  Dimensions?: SegmentDimensions[];
  SourceSegments?: SegmentReference[];
  SourceType?: string;
  Type?: string;
}

export interface SegmentGroupList {
  Groups?: SegmentGroup[];
  Include?: string;
}

export interface SegmentImportResource {
  S3Url: string;
  ChannelCounts?: Record<string, number>;
  ExternalId: string;
  Format: string;
  RoleArn: string;
  Size: number;
}

export interface SegmentLocation {
  Country?: SetDimension;
  GPSPoint?: GPSPointDimension;
}

export interface SegmentReference {
  Id: string;
  Version?: number;
}

export interface SegmentResponse {
  ApplicationId: string;
  Arn: string;
  CreationDate: string;
  Dimensions?: SegmentDimensions;
  Id: string;
  ImportDefinition?: SegmentImportResource;
  LastModifiedDate?: string;
  Name?: string;
  SegmentGroups?: SegmentGroupList;
  SegmentType: string;
  Version?: number;
  tags?: Record<string, string>;
}

export interface SegmentsResponse {
  Item: SegmentResponse[];
  NextToken?: string;
}

export type SendMessagesData = MessageResponse;

export interface SendOTPMessageRequestParameters {
  AllowedAttempts?: number;
  BrandName: string;
  Channel: string;
  CodeLength?: number;
  DestinationIdentity: string;
  EntityId?: string;
  Language?: string;
  OriginationIdentity: string;
  ReferenceId: string;
  TemplateId?: string;
  ValidityPeriod?: number;
}

export type SendOtpMessageData = MessageResponse;

export interface SendUsersMessageRequest {
  Context?: Record<string, string>;
  MessageConfiguration: DirectMessageConfiguration;
  TemplateConfiguration?: TemplateConfiguration;
  TraceId?: string;
  Users: Record<string, EndpointSendConfiguration>;
}

export interface SendUsersMessageResponse {
  ApplicationId: string;
  RequestId?: string;
  Result?: Record<string, Record<string, EndpointMessageResult>>;
}

export type SendUsersMessagesData = SendUsersMessageResponse;

export interface Session {
  Duration?: number;
  Id: string;
  StartTimestamp: string;
  StopTimestamp?: string;
}

export interface SetDimension {
  DimensionType?: string;
  Values: string[];
}

export interface SimpleCondition {
  EventCondition?: EventCondition;
  SegmentCondition?: SegmentCondition;
  segmentDimensions?: SegmentDimensions;
}

export interface SimpleEmail {
  Headers?: MessageHeader[];
  HtmlPart?: SimpleEmailPart;
  Subject?: SimpleEmailPart;
  TextPart?: SimpleEmailPart;
}

export interface SimpleEmailPart {
  Charset?: string;
  Data?: string;
}

export interface StartCondition {
  Description?: string;
  EventStartCondition?: EventStartCondition;
  SegmentStartCondition?: SegmentCondition;
}

export type TagResourceData = any;

export interface TagsModel {
  tags: Record<string, string>;
}

export interface Template {
  Name?: string;
  Version?: string;
}

export interface TemplateActiveVersionRequest {
  Version?: string;
}

export interface TemplateConfiguration {
  EmailTemplate?: Template;
  InAppTemplate?: Template;
  PushTemplate?: Template;
  SMSTemplate?: Template;
  VoiceTemplate?: Template;
}

export interface TemplateCreateMessageBody {
  Arn?: string;
  Message?: string;
  RequestID?: string;
}

export interface TemplateResponse {
  Arn?: string;
  CreationDate: string;
  DefaultSubstitutions?: string;
  LastModifiedDate: string;
  TemplateDescription?: string;
  TemplateName: string;
  TemplateType: string;
  Version?: string;
  tags?: Record<string, string>;
}

export interface TemplateVersionResponse {
  CreationDate: string;
  DefaultSubstitutions?: string;
  LastModifiedDate: string;
  TemplateDescription?: string;
  TemplateName: string;
  TemplateType: string;
  Version?: string;
}

export interface TemplateVersionsResponse {
  Item: TemplateVersionResponse[];
  Message?: string;
  NextToken?: string;
  RequestID?: string;
}

export interface TemplatesResponse {
  Item: TemplateResponse[];
  NextToken?: string;
}

export interface TreatmentResource {
  CustomDeliveryConfiguration?: CustomDeliveryConfiguration;
  Id: string;
  MessageConfiguration?: MessageConfiguration;
  Schedule?: Schedule;
  SizePercent: number;
  State?: CampaignState;
  TemplateConfiguration?: TemplateConfiguration;
  TreatmentDescription?: string;
  TreatmentName?: string;
}

export type UntagResourceData = any;

export type UpdateAdmChannelData = ADMChannelResponse;

export type UpdateApnsChannelData = APNSChannelResponse;

export type UpdateApnsSandboxChannelData = APNSSandboxChannelResponse;

export type UpdateApnsVoipChannelData = APNSVoipChannelResponse;

export type UpdateApnsVoipSandboxChannelData = APNSVoipSandboxChannelResponse;

export type UpdateApplicationSettingsData = ApplicationSettingsResource;

export interface UpdateAttributesRequest {
  Blacklist?: string[];
}

export type UpdateBaiduChannelData = BaiduChannelResponse;

export type UpdateCampaignData = CampaignResponse;

export type UpdateEmailChannelData = EmailChannelResponse;

export type UpdateEmailTemplateData = MessageBody;

export type UpdateEndpointData = MessageBody;

export type UpdateEndpointsBatchData = MessageBody;

export type UpdateGcmChannelData = GCMChannelResponse;

export type UpdateInAppTemplateData = MessageBody;

export type UpdateJourneyData = JourneyResponse;

export type UpdateJourneyStateData = JourneyResponse;

export type UpdatePushTemplateData = MessageBody;

export type UpdateRecommenderConfigurationData =
  RecommenderConfigurationResponse;

export interface UpdateRecommenderConfigurationShape {
  Attributes?: Record<string, string>;
  Description?: string;
  Name?: string;
  RecommendationProviderIdType?: string;
  RecommendationProviderRoleArn: string;
  RecommendationProviderUri: string;
  RecommendationTransformerUri?: string;
  RecommendationsDisplayName?: string;
  RecommendationsPerMessage?: number;
}

export type UpdateSegmentData = SegmentResponse;

export type UpdateSmsChannelData = SMSChannelResponse;

export type UpdateSmsTemplateData = MessageBody;

export type UpdateTemplateActiveVersionData = MessageBody;

export type UpdateVoiceChannelData = VoiceChannelResponse;

export type UpdateVoiceTemplateData = MessageBody;

export interface VerificationResponse {
  Valid?: boolean;
}

export interface VerifyOTPMessageRequestParameters {
  DestinationIdentity: string;
  Otp: string;
  ReferenceId: string;
}

export type VerifyOtpMessageData = VerificationResponse;

export interface VoiceChannelRequest {
  Enabled?: boolean;
}

export interface VoiceChannelResponse {
  ApplicationId?: string;
  CreationDate?: string;
  Enabled?: boolean;
  HasCredential?: boolean;
  Id?: string;
  IsArchived?: boolean;
  LastModifiedBy?: string;
  LastModifiedDate?: string;
  Platform: string;
  Version?: number;
}

export interface VoiceMessage {
  Body?: string;
  LanguageCode?: string;
  OriginationNumber?: string;
  Substitutions?: Record<string, string[]>;
  VoiceId?: string;
}

export interface VoiceTemplateRequest {
  Body?: string;
  DefaultSubstitutions?: string;
  LanguageCode?: string;
  TemplateDescription?: string;
  VoiceId?: string;
  tags?: Record<string, string>;
}

export interface VoiceTemplateResponse {
  Arn?: string;
  Body?: string;
  CreationDate: string;
  DefaultSubstitutions?: string;
  LanguageCode?: string;
  LastModifiedDate: string;
  TemplateDescription?: string;
  TemplateName: string;
  TemplateType: string;
  Version?: string;
  VoiceId?: string;
  tags?: Record<string, string>;
}

export interface WaitActivity {
  NextActivity?: string;
  WaitTime?: WaitTime;
}

export interface WaitTime {
  WaitFor?: string;
  WaitUntil?: string;
}

export interface WriteApplicationSettingsRequest {
  CampaignHook?: CampaignHook;
  CloudWatchMetricsEnabled?: boolean;
  EventTaggingEnabled?: boolean;
  JourneyLimits?: ApplicationSettingsJourneyLimits;
  Limits?: CampaignLimits;
  QuietTime?: QuietTime;
}

export interface WriteCampaignRequest {
  AdditionalTreatments?: WriteTreatmentResource[];
  CustomDeliveryConfiguration?: CustomDeliveryConfiguration;
  Description?: string;
  HoldoutPercent?: number;
  Hook?: CampaignHook;
  IsPaused?: boolean;
  Limits?: CampaignLimits;
  MessageConfiguration?: MessageConfiguration;
  Name?: string;
  Priority?: number;
  Schedule?: Schedule;
  SegmentId?: string;
  SegmentVersion?: number;
  TemplateConfiguration?: TemplateConfiguration;
  TreatmentDescription?: string;
  TreatmentName?: string;
  tags?: Record<string, string>;
}

export interface WriteEventStream {
  DestinationStreamArn: string;
  RoleArn: string;
}

export interface WriteJourneyRequest {
  Activities?: Record<string, Activity>;
  ClosedDays?: ClosedDays;
  CreationDate?: string;
  JourneyChannelSettings?: JourneyChannelSettings;
  LastModifiedDate?: string;
  Limits?: JourneyLimits;
  LocalTime?: boolean;
  Name: string;
  OpenHours?: OpenHours;
  QuietTime?: QuietTime;
  RefreshFrequency?: string;
  RefreshOnSegmentUpdate?: boolean;
  Schedule?: JourneySchedule;
  SendingSchedule?: boolean;
  StartActivity?: string;
  StartCondition?: StartCondition;
  State?: string;
  TimezoneEstimationMethods?: string[];
  WaitForQuietTime?: boolean;
}

export interface WriteSegmentRequest {
  Dimensions?: SegmentDimensions;
  Name?: string;
  SegmentGroups?: SegmentGroupList;
  tags?: Record<string, string>;
}

export interface WriteTreatmentResource {
  CustomDeliveryConfiguration?: CustomDeliveryConfiguration;
  MessageConfiguration?: MessageConfiguration;
  Schedule?: Schedule;
  SizePercent: number;
  TemplateConfiguration?: TemplateConfiguration;
  TreatmentDescription?: string;
  TreatmentName?: string;
}
