import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openAesSecretBox } from '../adapters/local/aes-secret-box.ts';
import { type AslWorkflowEngine, aslWorkflowEngine } from '../adapters/local/asl-workflow-engine.ts';
import { cryptoIds } from '../adapters/local/crypto-ids.ts';
import { duckDbEndpointStore } from '../adapters/local/duckdb-endpoint-store.ts';
import { duckDbTables } from '../adapters/local/duckdb-erasure.ts';
import { openDuckDbLake } from '../adapters/local/duckdb-lake.ts';
import { duckDbQueryEngine } from '../adapters/local/duckdb-query-engine.ts';
import { duckDbQueryExecutions } from '../adapters/local/duckdb-query-executions.ts';
import { duckDbTransactionLoader } from '../adapters/local/duckdb-transaction-loader.ts';
import { folderObjectStore } from '../adapters/local/folder-object-store.ts';
import { plainPath } from '../adapters/local/folder-paths.ts';
import { openJournalEventSink } from '../adapters/local/journal-event-sink.ts';
import { localChannels } from '../adapters/local/local-channels.ts';
import { localChecks } from '../adapters/local/local-checks.ts';
import { emptied, mailboxPlace } from '../adapters/local/local-places.ts';
import { type Mailbox, openMailbox } from '../adapters/local/mailbox-channel.ts';
import { smtpChannel } from '../adapters/local/smtp-channel.ts';
import { openSqliteDocumentStore } from '../adapters/local/sqlite-document-store.ts';
import { systemClock } from '../adapters/local/system-clock.ts';
import { webhookFunctions } from '../adapters/local/webhook-functions.ts';
import type { SmtpServer } from '../adapters/mail/smtp-url.ts';
import { customChannel } from '../core/channels/custom-channel.ts';
import { webhookSecret } from '../core/channels/webhook-secret.ts';
import { refreshNames } from '../core/definitions/refresh-names.ts';
import { recordFeedback } from '../core/feedback/feedback.ts';
import { simulatedFeedback } from '../core/feedback/simulator.ts';
import { checkSchema, migrate } from '../core/schema/migrate.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ports, StageIdentity } from '../ports/ports.ts';
import type { ExecutionLimits } from '../ports/query-executions.ts';
import type { Execution } from '../ports/workflow-engine.ts';
import { activityStatements } from './activity-statements.ts';
import { deliverHandlers } from './deliver-handlers.ts';
import { eraseHandlers } from './erase-handlers.ts';
import { duckDbErasureStatements } from './erasure-statements.ts';
import { jobHandlers } from './job-handlers.ts';
import { type NamedQueries, readNamedQueries, readViews } from './named-queries.ts';
import { rfmHandlers } from './rfm-handlers.ts';
import { smtpFeedback } from './smtp-feedback.ts';

export interface LocalStageOptions {
  readonly home: string;
  readonly clock?: Clock;
  readonly stage?: Partial<StageIdentity>;
  /** Where e-mail goes; the mailbox when absent. */
  readonly smtp?: SmtpServer;
  /** What a webhook must answer to HEAD before a definition may name it; nothing is asked when absent. */
  readonly webhookAccount?: string;
  /** Megabytes that DuckDB may hold; 1,000 when not given. */
  readonly memoryMegabytes?: number;
  /** Told what went wrong beside the requests. */
  readonly log?: (line: string) => void;
  readonly onProgress?: (execution: Execution) => void;
}

