import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { pageHeaders } from './page-headers.ts';

/** Files whose name carries a fingerprint of their content never change. */
const FINGERPRINTED = /^\/assets\//;

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The build leaves a file beside each that is worth it; the smaller first. */
const ENCODINGS = [
  { name: 'br', extension: '.br' },
  { name: 'gzip', extension: '.gz' },
] as const;

export interface StaticFilesOptions {
  /** Origins, beside the stage's own, that the page may send files to. */
  readonly connect?: readonly string[];
}

/**
 * The dashboard's files, compressed as the build left them where the browser takes that.
 * @returns an answer for `/` and for files of the folder; `undefined` for every other path
 */
export function staticFiles(
  folder: string,
  { connect }: StaticFilesOptions = {},
): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const path = pathname === '/' ? '/index.html' : pathname;
    const type = TYPES[extname(path)];
    if (!type || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined;
    const file = normalize(join(folder, path));
    if (!file.startsWith(folder + sep)) return undefined;
    const found = await readEncoded(file, request.headers.get('accept-encoding') ?? '');
    if (!found) return undefined;
    return new Response(request.method === 'HEAD' ? null : found.body, {
      headers: {
        ...pageHeaders(path, connect),
        'content-type': type,
        'content-length': String(found.body.byteLength),
        'cache-control': FINGERPRINTED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        vary: 'accept-encoding',
        ...(found.encoding && { 'content-encoding': found.encoding }),
      },
    });
  };
}

interface EncodedFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly encoding?: string;
}

async function readEncoded(file: string, accepted: string): Promise<EncodedFile | undefined> {
  for (const { name, extension } of ENCODINGS.filter((one) => takes(accepted, one.name))) {
    const body = await readIfThere(file + extension);
    if (body) return { body, encoding: name };
  }
  const body = await readIfThere(file);
  return body && { body };
}

/** Whether `Accept-Encoding` names an encoding and does not refuse it by `q=0` (RFC 9110, 12.5.3). */
function takes(accepted: string, encoding: string): boolean {
  return accepted.split(',').some((one) => {
    const [name = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

async function readIfThere(file: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const body = await readFile(file).catch(() => undefined);
  return body && new Uint8Array(body);
}
