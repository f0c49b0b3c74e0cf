import { PlatformError } from '../core/errors.ts';
import { type Command, readArguments } from './command.ts';

/** Says where the dashboard is; of a local stage by a link that signs in once. */
export const dashboard: Command = {
  name: 'dashboard',
  summary: 'print a link to the dashboard, which on a local stage signs in once',
  usage: `touchpoint dashboard             of a local stage: a link that signs in once, within a day
                                 of a stage on AWS: its address, where a key signs in`,
  async run({ args, terminal, stage }) {
    readArguments(args, {}, { least: 0, most: 0 });
    const { call, address } = await stage();
    try {
      const { url } = await call<{ url: string }>('/local/sign-in-links', { method: 'POST' });
      terminal.line(url);
    } catch (error) {
      if (!(error instanceof PlatformError && error.code === 'NotFound')) throw error;
      terminal.line(`${address.endpoint}/`);
    }
  },
};
