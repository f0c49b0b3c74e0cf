import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { FUNCTIONS, functionFile, type Names, resolve, stackFile } from '../aws/stack-files.ts';

type Handler = (event: unknown, context: object) => Promise<unknown>;

/** The Lambda functions of the stack, called as AWS calls them: with JSON, at least once. */
export interface CloudFunctions {
  /** One call. @throws what the function throws */
  call(name: string, event: unknown): Promise<unknown>;
  /** The call of somebody who had no answer to the first one, and so called again. @returns the second answer */
  callTwice(name: string, event: unknown): Promise<unknown>;
  /** Functions that were called twice for one event. */
  readonly calledTwice: ReadonlySet<string>;
  /** Second answers that were not the first. */
  readonly changed: readonly { readonly name: string; readonly first: unknown; readonly second: unknown }[];
}

/**
 * Loads every handler of `functions/` with the environment that the stack gives to it.
 * @param names of the stack's resources
 * @param region and endpoints, as the SDK reads them
 */
export async function loadFunctions(
  names: Names,
  region: Readonly<Record<string, string>>,
): Promise<CloudFunctions> {
  const common = stackFile<{ environment: object }>('resources/provider.yml').environment;
  const handlers = new Map<string, Handler>();
  for (const name of FUNCTIONS) {
    const { environment = {} } = functionFile(name);
    const given = resolve<Record<string, string>>({ ...common, ...environment }, names);
    const quiet = { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' };
    Object.assign(process.env, given, region, quiet, {
      LAMBDA_TASK_ROOT: join(import.meta.dirname, '../..'),
    });
    const { handler } = (await import(`../../functions/${name}/handler.ts`)) as { handler: Handler };
    handlers.set(name, handler);
  }
  const calledTwice = new Set<string>();
  const changed: { name: string; first: unknown; second: unknown }[] = [];

  async function call(name: string, event: unknown): Promise<unknown> {
    const handler = handlers.get(name);
    if (!handler) throw new Error(`There is no function ${name}`);
    const context = {
      functionName: name,
      awsRequestId: 'r',
      memoryLimitInMB: '512',
      invokedFunctionArn: name,
    };
    return asJson(await handler(asJson(event), context));
  }

  return {
    call,
    calledTwice,
    changed,
    async callTwice(name, event) {
      const first = await call(name, event);
      const second = await call(name, event);
      calledTwice.add(name);
      if (!isDeepStrictEqual(first, second)) changed.push({ name, first, second });
      return second;
    },
  };
}

/** As it comes over the wire. */
function asJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
