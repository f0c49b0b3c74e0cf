import type { QueryHeader, Statement } from '../core/statement.ts';
import type { Channels } from './channels.ts';
import type { Clock } from './clock.ts';
import type { DocumentStore } from './document-store.ts';
import type { EndpointStore } from './endpoint-store.ts';
import type { ErasablePlace } from './erasable-place.ts';
import type { EventSink } from './event-sink.ts';
import type { Ids } from './ids.ts';
import type { ObjectStore } from './object-store.ts';
import type { QueryEngine } from './query-engine.ts';
import type { QueryExecutions } from './query-executions.ts';
import type { RemoteFunctions } from './remote-functions.ts';
import type { SecretBox } from './secret-box.ts';
import type { StageChecks } from './stage-checks.ts';
import type { TransactionLoader } from './transaction-loader.ts';
import type { WorkflowEngine } from './workflow-engine.ts';

/** What a stage is called, as far as answers must say it (ARNs, `s3://` names). */
export interface StageIdentity {
  /** `local`: one process on a laptop, with a mailbox and a clock that can be put forward. */
  readonly kind: 'local' | 'aws';
  readonly region: string;
  /** Twelve digits. The local stage uses `000000000000`. */
  readonly accountId: string;
  /** Application that uploads go to when none is named; the default application when absent. */
  readonly applicationId?: string;
  /** Clusters of an upload whose settings name none; the guidance's 7 when absent. */
  readonly clusters?: number;
  /** The largest upload taken, in bytes after decompression; 5 GiB when absent. */
  readonly uploadLimitBytes?: number;
  /** Where recipients reach the stage (tracking links, unsubscribe), without a slash at its end. */
  readonly publicUrl: string;
  /** How long an event may take to reach the lake after its arrival; 0 locally. */
  readonly eventLagSeconds: number;
  /** What is done with messages left in doubt by a crash or a lost answer. */
  readonly inDoubt: 'set-aside' | 'retry';
  /** The most that one answer over HTTP can carry, in bytes; nothing limits it when absent. */
  readonly answerLimitBytes?: number;
  /** How long an erasure waits for others that are carried out with it. */
  readonly erasureDelaySeconds: number;
  /** The least time between two ticks of one journey; none when absent. */
  readonly journeyRestSeconds?: number;
  /** For how long a worker that sends a chunk keeps others from it; 0 where only one process can. */
  readonly leaseSeconds: number;
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
  /** SELECTs that people ask for, in the background and answered in pages. */
  readonly executions: QueryExecutions;
  /**
   * A statement of `queries/`, with its parameters bound.
   * @throws PlatformError `NotFound` for an unknown name, `BadRequest` for a missing, unknown or ill-typed parameter
   */
  named(name: string, parameters: Record<string, unknown>): Statement;
  /** The headers of `queries/`, by name. */
  readonly namedQueries: readonly QueryHeader[];
  readonly endpoints: EndpointStore;
  readonly events: EventSink;
  readonly channels: Channels;
  readonly functions: RemoteFunctions;
  readonly loader: TransactionLoader;
  readonly workflows: WorkflowEngine;
  /** Where persons are besides documents and objects, in the order in which they are erased. */
  readonly erasable: readonly ErasablePlace[];
  /** What the services around the stage say of it. */
  readonly checks: StageChecks;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  /** Waits in real time, whatever `clock` says: back-off and send rates. */
  pause(milliseconds: number): Promise<void>;
  readonly ids: Ids;
}
