import { PlatformError } from '../../core/errors.ts';
import type { RemoteFunctions } from '../../ports/remote-functions.ts';

/** The RemoteFunctions port over Lambda and HTTP. */
export function lambdaFunctions(): RemoteFunctions {
  return {
    call: async (target) => {
      throw new PlatformError('BadRequest', `This stage cannot call ${target} yet`);
    },
  };
}
