import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A process that answers, measured from outside. */
export interface Side {
  /** Seconds of processor time that it has taken so far, over all its threads. */
  processorSeconds(): number;
  /** Bytes that it has read from files so far, from the disk or from the page cache. */
  readBytes(): number;
  end(): Promise<void>;
}

export interface StageProcess extends Side {
  /** @throws Error for any status but 200 and 201 */
  ask<T = unknown>(path: string, init?: RequestInit): Promise<{ readonly body: T }>;
}

export interface BareProcess extends Side {
  /** @returns the rows of each statement, one after the other */
  ask(statements: readonly string[]): Promise<unknown[]>;
}

const KEY = { id: 'bench', secret: 'secret-of-the-report-bench' };
const TICKS_A_SECOND = 100; // Linux: sysconf(_SC_CLK_TCK)

/** Takes a file out of the kernel's page cache, as after a start of the machine; it may not be open for writing. */
export function forgetPages(file: string): void {
  execFileSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none']);
}

/** The stage as `npm start` starts it. */
export async function startStage(home: string): Promise<StageProcess> {
  const child = start('../src/runtime/serve.ts', {
    PORT: '0',
    TOUCHPOINT_HOME: home,
    TOUCHPOINT_DEMO: 'off',
    TOUCHPOINT_ACCESS_KEY_ID: KEY.id,
    TOUCHPOINT_SECRET_ACCESS_KEY: KEY.secret,
  });
  const address = await firstMatch(child, /http:\/\/127\.0\.0\.1:\d+(?=\s)/);
  return {
    ...sideOf(child),
    async ask<T>(path: string, init: RequestInit = {}) {
      const response = await fetch(`${address}${path}`, {
        ...init,
        headers: {
          authorization: `Bearer ${KEY.id}.${KEY.secret}`,
          'content-type': 'application/json',
          prefer: 'wait=25', // else a page would have to ask again for what takes more than a second
        },
      });
      const text = await response.text();
      if (response.status !== 200 && response.status !== 201)
        throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
      return { body: JSON.parse(text) as T };
    },
  };
}

/** DuckDB on the lake's file, as it comes. */
export async function startBare(file: string): Promise<BareProcess> {
  const child = start('./bare-report.ts', { FILE: file });
  await firstMatch(child, /ready/);
  const lines = createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> });
  return {
    ...sideOf(child),
    async ask(statements) {
      const answered = new Promise<string>((resolve, reject) => {
        lines.once('line', resolve);
        child.once('exit', () => reject(new Error('the bare side ended')));
      });
      child.stdin?.write(`${JSON.stringify(statements)}\n`);
      return JSON.parse(await answered) as unknown[];
    },
  };
}

function start(file: string, env: Record<string, string>): ChildProcess {
  const path = new URL(file, import.meta.url).pathname;
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

function firstMatch(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) =>
      reject(new Error(`it ended before it was ready: ${signal ?? code}`)),
    );
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const found = pattern.exec(output)?.[0];
      if (found === undefined) return;
      child.stdout?.off('data', read);
      resolve(found);
    };
    child.stdout?.on('data', read);
  });
}

function sideOf(child: ChildProcess): Side {
  return {
    processorSeconds() {
      // After the name in brackets come state and 10 others, then user and system time.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
    },
    readBytes() {
      return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${child.pid}/io`, 'utf8'))?.[1]);
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}
