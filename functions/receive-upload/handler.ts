import { receiveUpload } from '../../src/core/uploads/receive-upload.ts';
import { awsPorts } from '../../src/runtime/aws.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';
import { uploadKeys } from './upload-keys.ts';

const ports = awsPorts(process.env); // once per cold start

/** Told by EventBridge, or by S3 itself, of new objects under `uploads/`. */
export const handler = atTheEdge(async (event: unknown) => {
  for (const key of uploadKeys(event)) await receiveUpload(ports, { key });
});
