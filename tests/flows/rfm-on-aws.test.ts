import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { athenaTransactionLoader } from '../../src/adapters/aws/athena-transaction-loader.ts';
import { aslWorkflowEngine } from '../../src/adapters/local/asl-workflow-engine.ts';
import { cryptoIds } from '../../src/adapters/local/crypto-ids.ts';
import { openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import { describeUpload } from '../../src/core/uploads/describe-upload.ts';
import { receiveUpload } from '../../src/core/uploads/receive-upload.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { activityStatements } from '../../src/runtime/activity-statements.ts';
import { deliverHandlers } from '../../src/runtime/deliver-handlers.ts';
import { readNamedQueries } from '../../src/runtime/named-queries.ts';
import { rfmHandlers } from '../../src/runtime/rfm-handlers.ts';
import { openDynamoDbEndpointStage } from '../contracts/dynamodb-endpoint-stage.ts';
import { openDynamoDb } from '../contracts/state-table.ts';
import { readTransactionFiles } from '../contracts/transaction-files.ts';
import { HEADER, openHome, shop, type TestHome } from './home.ts';

/**
 * The ports as the stack has them, as far as that goes without AWS: state, endpoints, their changes
 * and the loader are those of `src/adapters/aws`; folders stand in for S3, DuckDB for Athena.
 */
async function openAwsPorts() {
  const home = await mkdtemp(join(tmpdir(), 'touchpoint-aws-flow-'));
  const dynamoDb = await openDynamoDb();
  const lake = await openDuckDbLake({ file: ':memory:', lakeFolder: join(home, 'lake') });
  const table = await dynamoDb.createStateTable();
  const stage = await openDynamoDbEndpointStage({ client: dynamoDb.client, table, home, lake });
  await readTransactionFiles(lake, stage.lake, join(home, 'lake'));
  const named = readNamedQueries(join(import.meta.dirname, '../../queries'));
  const stores = { uploads: folderObjectStore(home, 'uploads'), lake: stage.lake };
  const base: Omit<Ports, 'workflows'> = {
    stage: {
      region: 'eu-west-1',
      accountId: '123456789012',
      kind: 'aws',
      publicUrl: '',
      eventLagSeconds: 0,
      inDoubt: 'set-aside',
      erasureDelaySeconds: 0,
      leaseSeconds: 0,
    },
    ...stores,
    bucket: (name) => folderObjectStore(home, name),
    documents: stage.documents,
    queries: lake.engine,
    executions: {} as Ports['executions'], // nobody asks
    named: named.bind,
    namedQueries: named.all,
    endpoints: stage.store,
    events: { append: async () => undefined }, // nothing happens to anybody
    channels: {} as Ports['channels'], // nobody is written to
    functions: {} as Ports['functions'],
    checks: {} as Ports['checks'], // nobody looks
    erasable: [],
    loader: athenaTransactionLoader({ stores, queries: lake.engine, ...activityStatements(named.bind) }),
    secrets: { seal: async (secret) => secret, open: async (sealed) => sealed },
    clock: stage.clock,
    pause: async () => undefined,
    ids: cryptoIds(),
  };
  const ports = base as Ports & { workflows: ReturnType<typeof aslWorkflowEngine> };
  ports.workflows = aslWorkflowEngine({
    folder: join(import.meta.dirname, '../../stepfunctions'),
    handlers: { ...rfmHandlers(ports), ...deliverHandlers(ports), ...NO_JOBS },
    documents: stage.documents,
    clock: stage.clock,
  });
  return {
    ports,
    async upload(name: string, body: string) {
      const key = `uploads/${name}`;
      await ports.uploads.put(key, body);
      const { uploadId } = await receiveUpload(ports, { key });
      await ports.workflows.settled();
      return describeUpload(ports, uploadId);
    },
    async close() {
      await dynamoDb.close();
      await lake.close();
      await rm(home, { recursive: true });
    },
  };
}

const refuse = async () => {
  throw new Error('No job runs here');
};
const NO_JOBS = {
  ...{ Import: refuse, Export: refuse, JobRecordFailure: refuse },
  ...{ EraseCollect: refuse, Erase: refuse, EraseFinish: refuse, EraseRecordFailure: refuse },
};

describe('rfm on the adapters of AWS', () => {
  let aws: Awaited<ReturnType<typeof openAwsPorts>>;
  let local: TestHome;
  beforeAll(async () => {
    aws = await openAwsPorts();
    local = await openHome();
  });
  afterAll(async () => {
    await aws.close();
    await local.close();
  });

  it('has the segments, sizes and endpoints that the local stage has, as soon as the run has ended', async () => {
    for (const [name, lines] of [
      ['first.csv', shop(120)],
      ['second.csv', shop(150, 5)],
    ] as const) {
      const body = [HEADER, ...lines].join('\n');
      const [here, there] = [await local.upload(name, body), await aws.upload(name, body)];

      expect(there.error).toBeUndefined();
      const { rows, scored, rejected, customers, endpoints, refused } = here;
      expect(there).toMatchObject({
        state: 'SUCCEEDED',
        rows,
        scored,
        rejected,
        customers,
        endpoints,
        refused,
      });
      expect(local.sizes(there)).toEqual(local.sizes(here));
      for (const userId of ['C-7', 'C-100']) {
        const [mine] = await local.stage.ports.endpoints.ofUser(here.applicationId, userId);
        const [theirs] = await aws.ports.endpoints.ofUser(there.applicationId, userId);
        expect(theirs).toMatchObject({ Id: mine?.Id, Address: mine?.Address, Metrics: mine?.Metrics });
      }
    }
  });
});
