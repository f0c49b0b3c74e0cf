import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PinpointClient, type PinpointClientConfig } from '@aws-sdk/client-pinpoint';
import { type ServerType, serve } from '@hono/node-server';
import { type SettableClock, settableClock } from '../../src/adapters/local/settable-clock.ts';
import { buildApp, type Fault } from '../../src/api/app.ts';
import { mailboxRoutes } from '../../src/api/mailbox.ts';
import { operations, routes } from '../../src/api/mounted.ts';
import type { Operation } from '../../src/api/operation.ts';
import type { Route } from '../../src/api/route.ts';
import { createKey, type NewAccessKey } from '../../src/core/keys/keys.ts';
import type { Scope } from '../../src/core/keys/scope.ts';
import type { Ports, StageIdentity } from '../../src/ports/ports.ts';
import { openLocalStage } from '../../src/runtime/local.ts';

/** A stage of its own: a temporary home, real stores, and the app listening on a loopback port. */
export interface TestStage {
  readonly ports: Ports;
  readonly clock: SettableClock;
  /** `http://127.0.0.1:{port}` */
  readonly endpoint: string;
  /** An admin key. */
  readonly key: NewAccessKey;
  /** Faults that the app logged. */
  readonly faults: Fault[];
  /** The unmodified SDK, as the admin key unless `config` says otherwise. */
  pinpoint(config?: Partial<PinpointClientConfig>): PinpointClient;
  /** Plain HTTP with the admin key as bearer, unless `init` brings an `authorization` header. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  newKey(...scopes: Scope[]): Promise<NewAccessKey>;
  /** Waits until nothing runs. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface TestStageOptions {
  /** Mounted beside the real ones. */
  readonly operations?: readonly Operation[];
  readonly routes?: readonly Route[];
  readonly stage?: Partial<StageIdentity>;
  /** Ports to replace. */
  readonly ports?: Partial<Ports>;
}

/** The instant at which a test stage's clock stands at first: that of the machine, so that SDKs' signatures fit. */
export async function openStage(options: TestStageOptions = {}): Promise<TestStage> {
  const home = mkdtempSync(join(tmpdir(), 'touchpoint-stage-'));
  const clock = settableClock(new Date());
  const local = await openLocalStage({
    home,
    clock,
    stage: { region: 'eu-west-1', accountId: '000000000000', ...options.stage },
  });
  const ports: Ports = { ...local.ports, ...options.ports };
  const key = await createKey(ports, { name: 'test', scopes: ['admin'] });
  const faults: Fault[] = [];
  const app = buildApp(ports, {
    operations: [...operations, ...(options.operations ?? [])],
    routes: [...routes, ...mailboxRoutes(local.mailbox), ...(options.routes ?? [])],
    log: (fault) => faults.push(fault),
  });
  const { server, endpoint } = await listen(app.fetch);
  const clients: PinpointClient[] = [];
  return {
    ports,
    clock,
    endpoint,
    key,
    faults,
    pinpoint(config = {}) {
      const client = new PinpointClient({
        endpoint,
        region: 'eu-west-1',
        credentials: { accessKeyId: key.keyId, secretAccessKey: key.secret },
        maxAttempts: 1, // a test wants the first answer
        ...config,
      });
      clients.push(client);
      return client;
    },
    fetch(path, init = {}) {
      const headers = new Headers(init.headers);
      if (!headers.has('authorization')) headers.set('authorization', `Bearer ${key.keyId}.${key.secret}`);
      return fetch(endpoint + path, { ...init, headers });
    },
    newKey: (...scopes) => createKey(ports, { name: scopes.join(' '), scopes }),
    settled: local.settled,
    async close() {
      for (const client of clients) client.destroy();
      await new Promise<unknown>((resolve) => server.close(resolve));
      await local.close();
      rmSync(home, { recursive: true });
    },
  };
}

function listen(fetch: (request: Request) => Response | Promise<Response>) {
  return new Promise<{ server: ServerType; endpoint: string }>((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, (address: AddressInfo) =>
      resolve({ server, endpoint: `http://127.0.0.1:${address.port}` }),
    );
  });
}
