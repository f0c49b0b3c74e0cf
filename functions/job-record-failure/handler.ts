import { parseFailedJob, recordJobFailure } from '../../src/core/jobs/job-steps.ts';
import { awsPorts } from '../../src/runtime/aws.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';

const ports = awsPorts(process.env); // once per cold start

/** State `RecordFailure` of stepfunctions/import.yml and export.yml. */
export const handler = atTheEdge(async (event: unknown) => recordJobFailure(ports, parseFailedJob(event)));
