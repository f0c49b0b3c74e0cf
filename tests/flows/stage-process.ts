import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** `npm start`'s own process, which a test may kill. */
export interface StageProcess {
  readonly child: ChildProcess;
  readonly endpoint: string;
}

const KEY = { id: 'crash', secret: 'test-secret-of-the-crash-test' };
/** How its ready key is sent. */
export const AUTHORIZATION = `Bearer ${KEY.id}.${KEY.secret}`;

const children = new Set<ChildProcess>();

/** Ends at once what a test left running. */
export function killAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

/** `npm start`'s own process on a home, `onLine` seeing what it prints. */
export function startProcess(
  home: string,
  onLine: (line: string) => void = () => undefined,
): Promise<StageProcess> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../../src/runtime/serve.ts')],
    {
      env: {
        ...process.env,
        PORT: '0',
        TOUCHPOINT_HOME: home,
        TOUCHPOINT_DEMO: 'off',
        TOUCHPOINT_ACCESS_KEY_ID: KEY.id,
        TOUCHPOINT_SECRET_ACCESS_KEY: KEY.secret,
        NODE_OPTIONS: '',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.add(child);
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`the stage ended early: ${code ?? signal}`)));
    let rest = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        onLine(line);
        const endpoint = /SDK endpoint\s+(\S+)/.exec(line)?.[1];
        if (endpoint) resolve({ child, endpoint });
      }
    });
  });
}

export function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}
