import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalServer, startLocalServer } from '../../src/runtime/local-server.ts';

/** The local stage as `npm start` runs it, in an empty home of its own, on a free port. */
export interface RunningStage extends LocalServer {
  readonly home: string;
  /** What it complained about. */
  readonly log: string[];
}

export async function startStage(): Promise<RunningStage> {
  const home = mkdtempSync(join(tmpdir(), 'touchpoint-home-'));
  const log: string[] = [];
  const config = { port: 0, host: '127.0.0.1', home, demo: false, accessKeyId: 'touchpoint' };
  const server = await startLocalServer(config, { log: (line) => log.push(line) });
  return {
    ...server,
    home,
    log,
    async close() {
      await server.close();
      rmSync(home, { recursive: true });
    },
  };
}
