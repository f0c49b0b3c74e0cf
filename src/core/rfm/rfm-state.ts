import { z } from 'zod';
import { parse } from '../parse.ts';

const fileDialect = z.object({
  gzip: z.boolean(),
  encoding: z.enum(['utf-8', 'windows-1252']),
  bom: z.boolean(),
  delimiter: z.enum([',', ';', '\t']),
  header: z.array(z.string()),
  headerLine: z.number(),
});

const sniffedFile = z.object({ dialect: fileDialect, bytes: z.number() });

const segmentSize = z.object({ id: z.string(), name: z.string(), size: z.number() });

const chunkResult = z.object({
  /** Endpoints created or renewed, unchanged ones included. */
  merged: z.number(),
  /** Endpoints that broke a rule of Pinpoint, such as the 16th of a user. */
  refused: z.number(),
});
export type ChunkResult = z.infer<typeof chunkResult>;

/** What the machine hands from state to state: keys and counts, never rows. */
const rfmState = z.object({
  applicationId: z.string(),
  uploadId: z.string(),
  /** Key in the upload bucket. */
  key: z.string(),
  /** Under which every output lies in the lake bucket: `runs/{uploadId}/`. */
  runPrefix: z.string(),
  settings: z.object({
    scores: z.enum(['quartile', 'quintile', 'kmeans']),
    table: z.enum(['guidance', 'A', 'B', 'clusters']),
    k: z.union([z.number(), z.literal('auto')]),
    asOf: z.string().optional(),
  }),
  /** From 1; a failed upload that is sent again is tried anew, and nothing may count as done by the attempt before. */
  attempt: z.number(),
  /** ISO 8601; the endpoints' EffectiveDate. */
  receivedAt: z.string(),
  /** What was found when the file was received; `Validate` reads the file itself when this is absent. */
  sniffed: z.union([sniffedFile, z.object({ refusal: z.string() })]).optional(),
  /** The object as it was received. */
  object: z.object({ mark: z.string() }).optional(),
  validate: sniffedFile.optional(),
  load: z
    .object({ rows: z.number(), accepted: z.number(), rejected: z.number(), rejectsKey: z.string() })
    .optional(),
  score: z.object({ customers: z.number(), addresses: z.number(), asOf: z.string() }).optional(),
  cluster: z
    .object({ clusters: z.number(), silhouettes: z.record(z.string(), z.number()).optional() })
    .optional(),
  publish: z.object({ chunks: z.array(z.string()), superseded: z.boolean().optional() }).optional(),
  published: z.array(chunkResult).optional(),
  segment: z.object({ segments: z.array(segmentSize) }).optional(),
  error: z.object({ Error: z.string(), Cause: z.string() }).optional(),
});

export type RfmState = z.infer<typeof rfmState>;
export type SegmentSize = z.infer<typeof segmentSize>;

/** @throws PlatformError `BadRequest` naming the member that is wrong */
export function parseRfmState(event: unknown): RfmState {
  return parse(rfmState, event, 'RFM state');
}

const chunkState = z.object({
  applicationId: z.string(),
  uploadId: z.string(),
  runPrefix: z.string(),
  chunk: z.string(),
  receivedAt: z.string(),
});

/** What one turn of the Map `PublishChunks` is given. */
export type ChunkState = z.infer<typeof chunkState>;

/** @throws PlatformError `BadRequest` naming the member that is wrong */
export function parseChunkState(event: unknown): ChunkState {
  return parse(chunkState, event, 'RFM chunk');
}
