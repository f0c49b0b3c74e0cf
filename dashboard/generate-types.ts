/**
 * Writes `src/api/types.ts` and `src/api/pinpoint.ts`, the shapes of what a stage answers, from its
 * `/openapi.json` and `/openapi/pinpoint.json`. `npm run dashboard:types` starts an empty stage for it, unless
 * `TOUCHPOINT_ENDPOINT` names one that runs.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateApi } from 'swagger-typescript-api';

/** Each file of types, below this folder, and the document that it is made from. */
export const TYPES = {
  'src/api/types.ts': '/openapi.json',
  'src/api/pinpoint.ts': '/openapi/pinpoint.json',
} as const;

const HEADER = '/* Made by `npm run dashboard:types` from what the stage says of itself; do not edit. */\n\n';

/** @param document an OpenAPI 3 document; @returns TypeScript with a type for each of its schemas and answers */
export async function typesOf(document: object): Promise<string> {
  const { files } = await generateApi({
    spec: document as never,
    fileName: 'types.ts',
    generateClient: false,
    generateResponses: false,
    extractResponseBody: true,
    extractRequestBody: true,
    sortTypes: true,
    silent: true,
  });
  return HEADER + files.map(({ fileContent }) => fileContent).join('\n');
}

async function writeTypes(endpoint: string): Promise<void> {
  for (const [file, path] of Object.entries(TYPES)) {
    const response = await fetch(endpoint + path);
    if (!response.ok) throw new Error(`${endpoint}${path} answered ${response.status}`);
    await writeFile(join(import.meta.dirname, file), await typesOf((await response.json()) as object));
  }
}

/** Lets `use` ask an empty stage of its own on a free port. */
async function withStage(use: (endpoint: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'touchpoint-types-'));
  const serve = join(import.meta.dirname, '../src/runtime/serve.ts');
  const env = { ...process.env, TOUCHPOINT_HOME: home, TOUCHPOINT_DEMO: 'off', PORT: '0' };
  const stage = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', serve], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let told = '';
    for await (const text of stage.stdout) {
      told += text;
      const endpoint = /SDK endpoint +(\S+)/.exec(told)?.[1];
      if (endpoint) return await use(endpoint);
    }
    throw new Error('The stage ended before it was ready');
  } finally {
    stage.kill('SIGTERM');
    await new Promise((resolve) =>
      stage.exitCode === null ? stage.once('exit', resolve) : resolve(undefined),
    );
    await rm(home, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const given = process.env.TOUCHPOINT_ENDPOINT;
  await (given ? writeTypes(given) : withStage(writeTypes));
}
