import { isUpload, receiveUpload } from '../core/uploads/receive-upload.ts';
import type { Ports } from '../ports/ports.ts';

/** How often the folder is looked at. A file is taken when it has not changed between two looks. */
const LOOK_MS = 1000;

/**
 * Does locally what S3's notices do in the cloud: a file that appears under `uploads/`, also while
 * the stage was down, starts a run.
 * @param log told once of each file that cannot be received
 * @returns stops watching, and waits for the look that is under way
 */
export function watchUploads(ports: Ports, log: (line: string) => void): () => Promise<void> {
  /** What a file was like at the last look, and at the look when it was received. */
  const looks = new Map<string, string>();
  const received = new Map<string, string>();
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    for (const { key, size, lastModified } of await ports.uploads.list('uploads/')) {
      if (!isUpload(key)) continue;
      const shape = `${size}@${lastModified.getTime()}`;
      const settled = looks.get(key) === shape;
      looks.set(key, shape);
      if (!settled || received.get(key) === shape) continue;
      received.set(key, shape);
      await receiveUpload(ports, { key }).catch((error: Error) =>
        log(`${key} was not received: ${error.message}`),
      );
    }
  }

  const timer = setInterval(() => {
    looking = looking.then(look).catch((error: Error) => log(`uploads/ cannot be read: ${error.message}`));
  }, LOOK_MS);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
