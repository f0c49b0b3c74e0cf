import { GetAppsCommand, TagResourceCommand } from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureStageKey } from '../../src/core/keys/keys.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const post = (body: unknown) => stage.fetch('/keys', { method: 'POST', body: JSON.stringify(body) });

async function newKey(...scopes: string[]): Promise<{ keyId: string; secret: string }> {
  return (await (await post({ name: 'k', scopes })).json()) as { keyId: string; secret: string };
}

const as = (key: { keyId: string; secret: string }) =>
  stage.pinpoint({ credentials: { accessKeyId: key.keyId, secretAccessKey: key.secret } });

describe('access keys', () => {
  it('are issued with a secret that is told once', async () => {
    const response = await post({ name: 'reports', scopes: ['report', 'report'] });
    expect(response.status).toBe(201);
    const made = (await response.json()) as Record<string, unknown>;
    expect(made).toEqual({
      keyId: expect.stringMatching(/^TP[A-Z0-9]{18}$/),
      secret: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      name: 'reports',
      scopes: ['report'],
      createdAt: stage.clock.now().toISOString(),
    });
    const { secret, ...shown } = made;
    const listed = await (await stage.fetch('/keys')).text();
    expect(JSON.parse(listed).keys).toContainEqual(shown);
    expect(listed).not.toContain(secret);
    const stored = JSON.stringify(await stage.ports.documents.query('keys', ''));
    expect(stored).not.toContain(secret);
  });

  it('are refused without a name, or with scopes that do not exist', async () => {
    for (const body of [{}, { name: 'k' }, { name: 'k', scopes: [] }, { name: '', scopes: ['report'] }]) {
      expect((await post(body)).status).toBe(400);
    }
    const response = await post({ name: 'k', scopes: ['root'] });
    expect(await response.json()).toEqual({
      error: { code: 'BadRequest', message: expect.stringContaining('scopes.0') },
      requestId: response.headers.get('x-amzn-requestid'),
    });
  });

  it('open what their scopes say and nothing else', async () => {
    const report = as(await newKey('report'));
    await report.send(new GetAppsCommand({}));
    const tagging = new TagResourceCommand({ ResourceArn: 'arn:x', TagsModel: { tags: {} } });
    await expect(report.send(tagging)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('TagResource'),
      $metadata: { httpStatusCode: 403 },
    });
    await expect(as(await newKey('ingest')).send(new GetAppsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    const both = as(await newKey('ingest', 'report'));
    await both.send(new GetAppsCommand({}));
  });

  it('can be managed by admins only', async () => {
    const { keyId, secret } = await newKey('report', 'send', 'ingest');
    const headers = { authorization: `Bearer ${keyId}.${secret}` };
    for (const [method, path] of [
      ['GET', '/keys'],
      ['POST', '/keys'],
      ['DELETE', `/keys/${keyId}`],
    ] as const) {
      const response = await stage.fetch(path, { method, headers });
      expect(response.status).toBe(403);
      expect(response.headers.get('x-amzn-errortype')).toBe('AccessDeniedException');
    }
  });

  it('open nothing from the moment they are revoked', async () => {
    const key = await newKey('admin');
    const client = as(key);
    await client.send(new GetAppsCommand({}));
    stage.clock.advance(60_000);

    const revoked = await stage.fetch(`/keys/${key.keyId}`, { method: 'DELETE' });

    expect(revoked.status).toBe(200);
    expect(await revoked.json()).toMatchObject({
      keyId: key.keyId,
      revokedAt: stage.clock.now().toISOString(),
    });
    await expect(client.send(new GetAppsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      $metadata: { httpStatusCode: 403 },
    });
    const headers = { authorization: `Bearer ${key.keyId}.${key.secret}` };
    expect((await stage.fetch('/keys', { headers })).status).toBe(403);
    expect((await stage.fetch('/keys/TPNONE', { method: 'DELETE' })).status).toBe(404);
  });

  it('always leave one admin', async () => {
    const own = await openStage();
    const revoke = async (keyId: string) => (await own.fetch(`/keys/${keyId}`, { method: 'DELETE' })).status;
    expect(await revoke(own.key.keyId)).toBe(400);
    await own.newKey('send', 'report', 'ingest');
    expect(await revoke(own.key.keyId)).toBe(400);
    await own.newKey('admin');
    expect(await revoke(own.key.keyId)).toBe(200);
    await own.close();
  });
});

describe('the stage’s ready key', () => {
  const secret = 'a secret / of + my own';
  const ensure = (keyId: string, text = secret) => ensureStageKey(stage.ports, keyId, text);

  it('opens everything, and is the same after another start', async () => {
    const first = await ensure('touchpoint');
    stage.clock.advance(60_000);
    expect(await ensure('touchpoint')).toEqual(first);
    await as({ keyId: 'touchpoint', secret }).send(new GetAppsCommand({}));
  });

  it('takes another secret when it is given one', async () => {
    await ensure('changed');
    await ensure('changed', 'another');
    await as({ keyId: 'changed', secret: 'another' }).send(new GetAppsCommand({}));
    await expect(as({ keyId: 'changed', secret }).send(new GetAppsCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  it('stays revoked after another start with the same secret', async () => {
    await ensure('revoked');
    await stage.fetch('/keys/revoked', { method: 'DELETE' });
    await ensure('revoked');
    await expect(as({ keyId: 'revoked', secret }).send(new GetAppsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  it('needs an id that fits a credential, and a secret', async () => {
    for (const id of ['', 'a.b', 'a/b', 'a b', 'x'.repeat(129)]) {
      await expect(ensure(id)).rejects.toMatchObject({ code: 'BadRequest' });
    }
    await expect(ensure('touchpoint', '')).rejects.toMatchObject({ code: 'BadRequest' });
  });
});
