import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { askEndpoints, ENDPOINTS_A_CALL, isGroup } from '../messages/ask-endpoints.ts';
import type { Recommender } from './recommender.ts';
import { requireRecommender } from './recommenders.ts';

/** Bounds of an answer (pinpoint-campaigns-journeys.md 3.4). */
const MAX_ATTRIBUTES = 10;
/** Source: pinpoint-api.md 4.2. */
const MAX_VALUE = 100;

type Members = Readonly<Record<string, unknown>>;

/** A recipient in Pinpoint's shape, under the id of its endpoint. */
export interface Recommendee {
  readonly id: string;
  readonly endpoint: Members;
}

/** What a template's variables see besides the endpoint, or why the message cannot be sent. */
export type Recommendation = { readonly values: Members } | { readonly failure: string };

/**
 * Asks a template's recommender about recipients. No stage can ask the model itself: what
 * recommends is the transformer, called with the endpoints as Pinpoint calls it, their
 * `RecommendationItems` being empty. What it returns are the variables `Recommendations.*`.
 * @returns one answer a recipient, by endpoint id; whoever has a failure gets no message
 */
async function recommendationsFor(
  ports: Pick<Ports, 'functions' | 'pause'>,
  recommender: Recommender,
  recipients: readonly Recommendee[],
): Promise<Map<string, Recommendation>> {
  const { RecommendationTransformerUri: target, RecommendationProviderUri, Id } = recommender;
  if (target === undefined) {
    const failure = `Recommender ${Id} has no transformer, and its model ${RecommendationProviderUri} cannot be asked`;
    return new Map(recipients.map(({ id }) => [id, { failure }]));
  }
  const answers = new Map<string, Recommendation>();
  const asked: Recommendee[] = [];
  for (const recipient of recipients) {
    if (isKnownTo(recommender, recipient.endpoint)) asked.push(recipient);
    else
      answers.set(recipient.id, {
        failure: `Recommender ${Id} needs a user, and endpoint ${recipient.id} has none`,
      });
  }
  for (let from = 0; from < asked.length; from += ENDPOINTS_A_CALL) {
    const group = asked.slice(from, from + ENDPOINTS_A_CALL);
    const answered = await askEndpoints(ports, target, payloadOf(group));
    for (const { id } of group) answers.set(id, answerFor(recommender, id, answered));
  }
  return answers;
}

/** The same by the recommender's id; one that was deleted is a failure for everyone. */
export async function askRecommender(
  ports: Pick<Ports, 'functions' | 'pause' | 'documents'>,
  recommenderId: string,
  recipients: readonly Recommendee[],
): Promise<Map<string, Recommendation>> {
  try {
    return await recommendationsFor(ports, await requireRecommender(ports, recommenderId), recipients);
  } catch (error) {
    if (!(error instanceof PlatformError && error.code === 'NotFound')) throw error;
    return new Map(recipients.map(({ id }) => [id, { failure: error.message }]));
  }
}

function isKnownTo({ RecommendationProviderIdType }: Recommender, { User }: Members): boolean {
  if (RecommendationProviderIdType !== 'PINPOINT_USER_ID') return true;
  return Boolean((User as { readonly UserId?: unknown } | undefined)?.UserId);
}

/** What a transformer is called with: Pinpoint's endpoints, of which no model has said anything yet. */
function payloadOf(group: readonly Recommendee[]): Members {
  const endpoints = group.map(({ id, endpoint }) => [id, { ...endpoint, RecommendationItems: [] }]);
  return { Endpoints: Object.fromEntries(endpoints) };
}

function answerFor(recommender: Recommender, id: string, answered: Members | string): Recommendation {
  if (typeof answered === 'string') return { failure: answered };
  const endpoint = Object.hasOwn(answered, id) ? answered[id] : undefined;
  const given = isGroup(endpoint) ? endpoint.Recommendations : undefined;
  if (!isGroup(given)) return { failure: `Recommender ${recommender.Id} has no recommendations for ${id}` };
  const names = Object.keys(given);
  const fault =
    names.length > MAX_ATTRIBUTES
      ? `${names.length} attributes`
      : names.find((name) => !isValue(given[name]));
  if (fault === undefined) return { values: { Recommendations: given } };
  return { failure: `Recommender ${recommender.Id} answered for ${id} what is no recommendation: ${fault}` };
}

/** A text or a list of texts. */
function isValue(value: unknown): boolean {
  const texts = Array.isArray(value) ? value : [value];
  return texts.every((text) => typeof text === 'string' && text.length <= MAX_VALUE);
}
