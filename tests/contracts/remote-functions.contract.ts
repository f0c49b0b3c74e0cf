import { describe, expect, it } from '@jest/globals';
import type { RemoteFunctions } from '../../src/ports/remote-functions.ts';

/** Code that a team keeps elsewhere, for the suite to call. */
export interface RemoteCode {
  readonly functions: RemoteFunctions;
  /** Payloads that came there. */
  readonly calls: unknown[];
  /** Answers with `{ "hello": payload.name }`. */
  readonly greeter: string;
  /** Answers with the text `plain`, which is no JSON. */
  readonly plain: string;
  /** Fails by itself. */
  readonly broken: string;
  /** Asks to come back later. */
  readonly busy: string;
  /** Takes the call and never answers. */
  readonly silent: string;
  /** Is not there. */
  readonly missing: string;
}

/** The law of `src/ports/remote-functions.ts`. */
export function remoteFunctionsContract(name: string, open: () => Promise<RemoteCode>) {
  describe(`${name}: remote functions`, () => {
    it('hand the payload over and give back what was answered', async () => {
      const { functions, greeter, calls } = await open();
      const payload = { name: 'Zoë 💌', list: [1, null], nested: { a: 'b' } };
      expect(await functions.call(greeter, payload, 20_000)).toEqual({
        status: 200,
        body: { hello: 'Zoë 💌' },
      });
      expect(calls).toEqual([payload]);
    });

    it('give a text for an answer that is no JSON', async () => {
      const { functions, plain } = await open();
      expect(await functions.call(plain, {}, 20_000)).toEqual({ status: 200, body: 'plain' });
    });

    it('give the status of one that asks to come back later', async () => {
      const { functions, busy } = await open();
      expect(await functions.call(busy, {}, 20_000)).toMatchObject({ status: 429 });
    });

    it('call once, also when that fails', async () => {
      const { functions, broken, calls } = await open();
      const failed = await functions.call(broken, { n: 1 }, 20_000).then(
        ({ status }) => status >= 500,
        (error) =>
          error.code === 'Internal' && error.details.reached === true && error.details.threw === true,
      );
      expect(failed).toBe(true);
      expect(calls).toEqual([{ n: 1 }]);
    });

    it('say that a call came there when it was not answered in time', async () => {
      const { functions, silent, calls } = await open();
      await expect(functions.call(silent, {}, 1000)).rejects.toMatchObject({
        code: 'Internal',
        details: { reached: true },
        message: expect.stringContaining('gave no answer'),
      });
      expect(calls).toHaveLength(1);
    });

    it('do not say that a call came to what is not there', async () => {
      const { functions, missing, calls } = await open();
      await expect(functions.call(missing, {}, 20_000)).rejects.toMatchObject({
        code: 'Internal',
        details: { reached: false },
      });
      expect(calls).toEqual([]);
    });

    it('refuse what is no target of theirs', async () => {
      const { functions } = await open();
      for (const target of ['', 'two words', 'ftp://example.com/x', 'file:///etc/passwd', 'https://']) {
        await expect(functions.call(target, {}, 20_000)).rejects.toMatchObject({ code: 'BadRequest' });
      }
    });

    it('say without a call whether a definition may name a target', async () => {
      const { functions, greeter, missing, calls } = await open();
      for (const target of [greeter, missing, 'https://hooks.example.com/x']) {
        expect(await functions.check(target)).toBeUndefined();
      }
      for (const target of [
        'http://169.254.169.254/latest/meta-data',
        'https://[fe80::1]/x',
        'https://0.0.0.0/',
        'http://192.0.2.7/x',
        'ftp://example.com/x',
        'https://user:word@example.com/x',
      ]) {
        await expect(functions.check(target)).rejects.toMatchObject({ code: 'BadRequest' });
      }
      expect(calls).toEqual([]);
    });
  });
}
