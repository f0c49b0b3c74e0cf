import type { Endpoint, EndpointDemographic, EndpointLocation } from './endpoint.ts';
import { endpointKey } from './endpoint-id.ts';

/** Columns of the lake's `endpoints` table and the members of Demographic that they hold. */
export const DEMOGRAPHIC_COLUMNS = {
  demographic_app_version: 'AppVersion',
  demographic_locale: 'Locale',
  demographic_make: 'Make',
  demographic_model: 'Model',
  demographic_model_version: 'ModelVersion',
  demographic_platform: 'Platform',
  demographic_platform_version: 'PlatformVersion',
  demographic_timezone: 'Timezone',
} as const satisfies Record<string, keyof EndpointDemographic>;

/** The same for Location. */
export const LOCATION_COLUMNS = {
  location_city: 'City',
  location_country: 'Country',
  location_latitude: 'Latitude',
  location_longitude: 'Longitude',
  location_postal_code: 'PostalCode',
  location_region: 'Region',
} as const satisfies Record<string, keyof EndpointLocation>;

type Attributes = Readonly<Record<string, string[]>>;
/** Columns with the types of the members that they hold. */
type Columns<Part, Names extends Readonly<Record<string, keyof Part>>> = {
  [Column in keyof Names]: NonNullable<Part[Names[Column]]> | null;
};
export type DemographicRow = Columns<EndpointDemographic, typeof DEMOGRAPHIC_COLUMNS>;
export type LocationRow = Columns<EndpointLocation, typeof LOCATION_COLUMNS>;

/** A row of the lake's `endpoints` table (`resources/lake-tables.yml`). */
export interface EndpointRow extends DemographicRow, LocationRow {
  application_id: string;
  /** Lower case. */
  endpoint_id: string;
  /** As the caller spelt it. */
  given_id: string;
  channel_type: string | null;
  address: string | null;
  opt_out: string;
  endpoint_status: string;
  cohort_id: number;
  attributes: Attributes | null;
  metrics: Readonly<Record<string, number>> | null;
  user_id: string | null;
  user_attributes: Attributes | null;
  request_id: string | null;
  /** UTC. JSON written by an engine has `YYYY-MM-DD HH:MM:SS.ffffff`. */
  creation_date: string;
  effective_date: string;
}

/** The row that holds an endpoint. Dates keep their ISO form, which both engines can cast to a timestamp. */
export function rowOfEndpoint(endpoint: Endpoint): EndpointRow {
  return {
    application_id: endpoint.ApplicationId,
    endpoint_id: endpointKey(endpoint.Id),
    given_id: endpoint.Id,
    channel_type: endpoint.ChannelType ?? null,
    address: endpoint.Address ?? null,
    opt_out: endpoint.OptOut,
    endpoint_status: endpoint.EndpointStatus,
    cohort_id: Number(endpoint.CohortId),
    attributes: endpoint.Attributes,
    metrics: endpoint.Metrics,
    user_id: endpoint.User.UserId ?? null,
    user_attributes: endpoint.User.UserAttributes ?? {},
    ...columnsOf(endpoint.Demographic, DEMOGRAPHIC_COLUMNS),
    ...columnsOf(endpoint.Location, LOCATION_COLUMNS),
    request_id: endpoint.RequestId ?? null,
    creation_date: endpoint.CreationDate,
    effective_date: endpoint.EffectiveDate,
  };
}

/** The endpoint that a row holds; the inverse of `rowOfEndpoint`. An engine may leave null columns out. */
export function endpointOfRow(row: EndpointRow): Endpoint {
  const userAttributes = row.user_attributes ?? {};
  return {
    ApplicationId: row.application_id,
    Id: row.given_id,
    ...membersOf(row, { address: 'Address', channel_type: 'ChannelType' }),
    OptOut: row.opt_out as Endpoint['OptOut'],
    EndpointStatus: row.endpoint_status as Endpoint['EndpointStatus'],
    Attributes: { ...row.attributes },
    Metrics: { ...row.metrics },
    Demographic: membersOf(row, DEMOGRAPHIC_COLUMNS),
    Location: membersOf(row, LOCATION_COLUMNS),
    User: {
      ...membersOf(row, { user_id: 'UserId' }),
      ...(Object.keys(userAttributes).length > 0 && { UserAttributes: userAttributes }),
    },
    CohortId: String(row.cohort_id),
    ...membersOf(row, { request_id: 'RequestId' }),
    CreationDate: isoInstant(row.creation_date),
    EffectiveDate: isoInstant(row.effective_date),
  };
}

/** The named columns of a part of an endpoint; null where it has no such member. */
export function columnsOf<Part extends object, Names extends Readonly<Record<string, keyof Part>>>(
  part: Part,
  names: Names,
): Columns<Part, Names> {
  const entries = Object.entries(names).map(([column, member]) => [column, part[member] ?? null]);
  return Object.fromEntries(entries) as Columns<Part, Names>;
}

/** The members that columns hold; the inverse of `columnsOf`, without what is null or missing. */
export function membersOf(row: object, names: Readonly<Record<string, string>>): Record<string, never> {
  const values = row as Readonly<Record<string, unknown>>;
  const entries = Object.entries(names).map(([column, member]) => [member, values[column] ?? undefined]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** An engine's `2026-03-01 09:30:00.123` as `2026-03-01T09:30:00.123Z`. */
function isoInstant(text: string): string {
  return new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`).toISOString();
}
