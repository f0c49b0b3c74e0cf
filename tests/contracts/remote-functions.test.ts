import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach } from '@jest/globals';
import { lambdaFunctions } from '../../src/adapters/aws/lambda-functions.ts';
import { webhookFunctions } from '../../src/adapters/local/webhook-functions.ts';
import { deadUrl, type HttpAnswer, openHttpServer } from '../unit/channels/http-server.ts';
import { remoteFunctionsContract } from './remote-functions.contract.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const json = (value: unknown, status = 200): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
const webhooks = webhookFunctions({ secret: async () => 's3cret', loopback: true });

remoteFunctionsContract('webhooks', async () => {
  const calls: unknown[] = [];
  const server = await openHttpServer(({ path, body }) => {
    const payload = JSON.parse(body);
    calls.push(payload);
    switch (path) {
      case '/greet':
        return json({ hello: payload.name });
      case '/busy':
        return { status: 429 };
      case '/broken':
        return { status: 500, body: 'broken' };
      case '/silent':
        return 'silence';
      default:
        return { body: 'plain' };
    }
  });
  closing.push(server.close);
  return {
    functions: webhooks,
    calls,
    greeter: `${server.url}/greet`,
    plain: `${server.url}/plain`,
    broken: `${server.url}/broken`,
    busy: `${server.url}/busy`,
    silent: `${server.url}/silent`,
    missing: await deadUrl(),
  };
});

/** Lambda's own wire format, as its API reference has it. */
remoteFunctionsContract('Lambda', async () => {
  const calls: unknown[] = [];
  const server = await openHttpServer(({ path, body }) => {
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path) ?? [];
    if (name === 'gone') {
      return {
        ...(json({ Message: 'Function not found' }, 404) as object),
        headers: { 'x-amzn-errortype': 'ResourceNotFoundException' },
      };
    }
    const payload = JSON.parse(body);
    calls.push(payload);
    switch (name) {
      case 'greet':
        return json({ hello: payload.name });
      case 'busy':
        return { status: 429, headers: { 'x-amzn-errortype': 'TooManyRequestsException' }, body: '{}' };
      case 'broken':
        return { headers: { 'x-amz-function-error': 'Unhandled' }, body: '{"errorMessage":"broken"}' };
      case 'silent':
        return 'silence';
      default:
        return { body: 'plain' };
    }
  });
  const client = new LambdaClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  closing.push(() => client.destroy(), server.close);
  return {
    functions: lambdaFunctions({ client, webhooks }),
    calls,
    greeter: 'greet',
    plain: 'plain',
    broken: 'broken',
    busy: 'busy',
    silent: 'silent',
    missing: 'gone',
  };
});
