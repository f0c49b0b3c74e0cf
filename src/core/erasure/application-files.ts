import type { Ports } from '../../ports/ports.ts';
import { allApps } from '../apps/apps.ts';
import { allJobs, jobPrefix } from '../jobs/job-documents.ts';
import { parseS3Url, type S3Location } from '../jobs/s3-url.ts';

/** Import files that were put into the stage's own bucket lie here. */
const IMPORTS = 'imports/';

/**
 * Where files of an application lie that only its documents know: what its jobs keep, what they wrote into the stage's own
 * buckets, and what they read from there unless another application's import reads it too. What lies in buckets of others is
 * their owner's, an archive written just before the application goes above all.
 */
export async function applicationFiles(ports: Ports, applicationId: string): Promise<S3Location[]> {
  const { lake, uploads } = ports;
  const imports = await allJobs(ports, 'import', applicationId);
  const exports = await allJobs(ports, 'export', applicationId);
  const others = await importsOfOthers(ports, applicationId);
  const kept = [...imports, ...exports].map(({ job }) => ({ bucket: lake.bucket, key: jobPrefix(job.Id) }));
  const written = exports
    .map(({ job }) => exportedTo(job))
    .filter(({ bucket }) => bucket === lake.bucket || bucket === uploads.bucket);
  const read = imports
    .map(({ job }) => parseS3Url('S3Url', job.Definition.S3Url))
    .filter(({ bucket, key }) => bucket === uploads.bucket && key.startsWith(IMPORTS) && key !== IMPORTS)
    .filter(({ key }) => !others.some((other) => other.startsWith(key) || key.startsWith(other)));
  return [...kept, ...written, ...read];
}

/** What an export's objects begin with. */
export function exportedTo(job: {
  readonly Id: string;
  readonly Definition: { readonly S3UrlPrefix: string };
}): S3Location {
  const { bucket, key } = parseS3Url('S3UrlPrefix', job.Definition.S3UrlPrefix);
  const folder = key === '' || key.endsWith('/') ? key : `${key}/`;
  return { bucket, key: `${folder}${job.Id}-` };
}

async function importsOfOthers(ports: Ports, applicationId: string): Promise<string[]> {
  const found: string[] = [];
  for (const other of await allApps(ports)) {
    if (other === applicationId) continue;
    for (const { job } of await allJobs(ports, 'import', other)) {
      const { bucket, key } = parseS3Url('S3Url', job.Definition.S3Url);
      if (bucket === ports.uploads.bucket) found.push(key);
    }
  }
  return found;
}
