import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openAesSecretBox } from '../../src/adapters/local/aes-secret-box.ts';
import { secretBoxContract } from './secret-box.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-secret-box-'));
afterAll(() => rmSync(folder, { recursive: true }));

secretBoxContract('aes', () => openAesSecretBox(join(folder, 'home', 'secret.key')));

describe('aes secret box', () => {
  it('keeps its key in a file that only its owner reads', async () => {
    const file = join(folder, 'mode.key');
    await openAesSecretBox(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('agrees on one key when several open at the same time', async () => {
    const file = join(folder, 'race.key');
    const boxes = await Promise.all(Array.from({ length: 8 }, () => openAesSecretBox(file)));
    const sealed = await Promise.all(boxes.map((box) => box.seal('s3cret', 'c')));
    for (const box of boxes) for (const text of sealed) expect(await box.open(text, 'c')).toBe('s3cret');
  });

  it('refuses a key file of another length rather than replacing it', async () => {
    const file = join(folder, 'short.key');
    writeFileSync(file, 'short');
    await expect(openAesSecretBox(file)).rejects.toThrow('has 5 bytes instead of 32');
  });
});
