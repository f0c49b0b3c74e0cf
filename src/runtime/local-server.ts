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
import { ensureStageKey } from '../core/keys/keys.ts';
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
  /** Takes no more requests, lets runs end, closes the home. */
  close(): Promise<void>;
}

export interface LocalServerOptions {
  readonly log: (line: string) => void;
  readonly clock?: Clock;
  readonly onProgress?: (execution: Execution) => void;
}

/** Opens the home, answers HTTP, watches `uploads/`, and takes up what an earlier process left unfinished. */
export async function startLocalServer(
  config: LocalConfig,
  options: LocalServerOptions,
): Promise<LocalServer> {
  const { log } = options;
  const world = options.clock ?? systemClock();
  mkdirSync(config.home, { recursive: true });
  const clock = openStageClock(join(config.home, 'clock.json'), world);
  const stage = await openLocalStage({
    home: config.home,
    clock,
    stage: {
      uploadLimitBytes: config.uploadLimitBytes,
      publicUrl: config.publicUrl ?? `http://${reachable(config.host)}:${config.port}`,
    },
    smtp: config.smtp,
    onProgress: options.onProgress,
    log,
  });
  const key = stageKey(config.home, config.accessKeyId, config.secretAccessKey);
  await ensureStageKey(stage.ports, key.keyId, key.secret);
  const time = keepTime({ ports: stage.ports, clock, settled: stage.settled, log });
  const app = buildApp(stage.ports, {
    operations,
    routes: [...routes, ...clockRoutes({ ...clock, advance: time.advance }), ...mailboxRoutes(stage.mailbox)],
    signatureClock: world,
    log: ({ requestId, method, path, error }) =>
      log(`${method} ${path} failed (${requestId}): ${describe(error)}`),
  });
  const dashboard = staticFiles(fileURLToPath(new URL('../../dashboard', import.meta.url)));
  const fetch = async (request: Request) => (await dashboard(request)) ?? app.fetch(request);
  const { server, port } = await listen(fetch, config);
  await stage.workflows.resume();
  const stopWatching = watchUploads(stage.ports, log);
  return {
    stage,
    endpoint: `http://${reachable(config.host)}:${port}`,
    key,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if ('closeIdleConnections' in server) server.closeIdleConnections();
      await stopWatching();
      await time.stop();
      await closed;
      await stage.close();
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
