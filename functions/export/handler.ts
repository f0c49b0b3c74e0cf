import { parseJobReference, runExportJob } from '../../src/core/jobs/job-steps.ts';
import { awsPorts } from '../../src/runtime/aws.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';

const ports = awsPorts(process.env); // once per cold start

/** State `Export` of stepfunctions/export.yml. */
export const handler = atTheEdge(async (event: unknown) => runExportJob(ports, parseJobReference(event)));
