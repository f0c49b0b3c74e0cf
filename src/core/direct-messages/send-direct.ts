import type { Handover } from '../../ports/channels.ts';
import type { Ports } from '../../ports/ports.ts';
import { addressKey } from '../endpoints/endpoint-id.ts';
import { type MessageTrace, renderingFailureEvent } from '../events/feedback-events.ts';
import { tagsOfTrace } from '../feedback/trace-tags.ts';
import type { MessageContent, OutgoingMessage } from '../messages/outgoing.ts';
import { askRecommender, type Recommendation } from '../recommenders/recommend.ts';
import { findSuppression } from '../suppression/suppression.ts';
import { type RenderContext, RenderingError } from '../templates/render.ts';
import { type Compile, type CompiledMessage, directCompiler } from './direct-compiler.ts';
import type { DirectRecipient } from './direct-recipient.ts';
import type { DirectMessage } from './direct-request.ts';
import {
  type DirectResult,
  duplicate,
  permanentFailure,
  resultOf,
  suppressedResult,
} from './direct-result.ts';
import { type DirectTemplates, type DirectWords, readTemplates } from './direct-words.ts';
import { handOverDirect } from './hand-over-direct.ts';
import { withSubstitutions } from './substitutions.ts';

/**
 * Sends a message to each recipient, once and without trying again. An address that comes twice gets
 * it once, a suppressed one not at all.
 * @param templates of the message, where they are read already
 * @returns one result a recipient, in order
 * @throws PlatformError `NotFound` for a missing template, `BadRequest` for texts that are no templates
 */
export async function sendDirect(
  ports: Ports,
  applicationId: string,
  message: DirectMessage,
  recipients: readonly DirectRecipient[],
  templates?: DirectTemplates,
): Promise<DirectResult[]> {
  const read = templates ?? (await readTemplates(ports, message));
  const compile = directCompiler(ports, applicationId, message, read);
  const prepared = await prepare(ports, applicationId, compile, recipients);
  const recommended = await recommendedTo(ports, prepared.filter(isReady));
  const made: (OutgoingMessage | DirectResult)[] = [];
  for (const item of prepared) {
    const recommendation = isReady(item) ? recommended.get(item) : undefined;
    if (!isReady(item)) made.push(item);
    else if (recommendation && 'failure' in recommendation)
      made.push(permanentFailure(recommendation.failure));
    else
      made.push(await outgoingFor(ports, applicationId, message, { ...item, seen: recommendation?.values }));
  }
  const answers = await handOverDirect(ports, made.filter(isOutgoing));
  return made.map((item) =>
    isOutgoing(item) ? resultOf(answers.get(item.messageId) as Handover, item.messageId) : item,
  );
}

/** Someone for whom a message can be made. */
interface Ready extends CompiledMessage {
  readonly recipient: DirectRecipient;
}

async function prepare(
  ports: Ports,
  applicationId: string,
  compile: Compile,
  recipients: readonly DirectRecipient[],
): Promise<(Ready | DirectResult)[]> {
  const suppressions = await Promise.all(
    recipients.map(({ channelType, address }) => findSuppression(ports, applicationId, channelType, address)),
  );
  const seen = new Set<string>();
  const prepared: (Ready | DirectResult)[] = [];
  for (const [place, recipient] of recipients.entries()) {
    const { channelType, address } = recipient;
    const key = addressKey(channelType, address);
    const suppression = suppressions[place];
    if (seen.has(key)) prepared.push(duplicate(address));
    else if (suppression) prepared.push(suppressedResult(suppression));
    else {
      const compiled = await compile(recipient);
      prepared.push('DeliveryStatus' in compiled ? compiled : { ...compiled, recipient });
    }
    seen.add(key);
  }
  return prepared;
}

/** What the recommenders of their templates say, for those whose template has one. */
async function recommendedTo(ports: Ports, ready: readonly Ready[]): Promise<Map<Ready, Recommendation>> {
  const answers = new Map<Ready, Recommendation>();
  const idOf = ({ recipient }: Ready) => recipient.endpointId ?? recipient.address;
  for (const [id, group] of Map.groupBy(ready, ({ words }) => words.template?.RecommenderId)) {
    if (id === undefined) continue;
    const recipients = group.map((item) => ({ id: idOf(item), endpoint: item.recipient.data }));
    const answered = await askRecommender(ports, id, recipients);
    for (const item of group) answers.set(item, answered.get(idOf(item)) as Recommendation);
  }
  return answers;
}

async function outgoingFor(
  ports: Ports,
  applicationId: string,
  message: DirectMessage,
  { recipient, composer, words, seen }: Ready & { readonly seen?: RenderContext },
): Promise<OutgoingMessage | DirectResult> {
  const { channelType, address } = recipient;
  const trace = traceFor(ports, applicationId, message, recipient);
  try {
    const context = { ...contextFor(applicationId, recipient, words), ...seen };
    const content = composer.compose({ trace, channelType, address, context });
    return {
      messageId: trace.message_id,
      applicationId,
      channelType,
      address,
      content: withContext(content, trace.context),
      tags: tagsOfTrace(trace),
    };
  } catch (error) {
    if (!(error instanceof RenderingError)) throw error;
    const failure = { at: ports.clock.now(), error: error.message };
    if (channelType === 'EMAIL') await ports.events.append([renderingFailureEvent(ports, trace, failure)]);
    return permanentFailure(error.message);
  }
}

function traceFor(
  { ids }: Pick<Ports, 'ids'>,
  application_id: string,
  { Context }: DirectMessage,
  { endpointId, userId, configuration }: DirectRecipient,
): MessageTrace {
  const context = { ...Context, ...configuration.Context };
  return {
    application_id,
    message_id: ids.resourceId(),
    ...(endpointId !== undefined && { endpoint_id: endpointId }),
    ...(userId !== undefined && { user_id: userId }),
    ...(Object.keys(context).length > 0 && { context }),
  };
}

function contextFor(
  ApplicationId: string,
  { data, configuration }: DirectRecipient,
  { substitutions }: DirectWords,
): RenderContext {
  return withSubstitutions(
    { ...data, Pinpoint: { ApplicationId } },
    ...substitutions,
    configuration.Substitutions,
  );
}

/** `Context` goes into `data.pinpoint` of a push payload. */
function withContext(content: MessageContent, context?: Readonly<Record<string, string>>): MessageContent {
  if (content.kind !== 'PUSH' || context === undefined) return content;
  const Data = { ...(content.message.Data as object | undefined), pinpoint: JSON.stringify(context) };
  return { ...content, message: { ...content.message, Data } };
}

function isReady(item: Ready | DirectResult): item is Ready {
  return 'composer' in item;
}

function isOutgoing(item: OutgoingMessage | DirectResult): item is OutgoingMessage {
  return 'messageId' in item;
}
