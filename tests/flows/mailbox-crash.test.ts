import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openMailbox } from '../../src/adapters/local/mailbox-channel.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-mailbox-crash-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Lets a process send until it has said `lines` lines, then kills it. @returns the lines it said whole */
function killAfter(lines: number, file: string, first: number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'mailbox-process.ts'),
      file,
      String(first),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split('\n').length > lines) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(said.split('\n').slice(0, -1)));
  });
}

const idsOf = (lines: readonly string[], word: string) =>
  lines.filter((line) => line.startsWith(word)).flatMap((line) => line.split(' ').slice(1));

describe('a mailbox whose process is killed', () => {
  it('keeps every message that it accepted, once, and reports each sooner or later', async () => {
    const file = join(folder, 'mailbox.db');
    const said: string[] = [];
    for (const [round, lines] of [3, 8, 1, 20].entries()) {
      said.push(...(await killAfter(lines, file, round * 10_000)));
    }
    const mailbox = openMailbox({ file, clock: systemClock() });
    const reported = new Set(idsOf(said, 'reported'));
    mailbox.report(async (accepted) => {
      for (const { message } of accepted) reported.add(message.messageId);
    });
    await mailbox.settled();
    const { total, items } = mailbox.list({}, 1_000_000);
    const kept = items.map(({ messageId }) => messageId);
    const accepted = idsOf(said, 'accepted');
    expect(accepted.length).toBeGreaterThan(100);
    expect(new Set(kept).size).toBe(total);
    expect(accepted.filter((id) => !kept.includes(id))).toEqual([]);
    expect(kept.filter((id) => !reported.has(id))).toEqual([]);
    await mailbox.close();
  });
});
