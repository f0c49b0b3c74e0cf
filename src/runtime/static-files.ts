import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

/** Files whose name carries a fingerprint of their content never change. */
const FINGERPRINTED = /^\/assets\//;

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The dashboard's files.
 * @returns an answer for `/` and for files of the folder; `undefined` for every other path
 */
export function staticFiles(folder: string): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const type = TYPES[extname(pathname === '/' ? '/index.html' : pathname)];
    if (!type || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined;
    const file = normalize(join(folder, pathname === '/' ? 'index.html' : pathname));
    if (!file.startsWith(folder + sep)) return undefined;
    const body = await readFile(file).catch(() => undefined);
    return (
      body &&
      new Response(request.method === 'HEAD' ? null : new Uint8Array(body), {
        headers: {
          'content-type': type,
          'cache-control': FINGERPRINTED.test(pathname) ? 'public, max-age=31536000, immutable' : 'no-cache',
        },
      })
    );
  };
}
