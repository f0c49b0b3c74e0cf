import {
  CreateAppCommand,
  GetAppCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { handle, type LambdaContext } from 'hono/aws-lambda';
import { buildApp } from '../../src/api/app.ts';
import { operations, routes } from '../../src/api/mounted.ts';
import { openStage, type TestStage } from './stage.ts';

const HOST = 'abc.lambda-url.eu-west-1.on.aws';

interface SdkRequest {
  method: string;
  path: string;
  query: Record<string, string | string[]>;
  headers: Record<string, string>;
  body?: unknown;
}

let stage: TestStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** An event of payload format 2.0. @param readPath how the service in front gives the path */
function event({ method, path, query, headers, body }: SdkRequest, readPath: (path: string) => string) {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  const at = { method, path: readPath(path), protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'sdk' };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: readPath(path),
    rawQueryString: pairs
      .map((pair) => pair.map((text) => encodeURIComponent(String(text))).join('='))
      .join('&'),
    headers,
    requestContext: { domainName: HOST, http: at, stage: '$default', requestId: 'r' },
    body: body === undefined ? null : Buffer.concat([body as Uint8Array]).toString('base64'),
    isBase64Encoded: body !== undefined,
  };
}

/** The SDK, its requests handed to the Lambda handler as events. */
function client(readPath: (path: string) => string) {
  const app = buildApp(stage.ports, { operations, routes, log: (fault) => stage.faults.push(fault) });
  const handler = handle(app);
  return stage.pinpoint({
    endpoint: `https://${HOST}`,
    requestHandler: {
      async handle(request: SdkRequest) {
        const result = await handler(event(request, readPath) as never, {} as LambdaContext);
        const {
          statusCode,
          headers = {},
          body,
        } = result as { statusCode: number; headers?: object; body: string };
        return { response: { statusCode, headers, body: Buffer.from(body) } };
      },
    } as never,
  });
}

describe('the app on Lambda', () => {
  it('checks signatures over paths, queries and bodies as a function URL hands them over', async () => {
    const pinpoint = client((path) => path);
    const input = { CreateApplicationRequest: { Name: 'bótò 💌' } };
    const app = (await pinpoint.send(new CreateAppCommand(input))).ApplicationResponse;
    expect(app?.Name).toBe('bótò 💌');
    const ResourceArn = app?.Arn;
    await pinpoint.send(new TagResourceCommand({ ResourceArn, TagsModel: { tags: { 'a b': '1', c: '2' } } }));
    await pinpoint.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['a b', 'x'] }));
    const listed = await pinpoint.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(listed.TagsModel?.tags).toEqual({ c: '2' });
    await expect(pinpoint.send(new GetAppCommand({ ApplicationId: 'x/y+z=' }))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Application x/y+z= not found',
    });
  });

  // API Gateway's HTTP APIs decode the path before they make the event (its REST APIs and function
  // URLs do not), so that neither a label's slashes nor the signature can be told any more.
  it('cannot stand behind what decodes paths', async () => {
    const pinpoint = client(decodeURIComponent);
    await expect(pinpoint.send(new GetAppCommand({ ApplicationId: 'a@b' }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await expect(pinpoint.send(new GetAppCommand({ ApplicationId: 'x/y' }))).rejects.toMatchObject({
      message: 'Nothing is at /v1/apps/x/y',
    });
  });
});
