import type { ChannelType, EndpointDemographic, EndpointLocation, EndpointUser } from './endpoint.ts';

/**
 * A change of one endpoint, checked (`parseEndpointRequest`): Pinpoint's EndpointRequest. What is
 * absent stays as it is. Coordinates come in pairs, with one decimal.
 */
export interface EndpointRequest {
  readonly Address?: string;
  readonly ChannelType?: ChannelType;
  readonly OptOut?: 'ALL' | 'NONE';
  readonly EndpointStatus?: 'ACTIVE' | 'INACTIVE';
  readonly Attributes?: Readonly<Record<string, string[]>>;
  readonly Metrics?: Readonly<Record<string, number>>;
  readonly Demographic?: Readonly<EndpointDemographic>;
  readonly Location?: Readonly<EndpointLocation>;
  readonly User?: Readonly<EndpointUser>;
  /** ISO 8601 in UTC with milliseconds. */
  readonly EffectiveDate?: string;
  readonly RequestId?: string;
}

/** A request and the id of the endpoint that it is for. */
export interface EndpointUpdate {
  readonly id: string;
  readonly request: EndpointRequest;
}
