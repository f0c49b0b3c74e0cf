import type { Handover } from '../../ports/channels.ts';
import type { Ports } from '../../ports/ports.ts';
import { channelResourceOf, findChannel } from '../channels/channel-settings.ts';
import { addressKey } from '../endpoints/endpoint-id.ts';
import { type MessageTrace, renderingFailureEvent } from '../events/feedback-events.ts';
import { tagsOfTrace } from '../feedback/trace-tags.ts';
import type { Composer } from '../messages/compose.ts';
import type { MessageContent, OutgoingMessage } from '../messages/outgoing.ts';
import { findSuppression } from '../suppression/suppression.ts';
import { type RenderContext, RenderingError } from '../templates/render.ts';
import type { DirectMessage, RecipientConfiguration } from './direct-request.ts';
import {
  type DirectResult,
  duplicate,
  permanentFailure,
  resultOf,
  suppressedResult,
} from './direct-result.ts';
import {
  compileWords,
  type DirectTemplates,
  type DirectWords,
  directWords,
  nothingFor,
  readTemplates,
  saysSomething,
} from './direct-words.ts';
import { withSubstitutions } from './substitutions.ts';

/** Whom a direct message goes to. */
export interface DirectRecipient {
  readonly channelType: string;
  readonly address: string;
  /** Absent for a bare address. */
  readonly endpointId?: string;
  readonly userId?: string;
  /** The endpoint in Pinpoint's shape; of a bare address what is known of it. */
  readonly data: RenderContext;
  readonly configuration: RecipientConfiguration;
}

/**
 * Sends a message to each recipient, once and without trying again. An address that comes twice gets
 * it once, a suppressed one not at all.
 * @returns one result a recipient, in order
 * @throws PlatformError `NotFound` for a missing template, `BadRequest` for texts that are no templates
 */
export async function sendDirect(
  ports: Ports,
  applicationId: string,
  message: DirectMessage,
  recipients: readonly DirectRecipient[],
): Promise<DirectResult[]> {
  const compile = directCompiler(ports, applicationId, message, await readTemplates(ports, message));
  const seen = new Set<string>();
  const made: (OutgoingMessage | DirectResult)[] = [];
  for (const recipient of recipients) {
    const key = addressKey(recipient.channelType, recipient.address);
    if (seen.has(key)) made.push(duplicate(recipient.address));
    else made.push(await outgoingFor(ports, applicationId, { message, recipient, compile }));
    seen.add(key);
  }
  const answers = await handOver(ports, made.filter(isOutgoing));
  return made.map((item) =>
    isOutgoing(item) ? resultOf(answers.get(item.messageId) as Handover, item.messageId) : item,
  );
}

type Compile = (
  recipient: DirectRecipient,
) => Promise<{ composer: Composer; words: DirectWords } | DirectResult>;

/** Compiles words once for all recipients of a channel type who have the same overrides. */
function directCompiler(
  ports: Ports,
  applicationId: string,
  message: DirectMessage,
  templates: DirectTemplates,
): Compile {
  const known = new Map<string, ReturnType<Compile>>();
  return ({ channelType, configuration: { BodyOverride, TitleOverride, RawContent } }) => {
    const overrides = { BodyOverride, TitleOverride, RawContent };
    const key = JSON.stringify([channelType, overrides]);
    const compiled =
      known.get(key) ??
      (async () => {
        const words = directWords(channelType, message, templates);
        if (!words || !saysSomething(words, overrides)) {
          return permanentFailure(nothingFor(channelType).message);
        }
        const settings = await enabledChannel(ports, applicationId, channelType);
        if ('DeliveryStatus' in settings) return settings;
        return { words, composer: compileWords(ports, words, settings, overrides) };
      })();
    known.set(key, compiled);
    return compiled;
  };
}

async function enabledChannel(ports: Ports, applicationId: string, channelType: string) {
  const resource = channelResourceOf(channelType);
  const settings = resource && (await findChannel(ports, applicationId, resource));
  if (settings?.Enabled) return settings;
  const state = settings ? 'disabled' : 'not set up';
  return permanentFailure(`Channel ${channelType} of application ${applicationId} is ${state}`);
}

interface Sending {
  readonly message: DirectMessage;
  readonly recipient: DirectRecipient;
  readonly compile: Compile;
}

async function outgoingFor(
  ports: Ports,
  applicationId: string,
  { message, recipient, compile }: Sending,
): Promise<OutgoingMessage | DirectResult> {
  const { channelType, address } = recipient;
  const suppression = await findSuppression(ports, applicationId, channelType, address);
  if (suppression) return suppressedResult(suppression);
  const compiled = await compile(recipient);
  if ('DeliveryStatus' in compiled) return compiled;
  const trace = traceFor(ports, applicationId, message, recipient);
  try {
    const content = compiled.composer.compose({
      trace,
      channelType,
      address,
      context: contextFor(applicationId, recipient, compiled.words),
    });
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

/** Hands each message over once, each kind to its channel, never more at a time than the channel takes. */
async function handOver(
  { channels }: Pick<Ports, 'channels'>,
  messages: readonly OutgoingMessage[],
): Promise<Map<string, Handover>> {
  const answers = new Map<string, Handover>();
  const byKind = Map.groupBy(messages, ({ content }) => content.kind);
  await Promise.all(
    [...byKind].map(async ([kind, all]) => {
      const { window } = channels[kind];
      for (let from = 0; from < all.length; from += window) {
        const group = all.slice(from, from + window);
        const answered = await channels[kind].send(group);
        for (const [index, { messageId }] of group.entries()) {
          answers.set(
            messageId,
            answered[index] ?? { kind: 'in-doubt', reason: 'The channel did not answer' },
          );
        }
      }
    }),
  );
  return answers;
}

function isOutgoing(item: OutgoingMessage | DirectResult): item is OutgoingMessage {
  return 'messageId' in item;
}
