import type { QueryHeader, Statement } from '../core/statement.ts';
import type { Clock } from './clock.ts';
import type { DocumentStore } from './document-store.ts';
import type { EndpointStore } from './endpoint-store.ts';
import type { Ids } from './ids.ts';
import type { ObjectStore } from './object-store.ts';
import type { QueryEngine } from './query-engine.ts';
import type { SecretBox } from './secret-box.ts';
import type { TransactionLoader } from './transaction-loader.ts';
import type { WorkflowEngine } from './workflow-engine.ts';

/** What a stage is called, as far as answers must say it (ARNs, `s3://` names). */
export interface StageIdentity {
  readonly region: string;
  /** Twelve digits. The local stage uses `000000000000`. */
  readonly accountId: string;
  /** Application that uploads go to when none is named; the default application when absent. */
  readonly applicationId?: string;
  /** Clusters of an upload whose settings name none; the guidance's 7 when absent. */
  readonly clusters?: number;
  /** The largest upload taken, in bytes after decompression; 5 GiB when absent. */
  readonly uploadLimitBytes?: number;
}

/** Everything that a use case may reach, built by `src/runtime`. */
export interface Ports {
  readonly stage: StageIdentity;
  /** Bucket of uploads, watched under `uploads/`. */
  readonly uploads: ObjectStore;
  /** Bucket of the lake and of run outputs. */
  readonly lake: ObjectStore;
  /** Any other bucket the stage may read and write, by name. */
  bucket(name: string): ObjectStore;
  readonly documents: DocumentStore;
  readonly queries: QueryEngine;
  /**
   * A statement of `queries/`, with its parameters bound.
   * @throws PlatformError `NotFound` for an unknown name, `BadRequest` for a missing, unknown or ill-typed parameter
   */
  named(name: string, parameters: Record<string, unknown>): Statement;
  /** The headers of `queries/`, by name. */
  readonly namedQueries: readonly QueryHeader[];
  readonly endpoints: EndpointStore;
  readonly loader: TransactionLoader;
  readonly workflows: WorkflowEngine;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly ids: Ids;
}
