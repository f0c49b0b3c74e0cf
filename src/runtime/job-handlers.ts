import {
  parseFailedJob,
  parseJobReference,
  recordJobFailure,
  runExportJob,
  runImportJob,
} from '../core/jobs/job-steps.ts';
import type { Ports } from '../ports/ports.ts';

/** What the functions of `stepfunctions/import.yml` and `export.yml` do, by the function's name. */
export function jobHandlers(ports: Ports): Record<string, (input: unknown) => Promise<unknown>> {
  return {
    Import: async (input) => runImportJob(ports, parseJobReference(input)),
    Export: async (input) => runExportJob(ports, parseJobReference(input)),
    JobRecordFailure: async (input) => recordJobFailure(ports, parseFailedJob(input)),
  };
}
