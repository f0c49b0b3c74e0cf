import type { RfmSettings } from '../core/rfm/settings.ts';
import type { DescribedUpload, UploadStep } from '../core/uploads/describe-upload.ts';
import type { DescribedObject } from '../core/uploads/received-object.ts';
import type { Upload } from '../core/uploads/upload.ts';
import {
  extended,
  flag,
  instant,
  type JsonSchema,
  list,
  named,
  object,
  oneOf,
  said,
  text,
  whole,
} from './json-schema.ts';
import type { RouteParameter } from './route.ts';

const SCORES = oneOf(['quartile', 'quintile', 'kmeans']);
const TABLE = oneOf(['guidance', 'A', 'B', 'clusters']);
const K: JsonSchema = { anyOf: [{ type: 'integer', minimum: 2, maximum: 50 }, { const: 'auto' }] };

export const SETTINGS = named(
  'RfmSettings',
  object<RfmSettings>(
    {
      scores: said(
        SCORES,
        'quartile: 1-4, quintile: 1-5, kmeans: quintile scores, segments are the clusters',
      ),
      table: said(TABLE, 'which named segments are made'),
      k: { ...K, description: 'number of clusters' },
      asOf: said(instant, 'recency is counted to it; one day after the newest event when absent'),
    },
    ['asOf'],
  ),
);

/** What `PUT /rfm/settings` takes: every member has a default. */
export const NEW_SETTINGS: JsonSchema = {
  type: 'object',
  properties: {
    scores: { ...SCORES, default: 'quartile' },
    table: TABLE,
    k: K,
    asOf: { type: ['string', 'null'], description: 'ISO 8601 date or instant' },
  },
  additionalProperties: false,
};

/** How one upload is to be scored, in the query string. */
export const SETTING_PARAMETERS: readonly RouteParameter[] = [
  { name: 'scores', description: 'how customers are scored', schema: SCORES },
  { name: 'table', description: 'which named segments are made', schema: TABLE },
  { name: 'k', description: 'number of clusters, or auto', schema: K },
  { name: 'asOf', description: 'ISO 8601: recency is counted to it', schema: text },
];

const upload = object<Omit<Upload, 'sniffed' | 'object'>>(
  {
    uploadId: text,
    applicationId: text,
    name: said(text, 'of the file, as last sent'),
    key: said(text, 'of the object in the upload bucket'),
    settings: SETTINGS,
    runPrefix: said(text, 'of all outputs in the lake bucket'),
    createdAt: instant,
    executionId: text,
    attempt: said(whole, '1, and one more each time it was started again'),
    state: oneOf(['RUNNING', 'SUCCEEDED', 'FAILED']),
    rows: said(whole, 'scored + rejected'),
    scored: whole,
    rejected: whole,
    balanced: said(flag, 'whether rows = scored + rejected'),
    customers: whole,
    addresses: said(whole, 'distinct channel and address; endpoints + refused'),
    endpoints: said(whole, 'renewed or created'),
    refused: said(whole, 'endpoints that broke a rule'),
    refusals: said(list(object({ endpointId: text, reason: text })), 'the first of the refused'),
    asOf: said(instant, 'recency was counted to it'),
    superseded: said(flag, 'whether a later file had been published already'),
    clusters: whole,
    rejectsKey: said(text, 'of the rejects in the lake bucket'),
    segments: list(object({ id: text, name: text, size: whole })),
    error: object({ code: text, message: text }),
  },
  [
    'settings',
    'executionId',
    'rows',
    'scored',
    'rejected',
    'balanced',
    'customers',
    'addresses',
    'endpoints',
    'refused',
    'refusals',
    'asOf',
    'superseded',
    'clusters',
    'rejectsKey',
    'segments',
    'error',
  ],
);

const STEP = named(
  'UploadStep',
  object<UploadStep>(
    {
      name: said(text, 'of the state'),
      state: oneOf(['RUNNING', 'SUCCEEDED', 'FAILED']),
      startedAt: instant,
      endedAt: instant,
      durationMs: whole,
      attempts: said(whole, '1 unless it was retried'),
      input: {},
      output: {},
      error: object({ name: text, cause: text }),
      outputKeys: said(list(text), 'what it left in the lake bucket'),
    },
    ['endedAt', 'durationMs', 'output', 'error'],
  ),
);

export const UPLOAD = named('Upload', upload);
export const DESCRIBED_UPLOAD = named(
  'DescribedUpload',
  extended(upload, object<Pick<DescribedUpload, 'states'>>({ states: list(STEP) })),
);

export const RECEIVED_OBJECT = named(
  'ReceivedObject',
  object<DescribedObject>(
    {
      name: text,
      key: text,
      size: said(whole, 'bytes'),
      lastModified: instant,
      uploadId: said(text, 'that it was received as; absent until then'),
    },
    ['uploadId'],
  ),
);

export const UPLOAD_TARGET = named(
  'UploadTarget',
  object(
    {
      method: { const: 'PUT' },
      url: said(text, 'a URL of the bucket, used without the stage’s key; or a path of the stage'),
      expiresAt: instant,
    },
    ['expiresAt'],
  ),
);
