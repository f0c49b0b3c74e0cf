import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { MessageTrace } from '../events/feedback-events.ts';

/** An e-mail whose links are signed. */
export interface LinkedMessage {
  readonly trace: MessageTrace;
  readonly address: string;
  /** When it was composed, which links take for its sending. */
  readonly sentAt: Date;
}

/** What a tracking link tells. */
export interface TrackedMessage {
  readonly trace: MessageTrace;
  readonly sentAt: Date;
}

export interface TrackedLink extends TrackedMessage {
  readonly link: string;
}

export interface UnsubscribeLink extends TrackedMessage {
  readonly address: string;
  /** The page that the template's own unsubscribe link led to. */
  readonly link?: string;
}

/**
 * Tokens are fields with dots between them, the last one their tag: the first 132 bits of
 * HMAC-SHA256 over the purpose and the fields before it. Ids of 32 hex digits are packed, so that
 * links stay short.
 *
 *     tracking    message fields (9), tag
 *     click       a tracking token, link, its tag
 *     unsubscribe message fields (9), address, tag; perhaps followed by link, its tag
 *
 * A link is signed for its origin (application, campaign run and treatment or journey run and
 * activity) and not for each message, so that a run of a million signs each link once. A token
 * with another message's link of the same origin is therefore a good one; with any other link it is not.
 */
const ORIGIN_FIELDS = 5;
const MESSAGE_FIELDS = 9;
const TAG_LENGTH = 22;
type Purpose = 'track' | 'unsubscribe' | 'link';

/** @param fields of the message, where they are known already */
export function trackingToken(
  key: KeyObject,
  message: LinkedMessage,
  fields = messageFields(message),
): string {
  return signed(key, 'track', fields);
}

/** @param fields as for `trackingToken` */
export function unsubscribeToken(
  key: KeyObject,
  message: LinkedMessage,
  fields = messageFields(message),
): string {
  return signed(key, 'unsubscribe', `${fields}.${packText(message.address)}`);
}

/** What follows a token to name a link. */
export function linkSuffix(key: KeyObject, origin: string, link: string): string {
  const packed = packText(link);
  return `.${packed}.${tagOf(key, 'link', `${origin}.${packed}`)}`;
}

/** @returns `undefined` when the token is not one of ours, unchanged */
export function readTrackingToken(key: KeyObject, token: string): TrackedMessage | undefined {
  const fields = token.split('.');
  if (fields.length !== MESSAGE_FIELDS + 1 || !isSigned(key, 'track', fields)) return undefined;
  return readMessage(fields);
}

/** @returns as `readTrackingToken` */
export function readClickToken(key: KeyObject, token: string): TrackedLink | undefined {
  const fields = token.split('.');
  const message = readTrackingToken(key, fields.slice(0, MESSAGE_FIELDS + 1).join('.'));
  const link = message && readLink(key, fields, MESSAGE_FIELDS + 1);
  return link === undefined ? undefined : { ...(message as TrackedMessage), link };
}

/** @returns as `readTrackingToken` */
export function readUnsubscribeToken(key: KeyObject, token: string): UnsubscribeLink | undefined {
  const fields = token.split('.');
  const own = fields.slice(0, MESSAGE_FIELDS + 2);
  if (own.length !== MESSAGE_FIELDS + 2 || !isSigned(key, 'unsubscribe', own)) return undefined;
  const message = { ...readMessage(own), address: unpack(own[MESSAGE_FIELDS]) as string };
  if (fields.length === own.length) return message;
  const link = readLink(key, fields, own.length);
  return link === undefined ? undefined : { ...message, link };
}

/** The fields that all messages of a run and treatment, or of a run and activity, have in common. */
export function originOf(trace: MessageTrace): string {
  const { journey_id, journey_run_id, journey_activity_id } = trace;
  const ids =
    journey_id === undefined
      ? [trace.campaign_id, trace.campaign_activity_id, trace.treatment_id]
      : [journey_id, journey_run_id, journey_activity_id];
  const kind = journey_id !== undefined ? 'j' : trace.campaign_id !== undefined ? 'c' : '';
  return [pack(trace.application_id), kind, ...ids.map(pack)].join('.');
}

/** What every token of a message begins with. @param origin of its trace, where it is known already */
export function messageFields({ trace, sentAt }: LinkedMessage, origin = originOf(trace)): string {
  const { message_id, endpoint_id, user_id } = trace;
  return `${origin}.${pack(message_id)}.${pack(endpoint_id)}.${pack(user_id)}.${sentAt.getTime().toString(36)}`;
}

function readMessage(fields: readonly string[]): TrackedMessage {
  const [application, kind, first, second, third, message, endpoint, user, sentAt] = fields;
  const named = { first: unpack(first), second: unpack(second), third: unpack(third) };
  const trace: Record<keyof MessageTrace, unknown> = {
    application_id: unpack(application),
    message_id: unpack(message),
    endpoint_id: unpack(endpoint),
    user_id: unpack(user),
    campaign_id: kind === 'c' ? named.first : undefined,
    campaign_activity_id: kind === 'c' ? named.second : undefined,
    treatment_id: kind === 'c' ? named.third : undefined,
    journey_id: kind === 'j' ? named.first : undefined,
    journey_run_id: kind === 'j' ? named.second : undefined,
    journey_activity_id: kind === 'j' ? named.third : undefined,
    context: undefined,
  };
  const known = Object.entries(trace).filter(([, id]) => id !== undefined);
  return {
    trace: Object.fromEntries(known) as unknown as MessageTrace,
    sentAt: new Date(Number.parseInt(sentAt ?? '', 36)),
  };
}

function readLink(key: KeyObject, fields: readonly string[], from: number): string | undefined {
  const [link, tag, ...more] = fields.slice(from);
  if (link === undefined || tag === undefined || more.length > 0) return undefined;
  const origin = fields.slice(0, ORIGIN_FIELDS).join('.');
  return same(tag, tagOf(key, 'link', `${origin}.${link}`)) ? unpack(link) : undefined;
}

function signed(key: KeyObject, purpose: Purpose, fields: string): string {
  return `${fields}.${tagOf(key, purpose, fields)}`;
}

function isSigned(key: KeyObject, purpose: Purpose, fields: readonly string[]): boolean {
  return same(fields.at(-1) as string, tagOf(key, purpose, fields.slice(0, -1).join('.')));
}

function tagOf(key: KeyObject, purpose: Purpose, fields: string): string {
  return createHmac('sha256', key).update(`${purpose}:${fields}`).digest('base64url').slice(0, TAG_LENGTH);
}

function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** `h` and the bytes of 32 hex digits, else `u` and the text; nothing for what is absent. */
function pack(id: string | undefined | null): string {
  if (id === undefined || id === null) return '';
  return /^[0-9a-f]{32}$/.test(id) ? `h${Buffer.from(id, 'hex').toString('base64url')}` : packText(id);
}

function packText(text: string): string {
  return `u${Buffer.from(text).toString('base64url')}`;
}

function unpack(field = ''): string | undefined {
  if (field === '') return undefined;
  return Buffer.from(field.slice(1), 'base64url').toString(field.startsWith('h') ? 'hex' : 'utf8');
}
