import { createHash } from 'node:crypto';
import {
  CreateAppCommand,
  GetAppCommand,
  GetAppsCommand,
  type PinpointClient,
  UntagResourceCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Route } from '../../src/api/route.ts';
import { openStage, type TestStage } from './stage.ts';

/** Answers what it read, as someone would who stores a body of any size. */
const echo: Route = {
  method: 'PUT',
  path: '/echo/{name}',
  scope: 'ingest',
  doc: { summary: 'Of this test', answers: {} },
  handle: async (_, { labels, raw }) => ({
    name: labels.name,
    bytes: (await raw.arrayBuffer()).byteLength,
  }),
};

let stage: TestStage;
let pinpoint: PinpointClient;
let now: Date;
beforeAll(async () => {
  stage = await openStage({ routes: [echo] });
  pinpoint = stage.pinpoint();
  now = stage.clock.now();
});
afterAll(() => stage.close());
beforeEach(() => stage.clock.set(new Date(now)));

const minutes = (count: number) => count * 60_000;
const refused = (name: string) => ({ name, $metadata: { httpStatusCode: 403 } });

interface SentRequest {
  body?: unknown;
  headers: Record<string, string>;
  path: string;
}

/** What the SDK would send, signed, changed by `change` on its way. */
function tampering(change: (request: SentRequest) => void): PinpointClient {
  const client = stage.pinpoint();
  client.middlewareStack.add(
    (next) => (args) => {
      change(args.request as SentRequest);
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'tamper' },
  );
  return client;
}

