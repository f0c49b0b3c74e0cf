/** The channel types an endpoint can have; `PUSH` is stored but never targeted (pinpoint-segments.md 1.1). */
export const CHANNEL_TYPES = [
  'ADM',
  'APNS',
  'APNS_SANDBOX',
  'APNS_VOIP',
  'APNS_VOIP_SANDBOX',
  'BAIDU',
  'CUSTOM',
  'EMAIL',
  'GCM',
  'IN_APP',
  'PUSH',
  'SMS',
  'VOICE',
] as const;
export type ChannelType = (typeof CHANNEL_TYPES)[number];

/** The channel types that a push message goes to. */
export const PUSH_TYPES: readonly ChannelType[] = [
  'ADM',
  'APNS',
  'APNS_SANDBOX',
  'APNS_VOIP',
  'APNS_VOIP_SANDBOX',
  'BAIDU',
  'GCM',
];

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

export interface EndpointLocation {
  City?: string;
  Country?: string;
  Latitude?: number;
  Longitude?: number;
  PostalCode?: string;
  Region?: string;
}

export interface EndpointUser {
  UserId?: string;
  UserAttributes?: Record<string, string[]>;
}

/**
 * One destination (channel and address) of one application, with Pinpoint's member names
 * (EndpointResponse). Dates are ISO 8601 in UTC with milliseconds. `Id` keeps the caller's
 * spelling; ids are compared without regard to case.
 */
export interface Endpoint {
  ApplicationId: string;
  Id: string;
  Address?: string;
  ChannelType?: ChannelType;
  OptOut: 'ALL' | 'NONE';
  EndpointStatus: 'ACTIVE' | 'INACTIVE';
  Attributes: Record<string, string[]>;
  Metrics: Record<string, number>;
  Demographic: EndpointDemographic;
  Location: EndpointLocation;
  User: EndpointUser;
  /** `"0"` to `"99"`, fixed for the endpoint's life. */
  CohortId: string;
  RequestId?: string;
  CreationDate: string;
  EffectiveDate: string;
}
