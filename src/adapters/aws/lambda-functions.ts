import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { PlatformError } from '../../core/errors.ts';
import type { RemoteAnswer, RemoteFunctions } from '../../ports/remote-functions.ts';
import { failureOf } from './sending-failure.ts';

/** Lambda's bound for a synchronous call. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
/** A function's name, its ARN, or either with a version or alias. */
const FUNCTION = /^(?:arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:)?[\w-]+(?::[\w$-]+)?$/;

export interface LambdaFunctionsOptions {
  /** Made with `maxAttempts: 1`: a repeated call is a second call. */
  readonly client: LambdaClient;
  /** For targets that are addresses. */
  readonly webhooks: RemoteFunctions;
}

/** The RemoteFunctions port over Lambda, and over HTTP for addresses. */
export function lambdaFunctions({ client, webhooks }: LambdaFunctionsOptions): RemoteFunctions {
  return {
    async check(target) {
      if (target.includes('://')) await webhooks.check(target);
      else checkName(target);
    },
    async call(target, payload, timeoutMs) {
      if (target.includes('://')) return webhooks.call(target, payload, timeoutMs);
      checkName(target);
      const body = Buffer.from(JSON.stringify(payload));
      if (body.byteLength > MAX_PAYLOAD_BYTES) {
        throw new PlatformError('BadRequest', `Cannot call ${target} with ${body.byteLength} bytes`);
      }
      return invoke(client, target, body, timeoutMs);
    },
  };
}

function checkName(target: string): void {
  if (FUNCTION.test(target)) return;
  throw new PlatformError('BadRequest', `Cannot call ${target}: not a Lambda function nor an https address`);
}

async function invoke(
  client: LambdaClient,
  target: string,
  body: Uint8Array,
  timeoutMs: number,
): Promise<RemoteAnswer> {
  try {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName: target, Payload: body, InvocationType: 'RequestResponse' }),
      { abortSignal: AbortSignal.timeout(timeoutMs) },
    );
    const text = Buffer.from(Payload ?? []).toString();
    if (!FunctionError) return { status: 200, body: read(text) };
    const message = `Function ${target} threw: ${text.slice(0, 500)}`;
    throw new PlatformError('Internal', message, { reached: true, threw: true });
  } catch (cause) {
    if (cause instanceof PlatformError) throw cause;
    const failure = failureOf(cause);
    if (failure.kind === 'throttled') return { status: 429, body: failure.reason };
    const message = `Function ${target} gave no answer: ${failure.reason}`;
    throw new PlatformError('Internal', message, { reached: failure.kind === 'in-doubt' }, { cause });
  }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