describe('a signed request', () => {
  it('is accepted for any region and with a session token', async () => {
    for (const region of ['us-east-1', 'eu-west-1', 'nowhere-9']) {
      await stage.pinpoint({ region }).send(new GetAppsCommand({}));
    }
    const { keyId: accessKeyId, secret: secretAccessKey } = stage.key;
    const credentials = { accessKeyId, secretAccessKey, sessionToken: 'a/b+c==' };
    await stage.pinpoint({ credentials }).send(new GetAppsCommand({}));
  });

  it('is accepted whatever its labels hold', async () => {
    const label = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .filter((text) => text.isWellFormed() && !/^\.{1,2}$/.test(text));
    await fc.assert(
      fc.asyncProperty(label, async (ApplicationId) => {
        await expect(pinpoint.send(new GetAppCommand({ ApplicationId }))).rejects.toMatchObject({
          name: 'NotFoundException',
          message: `Application ${ApplicationId} not found`,
        });
      }),
      { examples: [['x/y+z='], ['a b'], ["!'()*~"], ['100%'], ['%2F'], ['//'], ['ü💌'], ['a?b#c&d']] },
    );
  });

  it('is accepted whatever its query holds', async () => {
    const input = { CreateApplicationRequest: { Name: 'q' } };
    const arn = (await pinpoint.send(new CreateAppCommand(input))).ApplicationResponse?.Arn;
    const key = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => text.isWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.array(key, { minLength: 1, maxLength: 5 }), async (TagKeys) => {
        await pinpoint.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys }));
      }),
      { examples: [[['b', 'a', 'a-b', 'a=b', 'A']], [['+ %20 &=?/']], [["!'()*"]], [['']]] },
    );
  });

  it('is accepted whatever its body holds', async () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .filter((text) => text.isWellFormed());
    await fc.assert(
      fc.asyncProperty(name, async (Name) => {
        const sent = pinpoint.send(new CreateAppCommand({ CreateApplicationRequest: { Name } }));
        if (Name.trim() === '') await expect(sent).rejects.toMatchObject({ name: 'BadRequestException' });
        else expect((await sent).ApplicationResponse?.Name).toBe(Name.trim());
      }),
      { numRuns: 30 },
    );
  });

  it('is refused with a wrong secret', async () => {
    const credentials = { accessKeyId: stage.key.keyId, secretAccessKey: 'wrong' };
    await expect(stage.pinpoint({ credentials }).send(new GetAppsCommand({}))).rejects.toMatchObject({
      ...refused('InvalidSignatureException'),
      message: expect.stringContaining('does not match the signature you provided'),
    });
  });

  it('is refused with an unknown key', async () => {
    const credentials = { accessKeyId: 'TPNONE', secretAccessKey: stage.key.secret };
    await expect(stage.pinpoint({ credentials }).send(new GetAppsCommand({}))).rejects.toMatchObject(
      refused('UnrecognizedClientException'),
    );
  });

  it('is refused when its body, its path or a signed header was changed', async () => {
    const create = new CreateAppCommand({ CreateApplicationRequest: { Name: 'honest' } });
    // As long as what was signed, so that the length does not give it away.
    const stolen = '{"Name":"stolen"}';
    const clients = [
      tampering((request) => {
        request.body = stolen;
      }),
      tampering((request) => {
        request.body = stolen;
        request.headers['x-amz-content-sha256'] = createHash('sha256').update(stolen).digest('hex');
      }),
      tampering((request) => {
        request.headers['content-type'] = 'text/plain';
      }),
    ];
    for (const client of clients) {
      await expect(client.send(create)).rejects.toMatchObject(refused('InvalidSignatureException'));
    }
    const elsewhere = tampering((request) => {
      request.path = request.path.replace('apps/a', 'apps/b');
    });
    await expect(elsewhere.send(new GetAppCommand({ ApplicationId: 'a' }))).rejects.toMatchObject(
      refused('InvalidSignatureException'),
    );
    const names = (await pinpoint.send(new GetAppsCommand({}))).ApplicationsResponse?.Item?.map(
      (app) => app.Name,
    );
    expect(names).not.toContain('stolen');
  });

  it('is accepted within 15 minutes of the stage’s clock, and refused beyond', async () => {
    for (const skew of [-14, 14]) {
      stage.clock.set(new Date(now.getTime() + minutes(skew)));
      await pinpoint.send(new GetAppsCommand({}));
    }
    stage.clock.set(new Date(now.getTime() + minutes(17)));
    await expect(pinpoint.send(new GetAppsCommand({}))).rejects.toMatchObject({
      ...refused('InvalidSignatureException'),
      message: expect.stringContaining('Signature expired'),
    });
    stage.clock.set(new Date(now.getTime() - minutes(16)));
    await expect(pinpoint.send(new GetAppsCommand({}))).rejects.toMatchObject({
      ...refused('InvalidSignatureException'),
      message: expect.stringContaining('Signature not yet current'),
    });
  });

  it('is refused when it was signed for another service', async () => {
    const client = stage.pinpoint();
    const authSchemes = [{ name: 'sigv4', signingName: 'execute-api', signingRegion: 'eu-west-1' }];
    client.config.endpointProvider = (() => ({
      url: new URL(stage.endpoint),
      properties: { authSchemes },
    })) as unknown as typeof client.config.endpointProvider;
    await expect(client.send(new GetAppsCommand({}))).rejects.toMatchObject({
      ...refused('InvalidSignatureException'),
      message: expect.stringContaining("correct service: 'mobiletargeting'"),
    });
  });
});

describe('a request without a signature', () => {
  it('is refused, in the words that AWS’s gateway has for it', async () => {
    for (const headers of [{}, { authorization: 'Basic dTpw' }, { authorization: 'Bearer' }]) {
      const response = await fetch(`${stage.endpoint}/v1/apps`, { headers });
      expect(response.status).toBe(403);
      expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
      expect(await response.json()).toEqual({
        message: 'Missing Authentication Token',
        Message: 'Missing Authentication Token',
      });
    }
  });

  it('is accepted with a bearer key, under /v1 too', async () => {
    expect((await stage.fetch('/v1/apps')).status).toBe(200);
    for (const token of [`${stage.key.keyId}.wrong`, `${stage.key.keyId}.`, 'none.none', 'none', '.', '.x']) {
      const response = await stage.fetch('/v1/apps', { headers: { authorization: `Bearer ${token}` } });
      expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
        403,
        'UnrecognizedClientException',
      ]);
    }
  });
});

/** The SDK's own signer, which also presigns. */
interface Signer {
  presign(request: object, options: object): Promise<{ path: string; query: Record<string, string> }>;
  sign(request: object): Promise<{ headers: Record<string, string> }>;
}

