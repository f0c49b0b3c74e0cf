import { z } from 'zod';
import { PlatformError } from '../core/errors.ts';
import type { SignInCodes } from '../core/keys/sign-in-codes.ts';
import { parse } from '../core/parse.ts';
import { bodyOf, named, object, said, text } from './json-schema.ts';
import { type Route, reply } from './route.ts';

const request = z.object({ code: z.string().min(1).max(100) });

export interface SignInOptions {
  readonly codes: SignInCodes;
  /** The stage's ready key, `keyId.secret`, which a code is exchanged for. */
  readonly key: string;
  /** Where the dashboard is: `http://127.0.0.1:3000`. */
  readonly address: string;
}

/** The link that signs in at a dashboard. The code stands behind `#`, which browsers send to nobody. */
export const signInLink = ({ address, codes }: SignInOptions): string => `${address}/#code=${codes.issue()}`;

/** Signing in at the dashboard of a local stage without a key in an address. */
export function signInRoutes(options: SignInOptions): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/local/sign-in-links',
      scope: 'admin',
      doc: {
        summary: 'A link to the dashboard of a local stage that signs in once, within a day',
        answers: { 201: { description: 'The link', schema: named('SignInLink', object({ url: text })) } },
      },
      handle: async () => reply(201, { url: signInLink(options) }),
    },
    {
      method: 'POST',
      path: '/local/sign-in',
      scope: 'open',
      doc: {
        summary: 'Exchanges the code of a link for the ready key of a local stage, once',
        body: bodyOf(request),
        answers: {
          200: {
            description: 'The code is used up',
            schema: named('SignedIn', object({ key: said(text, 'keyId.secret, as bearer') })),
          },
        },
      },
      async handle(_ports, incoming) {
        const { code } = parse(request, await incoming.json(), 'The sign-in');
        if (!options.codes.use(code)) {
          throw new PlatformError(
            'Forbidden',
            'This link has been used, or is more than a day old. npx touchpoint dashboard gives a new one.',
          );
        }
        return reply(200, { key: options.key }, { 'cache-control': 'no-store' });
      },
    },
  ];
}
