import type { Ports } from '../../ports/ports.ts';
import { changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import type { RfmSettings } from '../rfm/settings.ts';
import type { InspectedObject } from './inspect-object.ts';

export type UploadState = 'RUNNING' | 'SUCCEEDED' | 'FAILED';

/** What came of an upload. Counts are of rows unless named otherwise. */
export interface UploadResult {
  readonly state: UploadState;
  readonly rows?: number;
  readonly scored?: number;
  readonly rejected?: number;
  /** `rows = scored + rejected`. */
  readonly balanced?: boolean;
  readonly customers?: number;
  /** Distinct channel and address. */
  readonly addresses?: number;
  /** Endpoints renewed or created; `addresses = endpoints + refused`. */
  readonly endpoints?: number;
  /** Endpoints that broke a rule of Pinpoint, the first of them in `refusals`. */
  readonly refused?: number;
  readonly refusals?: readonly { readonly endpointId: string; readonly reason: string }[];
  /** The instant that recency was counted to, ISO 8601. */
  readonly asOf?: string;
  /** A file that was received later had been published already: the endpoints keep its scores. */
  readonly superseded?: boolean;
  readonly clusters?: number;
  readonly rejectsKey?: string;
  readonly segments?: readonly { readonly id: string; readonly name: string; readonly size: number }[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** One file's bytes, with one application and one set of settings: sent again it is the same upload. */
export interface Upload extends UploadResult {
  readonly uploadId: string;
  readonly applicationId: string;
  /** The file's name, as last sent. */
  readonly name: string;
  readonly key: string;
  /** Absent when those beside the file made no sense. */
  readonly settings?: RfmSettings;
  /** Lake prefix of all outputs. */
  readonly runPrefix: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Absent when no run was started, since the settings beside the file made no sense. */
  readonly executionId?: string;
  readonly sniffed?: InspectedObject['sniffed'];
  /** The object that was read: bytes, and epoch milliseconds. */
  readonly object?: { readonly mark: string };
  /** 1, and one more each time it was started again after a failure that was not the file's. */
  readonly attempt: number;
}

/** Every upload's object key starts with this (capability R08). */
export const UPLOAD_PREFIX = 'uploads/';

export const UPLOADS = 'uploads';
export const uploadKey = (uploadId: string) => ({ partition: UPLOADS, sort: `upload#${uploadId}` });

/** @throws PlatformError `NotFound` */
export async function requireUpload(ports: Ports, uploadId: string): Promise<Upload> {
  const found = await ports.documents.get<Upload>(uploadKey(uploadId));
  if (!found) throw new PlatformError('NotFound', `Upload ${uploadId} not found`);
  return found.value;
}

/** Writes what came of an upload. */
export async function finishUpload(ports: Ports, uploadId: string, result: UploadResult): Promise<void> {
  await changeDocument<Upload>(ports.documents, uploadKey(uploadId), (found) => {
    if (!found) throw new PlatformError('NotFound', `Upload ${uploadId} not found`);
    return { ...found, error: undefined, ...result };
  });
}