async function signer(): Promise<Signer> {
  const scheme = {
    name: 'sigv4',
    signingName: 'mobiletargeting',
    signingRegion: 'eu-west-1',
    properties: {},
  };
  return (await (pinpoint.config as unknown as { signer(scheme: object): Promise<Signer> }).signer(
    scheme,
  )) as Signer;
}

const requestTo = (method: string, path: string, headers: Record<string, string> = {}, body?: string) => {
  const { host, hostname, port } = new URL(stage.endpoint);
  return { method, protocol: 'http:', hostname, port, path, query: {}, headers: { host, ...headers }, body };
};

describe('a presigned request', () => {
  const presign = async (expiresIn: number, place = '/v1/apps/x%2Fy%2Bz%3D', asked = {}) => {
    const request = { ...requestTo('GET', place), query: asked };
    const { path, query } = await (await signer()).presign(request, { expiresIn });
    return `${stage.endpoint}${path}?${Object.entries(query)
      .map((pair) => pair.map(encodeURIComponent).join('='))
      .join('&')}`;
  };

  it('is accepted until it expires', async () => {
    const url = await presign(3600);
    const answer = async () => {
      const response = await fetch(url);
      return [response.status, response.headers.get('x-amzn-errortype')];
    };
    expect(await answer()).toEqual([404, 'NotFoundException']);
    stage.clock.set(new Date(now.getTime() + minutes(59)));
    expect(await answer()).toEqual([404, 'NotFoundException']);
    stage.clock.set(new Date(now.getTime() + minutes(62)));
    expect(await answer()).toEqual([403, 'InvalidSignatureException']);
  });

  it('asks a named query or a route of the stage as any other does', async () => {
    const status = async (place: string, asked = {}) =>
      (await fetch(await presign(3600, place, asked))).status;
    expect(await status('/queries/rfm_segments', { upload_id: 'a', format: 'csv' })).toBe(200);
    expect(await status('/queries/rfm_segments', { upload_id: 'a', colour: 'red' })).toBe(400);
    expect(await status('/campaigns', { maxAge: '60' })).toBe(200);
    expect(await status('/campaigns', { colour: 'red' })).toBe(400);
  });

  it('is refused for another path, another method or a longer time', async () => {
    const url = await presign(3600);
    for (const [changed, method] of [
      [url.replace('x%2Fy', 'x%2Fz'), 'GET'],
      [url, 'DELETE'],
      [url.replace('X-Amz-Expires=3600', 'X-Amz-Expires=86400'), 'GET'],
    ] as const) {
      const response = await fetch(changed, { method });
      expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
        403,
        'InvalidSignatureException',
      ]);
    }
  });
});

describe('a signed request to a route that reads its own body', () => {
  const size = 8 * 1024 * 1024;
  const put = async (signed: string, sent: string, headers: Record<string, string> = {}) => {
    const request = requestTo('PUT', '/echo/a%2Fb.csv', headers, signed);
    const { headers: signedHeaders } = await (await signer()).sign(request);
    const { host: _, ...rest } = signedHeaders;
    return fetch(`${stage.endpoint}/echo/a%2Fb.csv`, { method: 'PUT', headers: rest, body: sent });
  };

  it('may be larger than a Pinpoint request', async () => {
    const body = 'x'.repeat(size);
    const response = await put(body, body);
    expect([response.status, await response.json()]).toEqual([200, { name: 'a/b.csv', bytes: size }]);
  });

  it('is refused when the body is not the one that was signed', async () => {
    const response = await put('x'.repeat(size), `y${'x'.repeat(size - 1)}`);
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
      403,
      'InvalidSignatureException',
    ]);
  });

  it('is accepted with any body when the signer left the body out', async () => {
    const response = await put('signed', 'sent', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' });
    expect(await response.json()).toEqual({ name: 'a/b.csv', bytes: 4 });
  });

  it('is refused with a way of payload signing that is not supported', async () => {
    const hash = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
    const response = await put('signed', 'sent', { 'x-amz-content-sha256': hash });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
      403,
      'InvalidSignatureException',
    ]);
  });
});