/** The product in one process, its home open. */
export interface LocalStage {
  readonly ports: Ports;
  readonly queries: NamedQueries;
  readonly workflows: AslWorkflowEngine;
  readonly mailbox: Mailbox;
  /** Waits until nothing runs. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export const UPLOAD_BUCKET = 'touchpoint-uploads';
export const LAKE_BUCKET = 'touchpoint-lake';
/** Region and account that local ARNs name. */
const LOCAL_STAGE: StageIdentity = {
  kind: 'local',
  region: 'us-east-1',
  accountId: '000000000000',
  publicUrl: 'http://127.0.0.1:3000',
  eventLagSeconds: 0,
  inDoubt: 'set-aside',
  erasureDelaySeconds: 5, // so long at least what a deletion says to messages under way has reached them
  leaseSeconds: 0, // the lake's file admits one process
};

/** For SELECTs that people ask for: results lie on the disk for a day. */
const QUERY_LIMITS: ExecutionLimits = { seconds: 900, rows: 10_000_000, bytes: 2 * 1024 ** 3 };

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Opens a home, creating it when it is not there. Nothing runs yet: see `workflows.resume`. */
export async function openLocalStage(options: LocalStageOptions): Promise<LocalStage> {
  const { home } = options;
  const buckets = join(home, 's3');
  mkdirSync(buckets, { recursive: true });
  const clock = options.clock ?? systemClock();
  const ids = cryptoIds();
  const documents = openSqliteDocumentStore(join(home, 'documents.db'), clock);
  await checkSchema(documents).catch((error) => {
    documents.close();
    throw error;
  });
  const lake = await openDuckDbLake({
    file: join(home, 'lake.duckdb'),
    migrate: (schema) => migrate({ documents, schema, clock }),
    lakeFolder: join(buckets, LAKE_BUCKET),
    views: readViews(fromRoot('queries')),
    memoryMegabytes: options.memoryMegabytes,
  });
  const events = await openJournalEventSink(lake, join(home, 'events'));
  const queries = readNamedQueries(fromRoot('queries'));
  const executions = duckDbQueryExecutions({
    lake,
    folder: join(home, 'results'),
    limits: QUERY_LIMITS,
    clock,
  });
  const stores = {
    uploads: folderObjectStore(buckets, UPLOAD_BUCKET),
    lake: folderObjectStore(buckets, LAKE_BUCKET),
  };
  const secrets = await openAesSecretBox(join(home, 'secret.key'));
  const pause = async (milliseconds: number) => void (await wait(milliseconds));
  const functions = webhookFunctions({
    secret: () => webhookSecret({ documents, secrets, ids }),
    loopback: true,
    owner: options.webhookAccount,
  });
  const onReportFailure = (error: unknown) =>
    options.log?.(`What providers said of messages could not be recorded: ${String(error)}`);
  const mailbox = openMailbox({ file: join(home, 'mailbox.db'), clock, onReportFailure });
  const smtp =
    options.smtp &&
    smtpChannel({
      server: options.smtp,
      clock,
      onReportFailure,
      onAccepted: async (accepted) => void (await recordFeedback(ports, accepted.flatMap(smtpFeedback))),
    });
  const base: Omit<Ports, 'workflows'> = {
    stage: { ...LOCAL_STAGE, ...options.stage },
    ...stores,
    bucket: (name) => folderObjectStore(buckets, name),
    documents,
    queries: lake.engine,
    executions,
    named: queries.bind,
    namedQueries: queries.all,
    endpoints: duckDbEndpointStore(lake),
    events,
    channels: localChannels({
      mailbox: mailbox.channel,
      smtp,
      custom: customChannel({ functions, pause }),
    }),
    functions,
    erasable: [
      duckDbTables(lake, duckDbErasureStatements(lake)),
      emptied('results', () => executions.forgetAll()),
      mailboxPlace(mailbox),
      emptied('deleted documents', async () => documents.compact()),
    ],
    loader: duckDbTransactionLoader({
      lake,
      stores,
      pathOf(store, key) {
        const plain = plainPath(key);
        return plain && join(buckets, store.bucket, plain);
      },
      ...activityStatements(queries.bind),
    }),
    checks: localChecks(lake),
    secrets,
    clock,
    pause,
    ids,
  };
  const ports = base as Ports & { workflows: AslWorkflowEngine };
  // Whoever asks for names gets those of now; the engine that brings them must not ask for them first.
  const bringing = { ...ports, queries: duckDbQueryEngine({ ...lake, refresh: async () => undefined }) };
  lake.beforeReading('definition_names', async () => void (await refreshNames(bringing)));
  const workflows = aslWorkflowEngine({
    folder: fromRoot('stepfunctions'),
    handlers: {
      ...rfmHandlers(ports),
      ...jobHandlers(ports),
      ...deliverHandlers(ports),
      ...eraseHandlers(ports),
    },
    documents,
    clock,
    onProgress: options.onProgress,
  });
  ports.workflows = workflows; // the machines' tasks reach the machines
  mailbox.report(async (accepted) => void (await recordFeedback(ports, accepted.flatMap(simulatedFeedback))));
  return {
    ports,
    queries,
    workflows,
    mailbox,
    async settled() {
      await workflows.settled();
      await mailbox.settled();
    },
    async close() {
      await workflows.settled();
      await mailbox.close();
      smtp?.close();
      await executions.close();
      await events.close();
      documents.close();
      await lake.close();
    },
  };
}
