import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateAppCommand,
  CreateImportJobCommand,
  CreateSegmentCommand,
  GetAppsCommand,
  GetImportJobCommand,
  PinpointClient,
  type WriteSegmentRequest,
} from '@aws-sdk/client-pinpoint';
import { PlatformError } from '../core/errors.ts';
import type { DemoCompany } from '../core/seeds/company.ts';
import { demoEndpointsFile } from '../core/seeds/demo-endpoints.ts';
import { demoTransactionsFile } from '../core/seeds/demo-transactions.ts';
import type { DescribedUpload } from '../core/uploads/describe-upload.ts';
import { followUpload } from './follow-upload.ts';
import { idOfNamed } from './listed.ts';
import { type SeededEngagement, seedEngagement, segmentIds } from './seed-engagement.ts';
import { sendUpload } from './send-upload.ts';
import { type StageAddress, type StageClient, stageClient } from './stage-client.ts';

export interface SeedRequest extends StageAddress {
  /** Given one line of progress at a time. */
  readonly log?: (line: string) => void;
  /** Called with every answer about the run of the transactions file. */
  readonly onRun?: (run: DescribedUpload) => void;
}

export interface SeedResult extends SeededEngagement {
  readonly applicationId: string;
  readonly uploadId: string;
  readonly run: DescribedUpload;
}

const ENDPOINTS_FILE = 'demo-endpoints.ndjson';
const TRANSACTIONS_FILE = 'demo-transactions.csv';
const POLL_MS = 200;

/**
 * Fills a running stage with the demo company through its HTTP API alone: the application, its
 * imported endpoints, its segments, channels, templates, campaign and journey, and a year of
 * transactions that goes through the RFM machine.
 * What is there already (by name) is left as it is, so that a second call changes nothing.
 * @throws PlatformError when the stage refuses something or the import or the run fails
 */
export async function seedDemo(request: SeedRequest): Promise<SeedResult> {
  const log = request.log ?? (() => undefined);
  const company = await readCompany();
  const stage = stageClient(request);
  const pinpoint = new PinpointClient({
    endpoint: request.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: request.keyId, secretAccessKey: request.secret },
  });
  try {
    const applicationId = await demoApplication(pinpoint, company, log);
    const existing = await segmentIds(pinpoint, applicationId);
    if (!existing.has(company.importedSegment)) {
      await importEndpoints(pinpoint, stage, applicationId, company, log);
    }
    for (const segment of company.segments.filter(({ Name }) => !existing.has(Name))) {
      const WriteSegmentRequest = segment as WriteSegmentRequest;
      await pinpoint.send(new CreateSegmentCommand({ ApplicationId: applicationId, WriteSegmentRequest }));
      log(`created the segment ${segment.Name}`);
    }
    const engagement = await seedEngagement({ pinpoint, ApplicationId: applicationId, log });
    const run = await uploadTransactions(stage, applicationId, company, request, log);
    return { applicationId, uploadId: run.uploadId, run, ...engagement };
  } finally {
    pinpoint.destroy();
  }
}

async function readCompany(): Promise<DemoCompany> {
  return JSON.parse(await readFile(new URL('../../seeds/company.json', import.meta.url), 'utf8'));
}

async function demoApplication(pinpoint: PinpointClient, company: DemoCompany, log: (line: string) => void) {
  const existing = await idOfNamed(company.application, async (Token) => {
    const { ApplicationsResponse } = await pinpoint.send(new GetAppsCommand({ Token }));
    return ApplicationsResponse;
  });
  if (existing) return existing;
  const { ApplicationResponse: made } = await pinpoint.send(
    new CreateAppCommand({ CreateApplicationRequest: { Name: company.application } }),
  );
  log(`created the application ${company.application}`);
  return made?.Id as string;
}

async function importEndpoints(
  pinpoint: PinpointClient,
  stage: StageClient,
  ApplicationId: string,
  company: DemoCompany,
  log: (line: string) => void,
): Promise<void> {
  const body = demoEndpointsFile(company);
  const { s3Url } = await stage.sendFile<{ s3Url: string }>(`/imports/${ENDPOINTS_FILE}`, undefined, {
    body,
    size: Buffer.byteLength(body),
  });
  const { ImportJobResponse: job } = await pinpoint.send(
    new CreateImportJobCommand({
      ApplicationId,
      ImportJobRequest: {
        Format: 'JSON',
        S3Url: s3Url,
        RoleArn: 'arn:aws:iam::000000000000:role/touchpoint-demo', // required; the stage reads with its own rights
        RegisterEndpoints: true,
        DefineSegment: true,
        SegmentName: company.importedSegment,
      },
    }),
  );
  const done = await finishedImport(pinpoint, ApplicationId, job?.Id as string);
  log(`imported ${done.TotalProcessed} endpoints as the segment ${company.importedSegment}`);
}

async function finishedImport(pinpoint: PinpointClient, ApplicationId: string, JobId: string) {
  for (;;) {
    const { ImportJobResponse: job } = await pinpoint.send(new GetImportJobCommand({ ApplicationId, JobId }));
    if (job?.JobStatus === 'COMPLETED') return job;
    if (job?.JobStatus === 'FAILED') {
      const reasons = job.Failures?.slice(0, 3).join('; ') ?? 'no reason given';
      throw new PlatformError('Internal', `Import job ${JobId} of ${ENDPOINTS_FILE} failed: ${reasons}`);
    }
    await pause(POLL_MS);
  }
}

async function uploadTransactions(
  stage: StageClient,
  applicationId: string,
  company: DemoCompany,
  { onRun }: SeedRequest,
  log: (line: string) => void,
): Promise<DescribedUpload> {
  const body = demoTransactionsFile(company);
  const { uploadId } = await sendUpload(
    stage,
    TRANSACTIONS_FILE,
    { app: applicationId },
    { body, size: Buffer.byteLength(body) },
  );
  log(`uploaded ${TRANSACTIONS_FILE}`);
  const run = await followUpload(stage, uploadId, onRun ?? (() => undefined));
  if (run.state === 'FAILED') {
    throw new PlatformError(
      'Internal',
      `Run ${uploadId} of ${TRANSACTIONS_FILE} failed: ${run.error?.message}`,
    );
  }
  return run;
}
