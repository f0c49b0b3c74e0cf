/** States of a job that occur here, in order, and the two that follow a fault (pinpoint-segments.md 5). */
export type JobStatus =
  | 'CREATED'
  | 'PREPARING_FOR_INITIALIZATION'
  | 'INITIALIZING'
  | 'PROCESSING'
  | 'COMPLETING'
  | 'COMPLETED'
  | 'FAILED';

/** What is asked of an import (ImportJobResource). */
export interface ImportDefinition {
  Format: 'CSV' | 'JSON';
  S3Url: string;
  RoleArn: string;
  RegisterEndpoints: boolean;
  DefineSegment: boolean;
  SegmentName?: string;
  /** The segment that is added to; or, when the import makes one, the id it gets. */
  SegmentId?: string;
  ExternalId?: string;
}

/** What is asked of an export (ExportJobResource). */
export interface ExportDefinition {
  S3UrlPrefix: string;
  RoleArn: string;
  SegmentId?: string;
  SegmentVersion?: number;
}

/** A job as Pinpoint answers it (ImportJobResponse, ExportJobResponse). Dates are ISO 8601, UTC. */
export interface Job<Definition> {
  ApplicationId: string;
  Id: string;
  Type: 'IMPORT' | 'EXPORT';
  JobStatus: JobStatus;
  Definition: Definition;
  CreationDate: string;
  CompletionDate?: string;
  /** Pieces: of an import files of up to 50,000 rows, of an export the objects it writes. */
  TotalPieces: number;
  CompletedPieces: number;
  FailedPieces: number;
  /** Endpoint definitions that were looked at, those that failed among them. */
  TotalProcessed: number;
  TotalFailures: number;
  /** The first 100, each naming file, line and reason. */
  Failures?: string[];
}

/** Where an import stands; not told to clients. */
export interface ImportRun {
  /** The segment version that members go to, chosen when the job is created. */
  readonly segment?: {
    readonly segmentId: string;
    readonly version: number;
    readonly membersVersion?: number;
  };
  /** How many pieces are merged into the endpoints, and how many are added to the segment. */
  readonly merged: number;
  readonly added: number;
  /** Why files as a whole could not be used, or the job could not go on. */
  readonly faults?: readonly string[];
}

/** Where an export stands. */
export interface ExportRun {
  /** How many of the unloaded files are written out. */
  readonly written: number;
  /** Why the job could not go on. */
  readonly faults?: readonly string[];
}

export interface StoredJob<Definition, Run> {
  readonly job: Job<Definition>;
  readonly run: Run;
  /** Id of the access key that asked for it; jobs of earlier versions have none. */
  readonly startedBy?: string;
}

/** What a machine's state is given. */
export interface JobReference {
  readonly kind: JobKind;
  readonly applicationId: string;
  readonly jobId: string;
}

export interface Jobs {
  import: StoredJob<ImportDefinition, ImportRun>;
  export: StoredJob<ExportDefinition, ExportRun>;
}
export type JobKind = keyof Jobs;

/** Failures that a job names. */
const NAMED_FAILURES = 100;
/** Characters kept of one; rows can be long. */
const FAILURE_LENGTH = 500;

/** Failures with more behind them, no more than are told. */
export function withFailures(failures: readonly string[] | undefined, more: readonly string[]): string[] {
  return [...(failures ?? []), ...more.map((text) => text.slice(0, FAILURE_LENGTH))].slice(0, NAMED_FAILURES);
}
