import { join } from 'node:path';
import { staticFiles } from './static-files.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The dashboard's files as `functions/api/function.yml` packs them beside the code. */
export function awsDashboard(env: Environment): ReturnType<typeof staticFiles> {
  const folder = join(env.LAMBDA_TASK_ROOT ?? process.cwd(), 'dashboard/dist');
  // Files that are too large for the API go to the bucket, by a URL that `POST /uploads/{name}` signs.
  const bucket = `https://${env.TOUCHPOINT_UPLOAD_BUCKET}.s3.${env.AWS_REGION}.amazonaws.com`;
  return staticFiles(folder, { connect: [bucket] });
}
