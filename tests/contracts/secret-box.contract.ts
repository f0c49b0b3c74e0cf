import { describe, expect, it } from '@jest/globals';
import type { SecretBox } from '../../src/ports/secret-box.ts';

/** The law of `src/ports/secret-box.ts`. @param open gives a box of one stage, the same one every time */
export function secretBoxContract(name: string, open: () => Promise<SecretBox>) {
  describe(`${name}: secret box`, () => {
    it('opens what it sealed', async () => {
      const box = await open();
      for (const secret of ['s3cret', '', 'Zoë 💌', 'x'.repeat(3000)]) {
        expect(await box.open(await box.seal(secret, 'key:a'), 'key:a')).toBe(secret);
      }
    });

    it('opens it again when opened anew', async () => {
      const sealed = await (await open()).seal('s3cret', 'key:a');
      expect(await (await open()).open(sealed, 'key:a')).toBe('s3cret');
    });

    it('does not show the secret in the sealed text, nor that two secrets are equal', async () => {
      const box = await open();
      const one = await box.seal('s3cret-s3cret', 'key:a');
      expect(one).not.toContain('s3cret');
      expect(Buffer.from(one, 'base64').toString('latin1')).not.toContain('s3cret');
      expect(await box.seal('s3cret-s3cret', 'key:a')).not.toBe(one);
    });

    it('does not open for another context', async () => {
      const box = await open();
      const sealed = await box.seal('s3cret', 'key:a');
      await expect(box.open(sealed, 'key:b')).rejects.toMatchObject({ code: 'Internal' });
    });

    it('does not open a text that was changed, cut or never sealed', async () => {
      const box = await open();
      const sealed = await box.seal('s3cret', 'key:a');
      const middle = Math.floor(sealed.length * 0.7);
      const changed =
        sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A') + sealed.slice(middle + 1);
      for (const text of [changed, sealed.slice(0, -8), sealed.slice(0, 10), 's3cret', '']) {
        await expect(box.open(text, 'key:a')).rejects.toMatchObject({ code: 'Internal' });
      }
    });
  });
}
