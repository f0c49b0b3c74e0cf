import { session } from './session.ts';
import { refusal, StageError } from './stage.ts';

/** What a deployed stage takes in one request, with room for headers; larger files go to the bucket itself. */
export const DIRECT_BYTES = 4 * 1000 * 1000;

/** A path is the stage's, which wants the key; a bucket's URL is signed, and the key is none of its business. */
export function isOwn(url: string): boolean {
  return new URL(url, location.href).origin === location.origin;
}

/**
 * Puts a file to where the stage said.
 * @param onProgress told the share that has gone, 0 to 1
 * @returns the body of the answer
 * @throws StageError with the words of the stage, or of the bucket
 */
export function putFile(file: File, url: string, onProgress: (share: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how far a body has gone
    request.open('PUT', url);
    if (isOwn(url)) request.setRequestHeader('authorization', `Bearer ${session.key()}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onerror = () => reject(new StageError(0, 'The file did not get there: the connection broke.'));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.responseText);
      else reject(refusal(request.status, request.responseText));
    };
    request.send(file);
  });
}
