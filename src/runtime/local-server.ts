import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { openStageClock } from '../adapters/local/stage-clock.ts';
import { systemClock } from '../adapters/local/system-clock.ts';
import { buildApp } from '../api/app.ts';
import { clockRoutes } from '../api/local-clock.ts';
import { mailboxRoutes } from '../api/mailbox.ts';
import { operations, routes } from '../api/mounted.ts';
import { pinpointDocumentRoute } from '../api/pinpoint-document.ts';
import { signInLink, signInRoutes } from '../api/sign-in.ts';
import { ensureStageKey } from '../core/keys/keys.ts';
import { signInCodes } from '../core/keys/sign-in-codes.ts';
import type { Clock } from '../ports/clock.ts';
import type { Execution } from '../ports/workflow-engine.ts';
import { type StageKey, stageKey } from './access-key-file.ts';
import type { LocalConfig } from './config.ts';
import { keepTime } from './keep-time.ts';
import { type LocalStage, openLocalStage } from './local.ts';
import { staticFiles } from './static-files.ts';
import { watchUploads } from './watch-uploads.ts';

export interface LocalServer {
  readonly stage: LocalStage;
  /** `http://127.0.0.1:3000` */
  readonly endpoint: string;
  readonly key: StageKey;
  /** A link to the dashboard that signs in once. */
  signInLink(): string;
  /** Takes no more requests, lets runs end, closes the home. */
  close(): Promise<void>;
}

export interface LocalServerOptions {
  readonly log: (line: string) => void;
  readonly clock?: Clock;
  readonly onProgress?: (execution: Execution) => void;
}

/** Answers HTTP, opens the home, watches `uploads/`, and takes up what an earlier process left unfinished. */
export async function startLocalServer(
  config: LocalConfig,
  options: LocalServerOptions,
): Promise<LocalServer> {
  // It listens first: messages carry the stage's address, and the port may be any free one.
  let answer: (request: Request) => Promise<Response> = async () => new Response(null, { status: 503 });
  const { server, port } = await listen((request) => answer(request), config);
  const endpoint = `http://${reachable(config.host)}:${port}`;
  try {
    const { fetch, ...opened } = await openStage(config, options, endpoint);
    answer = fetch;
    return {
      ...opened,
      endpoint,
      async close() {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        if ('closeIdleConnections' in server) server.closeIdleConnections();
        await opened.stopWork();
        await closed;
        await opened.stage.close();
      },
    };
  } catch (error) {
    server.close();
    throw error;
  }
}

async function openStage(config: LocalConfig, options: LocalServerOptions, endpoint: string) {
  const { log } = options;
  const world = options.clock ?? systemClock();
  mkdirSync(config.home, { recursive: true });
  const clock = openStageClock(join(config.home, 'clock.json'), world);
  const stage = await openLocalStage({
    home: config.home,
    clock,
    stage: {
      uploadLimitBytes: config.uploadLimitBytes,
      publicUrl: config.publicUrl ?? endpoint,
      ...(config.inDoubt && { inDoubt: config.inDoubt }),
    },
    smtp: config.smtp,
    memoryMegabytes: config.memoryMegabytes,
    webhookAccount: config.webhookAccount,
    onProgress: options.onProgress,
    log,
  });
  const key = stageKey(config.home, config.accessKeyId, config.secretAccessKey);
  await ensureStageKey(stage.ports, key.keyId, key.secret);
  const signIn = {
    codes: signInCodes({ ids: stage.ports.ids, clock: world }),
    key: `${key.keyId}.${key.secret}`,
    address: endpoint,
  };
  await stage.workflows.resume();
  const time = keepTime({ ports: stage.ports, clock, settled: stage.settled, log });
  const stopWatching = watchUploads(stage.ports, log);
  const app = buildApp(stage.ports, {
    operations,
    routes: [
      ...routes,
      pinpointDocumentRoute(operations, () => import('@aws-sdk/client-pinpoint')),
      ...clockRoutes({ ...clock, advance: time.advance }),
      ...mailboxRoutes(stage.mailbox),
      ...signInRoutes(signIn),
    ],
    pages: staticFiles(fileURLToPath(new URL('../../dashboard/dist', import.meta.url))),
    signatureClock: world,
    log: ({ requestId, method, path, error }) =>
      log(`${method} ${path} failed (${requestId}): ${describe(error)}`),
  });
  return {
    stage,
    key,
    signInLink: () => signInLink(signIn),
    fetch: async (request: Request) => app.fetch(request),
    async stopWork() {
      await stopWatching();
      await time.stop();
    },
  };
}

/** How a client on this machine writes the address that the server listens on. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

type Server = ReturnType<typeof serve>;

function listen(
  fetch: (request: Request) => Promise<Response>,
  { port, host }: LocalConfig,
): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: host }, (address: AddressInfo) =>
      resolve({ server, port: address.port }),
    );
    server.once('error', reject);
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
