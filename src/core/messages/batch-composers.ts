import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import type { DecidedMessage } from '../events/engine-events.ts';
import type { MessageBatch, MessageVariant } from './batch.ts';
import { type Composer, compileVariant } from './composer.ts';
import type { Outcome } from './outcome.ts';

/** What makes a message, or why none of its kind can be made. */
export type ComposerOrOutcome = Composer | Outcome;

export const isComposer = (found: ComposerOrOutcome): found is Composer => 'compose' in found;

/** The composers of a batch, each compiled when it is first needed. */
export interface BatchComposers {
  /** @returns `undefined` when it must be compiled first */
  known(message: DecidedMessage): ComposerOrOutcome | undefined;
  compile(message: DecidedMessage): Promise<ComposerOrOutcome>;
}

export function batchComposers(ports: Ports, batch: MessageBatch): BatchComposers {
  const isCampaign = batch.origin.kind === 'campaign';
  const composers = new Map<string, ComposerOrOutcome>();
  const variantIdOf = ({ treatment_id, journey_activity_id }: DecidedMessage) =>
    (isCampaign ? treatment_id : journey_activity_id) ?? '0';
  const nameOf = (message: DecidedMessage) => `${message.channel_type} ${variantIdOf(message)}`;
  return {
    known: (message) => composers.get(nameOf(message)),
    async compile(message) {
      const variantId = variantIdOf(message);
      const made = await composerOf(ports, batch, { variantId, channelType: message.channel_type });
      composers.set(nameOf(message), made);
      return made;
    },
  };
}

/** What the definition lacks concerns every message of the variant, and is recorded for each. */
async function composerOf(
  ports: Ports,
  batch: MessageBatch,
  which: { readonly variantId: string; readonly channelType: string },
): Promise<ComposerOrOutcome> {
  const variant = batch.variants[which.variantId];
  if (!variant) {
    return { status: 'FAILURE_PERMANENT', detail: `Nothing is defined for variant ${which.variantId}` };
  }
  try {
    return await compileVariant(ports, batch, asDelivered(variant, batch.hook), which);
  } catch (error) {
    if (!(error instanceof PlatformError) || !['BadRequest', 'NotFound'].includes(error.code)) throw error;
    const { status = 'FAILURE_PERMANENT' } = error.details as { status?: string };
    return { status, detail: error.message };
  }
}

/** A hook of mode DELIVERY gets the endpoints instead of their channels (1.7). */
export function asDelivered(variant: MessageVariant, hook: MessageBatch['hook']): MessageVariant {
  const DeliveryUri = hook?.LambdaFunctionName ?? hook?.WebUrl;
  if (hook?.Mode !== 'DELIVERY' || !DeliveryUri) return variant;
  return { ...variant, CustomDeliveryConfiguration: { DeliveryUri } };
}
