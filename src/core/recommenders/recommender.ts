import { z } from 'zod';
import { PlatformError } from '../errors.ts';
import { parse } from '../parse.ts';

/** Source of all bounds: pinpoint-api.md 3.8. Lengths in characters. */
const MAX_NAME = 128;
const MAX_ATTRIBUTES = 10;
const MAX_ATTRIBUTE_NAME = 50;
const MAX_DISPLAY_NAME = 25;
const MAX_ITEMS = 5;

const attributeName = z
  .string()
  .max(MAX_ATTRIBUTE_NAME)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'must be letters, digits, _ and -, a letter or digit first');

const recommenderRequest = z.object({
  Attributes: z
    .record(attributeName, z.string().min(1).max(MAX_DISPLAY_NAME))
    .refine((attributes) => Object.keys(attributes).length <= MAX_ATTRIBUTES, {
      message: `must have at most ${MAX_ATTRIBUTES} attributes`,
    })
    .nullish(),
  Description: z.string().max(MAX_NAME).nullish(),
  Name: z
    .string()
    .max(MAX_NAME)
    .regex(/^[\p{L}\p{N} _-]*$/u, 'must be letters, digits, blanks, _ and -')
    .nullish(),
  RecommendationProviderIdType: z.enum(['PINPOINT_ENDPOINT_ID', 'PINPOINT_USER_ID']).nullish(),
  RecommendationProviderRoleArn: z.string().startsWith('arn:'),
  RecommendationProviderUri: z.string().startsWith('arn:'),
  RecommendationTransformerUri: z.string().min(1).nullish(),
  RecommendationsDisplayName: z.string().min(1).max(MAX_DISPLAY_NAME).nullish(),
  RecommendationsPerMessage: z.int32().min(1).max(MAX_ITEMS).nullish(),
});

/** RecommenderConfigurationResponse. Dates are ISO 8601, UTC. */
export interface Recommender {
  readonly Id: string;
  readonly CreationDate: string;
  readonly LastModifiedDate: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly Description?: string;
  readonly Name?: string;
  readonly RecommendationProviderIdType: 'PINPOINT_ENDPOINT_ID' | 'PINPOINT_USER_ID';
  readonly RecommendationProviderRoleArn: string;
  readonly RecommendationProviderUri: string;
  readonly RecommendationTransformerUri?: string;
  readonly RecommendationsDisplayName?: string;
  readonly RecommendationsPerMessage: number;
}

export type RecommenderRequest = Omit<Recommender, 'Id' | 'CreationDate' | 'LastModifiedDate'>;

/**
 * @param what `CreateRecommenderConfiguration` or `UpdateRecommenderConfiguration`
 * @throws PlatformError `BadRequest`
 */
export function readRecommenderRequest(input: unknown, what: string): RecommenderRequest {
  const given = parse(recommenderRequest, input, what);
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const request = {
    RecommendationProviderIdType: 'PINPOINT_ENDPOINT_ID',
    RecommendationsPerMessage: MAX_ITEMS,
    ...said,
  } as RecommenderRequest;
  checkTransformer(request, what);
  return request;
}

/** With a transformer its attributes are named, without one the model's own items. */
function checkTransformer(request: RecommenderRequest, what: string): void {
  const { Attributes = {}, RecommendationTransformerUri, RecommendationsDisplayName } = request;
  const refuse = (fault: string) => new PlatformError('BadRequest', `${what}: ${fault}`);
  const attributes = Object.keys(Attributes).length;
  if (RecommendationTransformerUri !== undefined && attributes === 0) {
    throw refuse(`Attributes is missing; RecommendationTransformerUri is ${RecommendationTransformerUri}`);
  }
  if (RecommendationTransformerUri === undefined && attributes > 0) {
    throw refuse(`Attributes has ${Object.keys(Attributes)}, but RecommendationTransformerUri is missing`);
  }
  if (RecommendationTransformerUri === undefined && RecommendationsDisplayName === undefined) {
    throw refuse('RecommendationsDisplayName is missing; without RecommendationTransformerUri it is needed');
  }
}
