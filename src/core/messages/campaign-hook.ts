import type { Ports } from '../../ports/ports.ts';
import type { DecidedMessage } from '../events/engine-events.ts';
import { askEndpoints, ENDPOINTS_A_CALL } from './ask-endpoints.ts';
import type { MessageBatch, MessageVariant } from './batch.ts';
import type { Outcome } from './outcome.ts';

/** Ours. */
const CALLS_AT_ONCE = 4;

/** What a hook says of one message: its endpoint as it shall be seen, or why it is not sent. */
export type HookAnswer =
  | { readonly endpoint: Members; readonly titleOverride?: string; readonly bodyOverride?: string }
  | { readonly outcome: Outcome };

type Members = Readonly<Record<string, unknown>>;

/** Members of an endpoint that a hook may change for this send; it cannot send to somebody else. */
const CHANGEABLE = ['Attributes', 'Demographic', 'Location', 'Metrics', 'User'] as const;
const UNTAKEN: Outcome = { status: 'HOOK_FILTERED', detail: 'The campaign hook left the endpoint out' };

export const filters = ({ hook }: MessageBatch): boolean =>
  hook !== undefined && hook.Mode !== 'DELIVERY' && (hook.LambdaFunctionName ?? hook.WebUrl) !== undefined;

/** Asks a batch's hook of mode FILTER. @returns an answer a message, in order */
export async function askHook(
  ports: Pick<Ports, 'functions' | 'pause'>,
  batch: MessageBatch,
  messages: readonly DecidedMessage[],
): Promise<HookAnswer[]> {
  const answers = new Map<DecidedMessage, HookAnswer>();
  const target = batch.hook?.LambdaFunctionName ?? batch.hook?.WebUrl ?? '';
  const calls = callsOf(messages);
  for (let at = 0; at < calls.length; at += CALLS_AT_ONCE) {
    await Promise.all(
      calls.slice(at, at + CALLS_AT_ONCE).map(async (group) => {
        const answer = await askEndpoints(ports, target, payloadOf(batch, group));
        for (const message of group) answers.set(message, answerFor(message, answer));
      }),
    );
  }
  return messages.map((message) => answers.get(message) as HookAnswer);
}

/** One call is about one treatment. */
function callsOf(messages: readonly DecidedMessage[]): DecidedMessage[][] {
  const calls: DecidedMessage[][] = [];
  const open = new Map<string, DecidedMessage[]>();
  for (const message of messages) {
    const treatment = message.treatment_id ?? '0';
    let group = open.get(treatment);
    if (!group || group.length === ENDPOINTS_A_CALL) {
      group = [];
      open.set(treatment, group);
      calls.push(group);
    }
    group.push(message);
  }
  return calls;
}

function payloadOf(
  { origin, applicationId, scheduledAt, variants }: MessageBatch,
  group: readonly DecidedMessage[],
) {
  const [first] = group;
  const TreatmentId = first?.treatment_id ?? '0';
  return {
    MessageConfiguration: directMessage(variants[TreatmentId]),
    ApplicationId: applicationId,
    ...(origin.kind === 'campaign' && { CampaignId: origin.campaignId }),
    TreatmentId,
    ActivityId: first?.campaign_activity_id,
    ScheduledTime: scheduledAt,
    Endpoints: Object.fromEntries(group.map((message) => [idOf(message), withoutId(message.endpoint)])),
  };
}

/** A campaign's inline message in the shape of a direct message, which the hook is shown (1.7). */
function directMessage(variant: MessageVariant | undefined): Members {
  const { EmailMessage, CustomMessage, InAppMessage, ...others } = variant?.MessageConfiguration ?? {};
  if (!EmailMessage) return others;
  const { FromAddress, Title, HtmlBody, Body } = EmailMessage;
  const part = (name: string, Data: unknown) => (typeof Data === 'string' ? { [name]: { Data } } : {});
  return {
    ...others,
    EmailMessage: {
      FromAddress,
      SimpleEmail: { ...part('Subject', Title), ...part('HtmlPart', HtmlBody), ...part('TextPart', Body) },
    },
  };
}

function answerFor(message: DecidedMessage, answer: Members | string): HookAnswer {
  if (typeof answer === 'string') return { outcome: { status: 'HOOK_FAILURE', detail: answer } };
  const id = idOf(message);
  const found = Object.hasOwn(answer, id) ? (answer[id] as Members | null) : undefined;
  if (typeof found !== 'object' || found === null) return { outcome: UNTAKEN };
  const changed = CHANGEABLE.filter((name) => typeof found[name] === 'object' && found[name] !== null);
  const { TitleOverride, BodyOverride } = found;
  return {
    endpoint: { ...message.endpoint, ...Object.fromEntries(changed.map((name) => [name, found[name]])) },
    ...(typeof TitleOverride === 'string' && { titleOverride: TitleOverride }),
    ...(typeof BodyOverride === 'string' && { bodyOverride: BodyOverride }),
  };
}

const idOf = ({ endpoint, endpoint_id }: DecidedMessage) => String(endpoint.Id ?? endpoint_id);

function withoutId({ Id, ...endpoint }: Members): Members {
  return endpoint;
}
