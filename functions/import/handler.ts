import { parseJobReference, runImportJob } from '../../src/core/jobs/job-steps.ts';
import { awsPorts } from '../../src/runtime/aws.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';

const ports = awsPorts(process.env); // once per cold start

/** State `Import` of stepfunctions/import.yml. */
export const handler = atTheEdge(async (event: unknown) => runImportJob(ports, parseJobReference(event)));
