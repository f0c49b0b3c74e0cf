import type { Ports } from '../../ports/ports.ts';
import type { DecidedMessage } from '../events/engine-events.ts';
import type { MessageTrace } from '../events/feedback-events.ts';
import type { Recommendation } from '../recommenders/recommend.ts';
import { RenderingError } from '../templates/render.ts';
import { recommendationsOf } from './ask-recommenders.ts';
import type { MessageBatch } from './batch.ts';
import { type BatchComposers, isComposer } from './batch-composers.ts';
import { askHook, filters, type HookAnswer } from './campaign-hook.ts';
import type { Composer } from './composer.ts';
import type { Group } from './group.ts';
import type { Outcome } from './outcome.ts';
import type { OutgoingMessage } from './outgoing.ts';

/** Of an endpoint that was deleted after the decision there is nothing to send with. */
const DELETED: Outcome = { status: 'ENDPOINT_INACTIVE', detail: 'The endpoint was deleted' };

/** The outcome that a message has before anything is done for it. */
export function outcomeOfRow({ reason, endpoint }: DecidedMessage): Outcome | undefined {
  if (reason !== undefined) return { status: reason };
  return endpoint.Id === undefined ? DELETED : undefined;
}

/**
 * Makes what is handed over for the lines of a group.
 * @param outcomes what is known already; it is completed where a message cannot be made
 */
export async function composeGroup(
  ports: Ports,
  batch: MessageBatch,
  composers: BatchComposers,
  { from, messages, outcomes }: Omit<Group, 'outgoing'>,
): Promise<Group> {
  const hooked = await hookAnswers(ports, batch, { messages, outcomes });
  const recommended = await recommendationsOf(ports, composers, { messages, outcomes });
  const pinpoint = sendingContext(batch);
  const outgoing: (OutgoingMessage | undefined)[] = [];
  for (const [place, message] of messages.entries()) {
    outgoing.push(undefined);
    if (outcomes[place] !== undefined) continue;
    const composer = composers.known(message) ?? (await composers.compile(message));
    const answer = hooked?.get(message);
    if (answer && 'outcome' in answer) outcomes[place] = answer.outcome;
    else if (!isComposer(composer)) outcomes[place] = composer;
    else {
      const recommendation = recommended?.get(message);
      const made = composed(composer, batch, message, { pinpoint, recommendation, ...answer });
      if ('messageId' in made) outgoing[place] = made;
      else outcomes[place] = made;
    }
  }
  return { from, messages, outcomes, outgoing };
}

async function hookAnswers(
  ports: Ports,
  batch: MessageBatch,
  { messages, outcomes }: Pick<Group, 'messages' | 'outcomes'>,
): Promise<Map<DecidedMessage, HookAnswer> | undefined> {
  if (!filters(batch)) return undefined;
  const asked = messages.filter((_, place) => outcomes[place] === undefined);
  const answers = await askHook(ports, batch, asked);
  return new Map(asked.map((message, index) => [message, answers[index] as HookAnswer]));
}

interface Seen {
  readonly pinpoint: Readonly<Record<string, string>>;
  readonly recommendation?: Recommendation;
  readonly endpoint?: Readonly<Record<string, unknown>>;
  readonly titleOverride?: string;
  readonly bodyOverride?: string;
}

function composed(
  composer: Composer,
  batch: MessageBatch,
  message: DecidedMessage,
  { pinpoint, recommendation, endpoint = message.endpoint, ...overrides }: Seen,
): OutgoingMessage | Outcome {
  if (recommendation && 'failure' in recommendation) {
    return { status: 'RECOMMENDATION_FAILURE', detail: recommendation.failure };
  }
  const { message_id, channel_type, address = '' } = message;
  const trace = traceOf(batch, message);
  try {
    return {
      messageId: message_id,
      applicationId: batch.applicationId,
      channelType: channel_type,
      address,
      content: composer.compose({
        trace,
        channelType: channel_type,
        address,
        context: { ...endpoint, ...recommendation?.values, Pinpoint: pinpoint },
        ...overrides,
      }),
      tags: trace as unknown as Record<string, string>, // what `tagsOfTrace` would make of it
    };
  } catch (error) {
    if (!(error instanceof RenderingError)) throw error;
    return { status: 'FAILURE', detail: error.message, unrendered: true };
  }
}

/** Which message it is, as links, tags and feedback name it: ids only, and none that is unknown. */
export function traceOf(
  { applicationId, batchId, origin }: MessageBatch,
  message: DecidedMessage,
): MessageTrace {
  const { message_id, endpoint_id, endpoint, user_id, journey_run_id, journey_activity_id } = message;
  const ids: { -readonly [Id in keyof MessageTrace]: MessageTrace[Id] } = {
    application_id: applicationId,
    message_id,
    endpoint_id: typeof endpoint.Id === 'string' ? endpoint.Id : endpoint_id,
  };
  if (user_id) ids.user_id = user_id;
  if (origin.kind === 'campaign') {
    ids.campaign_id = origin.campaignId;
    ids.campaign_activity_id = message.campaign_activity_id ?? batchId;
    ids.treatment_id = message.treatment_id ?? '0';
  } else {
    ids.journey_id = origin.journeyId;
    if (journey_run_id) ids.journey_run_id = journey_run_id;
    if (journey_activity_id) ids.journey_activity_id = journey_activity_id;
  }
  return ids;
}

/** `Pinpoint.*` of templates (3.2). */
function sendingContext({ applicationId, origin }: MessageBatch): Record<string, string> {
  return {
    ApplicationId: applicationId,
    ...(origin.kind === 'campaign' ? { CampaignId: origin.campaignId } : { JourneyId: origin.journeyId }),
  };
}
