import type { EndpointDemographic } from '../endpoints/endpoint.ts';
import { endpointKey } from '../endpoints/endpoint-id.ts';
import type { EndpointRequest } from '../endpoints/endpoint-request.ts';
import { type EventRecord, ORIGIN_KEYS, type OriginIds, type StoredEvent } from './event-record.ts';
import { eventIdOf } from './feedback-events.ts';
import type { ReportedEvent } from './parse-event.ts';

/** What the events of one endpoint in one request have in common. */
export interface Reporter {
  readonly applicationId: string;
  readonly endpointId: string;
  /** As far as the request tells it; the stored endpoint is not looked up. */
  readonly endpoint: EndpointRequest;
  readonly accountId: string;
  /** Epoch milliseconds. */
  readonly arrivedAt: number;
}

/**
 * Makes the records of one endpoint's reported events (pinpoint-events-kpis.md 1.1 and 1.2).
 *
 * An event's `event_id` is a hash of application, endpoint, the caller's id, type and timestamp: sent
 * again, the same event has the same id, and callers that number their events anew in each request
 * lose none. Both are ours.
 */
export function recordsFor(reporter: Reporter): (eventId: string, event: ReportedEvent) => StoredEvent {
  const { applicationId, endpointId, endpoint, accountId, arrivedAt } = reporter;
  const key = endpointKey(endpointId);
  const device = deviceOf(endpoint.Demographic ?? {});
  const { AppVersion } = endpoint.Demographic ?? {};
  const user = endpoint.User?.UserId !== undefined && { user_id: endpoint.User.UserId };
  const client = { client_id: endpointId };
  return (eventId, event) => ({
    event_id: eventIdOf(applicationId, key, eventId, event.EventType, event.Timestamp),
    endpoint_id: key,
    ...user,
    ...originOf(event.Attributes),
    event_type: event.EventType,
    event_timestamp: event.Timestamp,
    arrival_timestamp: arrivedAt,
    event_version: '3.0',
    application: applicationOf(applicationId, AppVersion, event),
    client,
    device,
    session: sessionOf(event),
    attributes: event.Attributes,
    metrics: event.Metrics,
    awsAccountId: accountId,
  });
}

function applicationOf(
  app_id: string,
  version_name: string | undefined,
  { AppPackageName, AppTitle, AppVersionCode, SdkName, ClientSdkVersion }: ReportedEvent,
): EventRecord['application'] {
  const sdk: Record<string, string> = {};
  if (SdkName !== undefined) sdk.name = SdkName;
  if (ClientSdkVersion !== undefined) sdk.version = ClientSdkVersion;
  const application: EventRecord['application'] = { app_id, sdk };
  if (AppPackageName !== undefined) application.package_name = AppPackageName;
  if (AppTitle !== undefined) application.title = AppTitle;
  if (version_name !== undefined) application.version_name = version_name;
  if (AppVersionCode !== undefined) application.version_code = AppVersionCode;
  return application;
}

function sessionOf({ Session }: ReportedEvent): EventRecord['session'] {
  if (!Session) return {};
  const session: EventRecord['session'] = { session_id: Session.Id, start_timestamp: Session.StartTimestamp };
  if (Session.StopTimestamp !== undefined) session.stop_timestamp = Session.StopTimestamp;
  return session;
}

function deviceOf({
  Locale,
  Make,
  Model,
  Platform,
  PlatformVersion,
}: EndpointDemographic): EventRecord['device'] {
  const platform: Record<string, string> = {};
  if (Platform !== undefined) platform.name = Platform;
  if (PlatformVersion !== undefined) platform.version = PlatformVersion;
  const device: EventRecord['device'] = { platform };
  if (Locale !== undefined) device.locale = localeOf(Locale);
  if (Make !== undefined) device.make = Make;
  if (Model !== undefined) device.model = Model;
  return device;
}

/** `pt_PT`, `pt-PT` and `zh-Hans-CN` tell language and country. */
function localeOf(code: string): NonNullable<EventRecord['device']['locale']> {
  const [, language, country] =
    /^([A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_]([A-Za-z]{2}))?(?:$|[-_.])/.exec(code) ?? [];
  return {
    code,
    ...(country !== undefined && { country: country.toUpperCase() }),
    ...(language !== undefined && { language: language.toLowerCase() }),
  };
}

/** Ids that an app was given with a push message and reports as attributes (pinpoint-events-kpis.md 1.2). */
function originOf(attributes: Readonly<Record<string, string>>): OriginIds {
  const origin: OriginIds = {};
  for (const name of ORIGIN_KEYS) {
    const value = attributes[name];
    if (value !== undefined) origin[name] = value;
  }
  return origin;
}
