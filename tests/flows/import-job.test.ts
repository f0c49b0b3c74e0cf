import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/core/apps/apps.ts';
import { createImportJob, getImportJob } from '../../src/core/jobs/import-jobs.ts';
import { runImportJob } from '../../src/core/jobs/job-steps.ts';
import { countSegment, getSegment } from '../../src/core/segments/segments.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { openStage, type TestStage } from '../api/stage.ts';

let stage: TestStage;
let S3Url: string;
let earlier: string;
beforeAll(async () => {
  stage = await openStage();
  const put = async (key: string, rows: object[]) => {
    await stage.ports.uploads.put(key, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return `s3://${stage.ports.uploads.bucket}/${key}`;
  };
  const email = (Address: string, more: object = {}) => ({ ChannelType: 'EMAIL', Address, ...more });
  earlier = await put('imports/earlier.json', [email('a@example.com'), email('z@example.com')]);
  S3Url = await put('imports/job.json', [
    email('a@example.com', {
      Metrics: { orders: 1 },
      User: { UserId: 'u', UserAttributes: { Topic: ['x'] } },
    }),
    email('b@example.com', { User: { UserId: 'u' } }),
    { Id: 'unknown', Metrics: { orders: 1 } },
    { ChannelType: 'SMS' },
    email('A@example.com', { Metrics: { visits: 2 } }),
  ]);
});
afterAll(() => stage.close());

class Crash extends Error {}

/** Ports of which the `count`-th change of anything is done, and then the process is gone. */
function crashingAfter(ports: Ports, count: number): Ports {
  let left = count;
  const thenCrash =
    <Given extends unknown[], Answer>(change: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      if (left <= 0) throw new Crash();
      const answer = await change(...given);
      left -= 1;
      if (left === 0) throw new Crash();
      return answer;
    };
  const { documents, lake, endpoints, queries } = ports;
  return {
    ...ports,
    documents: { ...documents, put: thenCrash(documents.put) as typeof documents.put },
    lake: { ...lake, put: thenCrash(lake.put) },
    queries: { ...queries, run: thenCrash(queries.run) },
    endpoints: {
      ...endpoints,
      importFile: thenCrash(endpoints.importFile),
      addMembers: thenCrash(endpoints.addMembers),
    },
  };
}

/** Runs an import into a segment that has members already, broken off after so many changes. */
async function importedAfterCrash(changes: number) {
  // The test turns the machine's crank itself.
  const ports: Ports = {
    ...stage.ports,
    workflows: { start: async () => 'none', describe: async () => undefined },
  };
  const { Id: applicationId } = await createApp(ports, { Name: 'shop' });
  const run = async (using: Ports, jobId: string) => {
    while (!(await runImportJob(using, { kind: 'import', applicationId, jobId })).finished);
  };
  const request = { Format: 'JSON', RoleArn: 'role', RegisterEndpoints: true, DefineSegment: true };
  const first = await createImportJob(ports, applicationId, { ...request, S3Url: earlier });
  await run(ports, first.Id);
  const SegmentId = first.Definition.SegmentId ?? '';
  const job = await createImportJob(ports, applicationId, { ...request, S3Url, SegmentId });

  const crashed = await run(crashingAfter(ports, changes), job.Id).then(
    () => false,
    (error: unknown) => {
      if (error instanceof Crash) return true;
      throw error;
    },
  );
  await run(ports, job.Id);

  const { Id, ApplicationId, Definition, CreationDate, CompletionDate, ...counts } = await getImportJob(
    ports,
    applicationId,
    job.Id,
  );
  const segment = await getSegment(ports, applicationId, SegmentId);
  const users = await ports.endpoints.ofUser(applicationId, 'u');
  const outcome = {
    counts,
    segment: { version: segment.Version, size: segment.ImportDefinition?.Size },
    members: await countSegment(ports, applicationId, SegmentId),
    users: users.map(({ Address, Metrics, User, EffectiveDate }) => ({
      Address,
      Metrics,
      User,
      EffectiveDate,
    })),
  };
  return { crashed, outcome };
}

describe('an import job', () => {
  it('comes to the same wherever it is broken off and taken up again', async () => {
    const { outcome: undisturbed } = await importedAfterCrash(Number.POSITIVE_INFINITY);
    expect(undisturbed).toMatchObject({
      counts: {
        JobStatus: 'COMPLETED',
        TotalProcessed: 5,
        TotalFailures: 2,
        TotalPieces: 1,
        CompletedPieces: 1,
      },
      segment: { version: 2, size: 3 },
      members: 3,
      users: [{ Address: 'A@example.com', Metrics: { orders: 1, visits: 2 } }, { Address: 'b@example.com' }],
    });
    let breaks = 0;
    for (let changes = 1; ; changes += 1) {
      const { crashed, outcome } = await importedAfterCrash(changes);
      expect({ changes, ...outcome }).toEqual({ changes, ...undisturbed });
      if (!crashed) break;
      breaks += 1;
    }
    expect(breaks).toBeGreaterThan(8);
  });
});
