import type { Channel, Handover } from '../../ports/channels.ts';
import type { RemoteFunctions } from '../../ports/remote-functions.ts';
import { PlatformError } from '../errors.ts';
import type { CustomContent, OutgoingMessage } from '../messages/outgoing.ts';

/** Pinpoint's bounds of a call (pinpoint-campaigns-journeys.md 1.8, pinpoint-api.md 4.2). */
const ENDPOINTS_A_CALL = 50;
const CALL_TIMEOUT_MS = 15_000;
const ATTEMPTS = 3;
const MAX_EVENT_ATTRIBUTES = 5;
const MAX_EVENT_ATTRIBUTE_LENGTH = 128;
/** Four calls at a time. Ours. */
const WINDOW = 4 * ENDPOINTS_A_CALL;
const FIRST_PAUSE_MS = 1000;
/** Answers that say that nothing was done. */
const NOT_TAKEN_STATUSES = [429, 503];
const BAD_GATEWAY = 502;

export interface CustomChannelPorts {
  readonly functions: RemoteFunctions;
  pause(milliseconds: number): Promise<void>;
}

/** Why a whole call failed. `tryAgain` only where the target certainly did nothing. */
interface Failure {
  readonly handover: Handover;
  readonly tryAgain: boolean;
}

/**
 * Messages that a team delivers itself: its function or webhook is called with up to 50 endpoints
 * that get the same message. What it answers is `{ "endpointId": { "EventAttributes": { … } } }`
 * or anything else; an endpoint that it does not name is delivered all the same. After three
 * attempts a message counts as refused; a call that came there and was not answered is in doubt.
 */
export function customChannel({ functions, pause }: CustomChannelPorts): Channel {
  async function call(target: string, payload: unknown): Promise<{ body: unknown } | Failure> {
    try {
      const { status, body } = await functions.call(target, payload, CALL_TIMEOUT_MS);
      if (status >= 200 && status < 300) return { body };
      return refused(status, `${target} answered ${status}`, NOT_TAKEN_STATUSES.includes(status));
    } catch (error) {
      return failureOf(error);
    }
  }

  async function deliver(messages: readonly CustomMessage[]): Promise<Handover[]> {
    const [first] = messages;
    if (!first) return [];
    const payload = {
      ...first.content.payload,
      Endpoints: Object.fromEntries(messages.map(({ content }) => [content.endpointId, content.endpoint])),
    };
    for (let attempt = 1; ; attempt++) {
      const outcome = await call(first.content.deliveryUri, payload);
      if ('body' in outcome) return messages.map(({ content }) => accepted(outcome.body, content.endpointId));
      if (!outcome.tryAgain || attempt === ATTEMPTS) return messages.map(() => outcome.handover);
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }

  return {
    window: WINDOW,
    idempotent: false,
    tracks: false,
    async send(messages) {
      const answers = new Map<OutgoingMessage, Handover>();
      await Promise.all(
        callsOf(messages.filter(isCustom)).map(async (group) => {
          const given = await deliver(group);
          group.forEach((message, index) => {
            answers.set(message, given[index] as Handover);
          });
        }),
      );
      return messages.map((message) => answers.get(message) ?? notCustom(message));
    },
  };
}

type CustomMessage = OutgoingMessage & { readonly content: CustomContent };

const isCustom = (message: OutgoingMessage): message is CustomMessage => message.content.kind === 'CUSTOM';

/** Messages that one call can carry: same target, same payload, each endpoint once, 50 at most. */
function callsOf(messages: readonly CustomMessage[]): CustomMessage[][] {
  const groups = new Map<string, CustomMessage[][]>();
  for (const message of messages) {
    const { deliveryUri, payload, endpointId } = message.content;
    const key = `${deliveryUri}\n${JSON.stringify(payload)}`;
    const calls = groups.get(key) ?? [];
    groups.set(key, calls);
    const free = calls.find(
      (call) =>
        call.length < ENDPOINTS_A_CALL && call.every(({ content }) => content.endpointId !== endpointId),
    );
    if (free) free.push(message);
    else calls.push([message]);
  }
  return [...groups.values()].flat();
}

function accepted(body: unknown, endpointId: string): Handover {
  const eventAttributes = eventAttributesOf(member(member(body, endpointId), 'EventAttributes'));
  return { kind: 'accepted', ...(Object.keys(eventAttributes).length > 0 && { eventAttributes }) };
}

/** The first five texts; what is longer than 128 characters is left out. */
function eventAttributesOf(given: unknown): Record<string, string> {
  if (typeof given !== 'object' || given === null) return {};
  const fitting = Object.entries(given).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' &&
      entry[0].length <= MAX_EVENT_ATTRIBUTE_LENGTH &&
      entry[1].length <= MAX_EVENT_ATTRIBUTE_LENGTH,
  );
  return Object.fromEntries(fitting.slice(0, MAX_EVENT_ATTRIBUTES));
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function failureOf(error: unknown): Failure {
  const { message } = error as Error;
  if (error instanceof PlatformError && error.code === 'BadRequest') return refused(400, message, false);
  if (error instanceof PlatformError && error.details.reached === false)
    return refused(BAD_GATEWAY, message, true);
  if (error instanceof PlatformError && error.details.threw === true) return refused(500, message, false);
  return { handover: { kind: 'in-doubt', reason: message }, tryAgain: false };
}

function refused(code: number, reason: string, tryAgain: boolean): Failure {
  return { handover: { kind: 'refused', code, reason }, tryAgain };
}

function notCustom({ messageId, content }: OutgoingMessage): Handover {
  return { kind: 'refused', code: 400, reason: `Message ${messageId} of kind ${content.kind} is not custom` };
}
