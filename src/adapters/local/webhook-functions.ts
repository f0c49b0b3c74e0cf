import { PlatformError } from '../../core/errors.ts';
import type { RemoteFunctions } from '../../ports/remote-functions.ts';

/** The RemoteFunctions port over HTTP alone. */
export function webhookFunctions(): RemoteFunctions {
  return {
    call: async (target) => {
      throw new PlatformError('BadRequest', `This stage cannot call ${target} yet`);
    },
  };
}
