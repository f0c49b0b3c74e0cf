import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OnLoopback {
  readonly url: string;
  /** Connections that are open are cut. */
  close(): Promise<void>;
}

/** Lets a server listen on a free port of the loopback. */
export async function onLoopback(server: Server): Promise<OnLoopback> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
