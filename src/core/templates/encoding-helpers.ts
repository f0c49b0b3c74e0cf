import { createHash } from 'node:crypto';
import { type Helper, helper, shown, text } from './helper.ts';
import { RenderingError } from './rendering-error.ts';

const digest = (algorithm: string) =>
  helper({ text }, ({ text: value }) => createHash(algorithm).update(value).digest('hex'));

/** Encoding helpers of pinpoint-campaigns-journeys.md 3.3; texts count as UTF-8. */
export const encodingHelpers: Readonly<Record<string, Helper>> = {
  decode64: helper({ text }, ({ text: value }) => {
    if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) {
      throw new RenderingError(`text is ${shown(value)}; it must be Base64`);
    }
    return Buffer.from(value, 'base64').toString();
  }),
  encode64: helper({ text }, ({ text: value }) => Buffer.from(value).toString('base64')),
  md5: digest('md5'),
  sha256: digest('sha256'),
  sha512: digest('sha512'),
};
