import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** A running emulator. */
export interface Emulator {
  readonly endpoint: string;
  /** For a client of the SDK. */
  readonly options: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** `KIND LOGICAL-ID` of every resource for which a stand-in was made. */
  standIns(): string[];
  stop(): Promise<void>;
}

/** @returns a port that was free a moment ago */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts moto's server with stand-ins for kinds of resources that its CloudFormation does not make (see emulator.py).
 * @param tasks where state machines' functions are asked (see emulator.py)
 * @throws Error with what it printed, when it ends before it answers
 */
export async function startEmulator(gaps: readonly string[], tasks = ''): Promise<Emulator> {
  const python = process.env.TOUCHPOINT_EMULATOR_PYTHON;
  if (!python)
    throw new Error('TOUCHPOINT_EMULATOR_PYTHON must name a Python that has moto: npm run test:aws does');
  const port = await freePort();
  const child = spawn(python, [join(import.meta.dirname, 'emulator.py'), String(port), ...gaps], {
    env: { ...process.env, TOUCHPOINT_TASKS: tasks },
  });
  let printed = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        printed += chunk;
        if (printed.includes('Running on http')) resolve();
      });
    }
    child.once('error', reject);
    ended.then(() => reject(new Error(`The emulator ended:\n${printed}`)));
  });
  await ready;
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    endpoint,
    options: { endpoint, region: 'us-east-1', credentials },
    standIns: () => [...printed.matchAll(/^stand-in (.+)$/gm)].map(([, made]) => String(made)),
    async stop() {
      child.kill();
      await ended;
    },
  };
}
