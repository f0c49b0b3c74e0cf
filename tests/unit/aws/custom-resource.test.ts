import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asCustomResource } from '../../../src/runtime/custom-resource.ts';

let server: Server;
let status = 200;
const answers: unknown[] = [];
beforeAll(async () => {
  server = createServer(async (request, response) => {
    answers.push([request.method, request.url, await json(request)]);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  status = 200;
  answers.length = 0;
});

/** As CloudFormation sends it. */
const request = (RequestType: string) => ({
  RequestType,
  ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:touchpoint-ci-migrate',
  ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signed=yes`,
  StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/touchpoint-ci/1',
  RequestId: 'r1',
  LogicalResourceId: 'SchemaMigration',
  ResourceType: 'Custom::SchemaMigration',
  ResourceProperties: { Version: '1' },
});
const ANSWERED = {
  StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/touchpoint-ci/1',
  RequestId: 'r1',
  LogicalResourceId: 'SchemaMigration',
  PhysicalResourceId: 'SchemaMigration',
};

describe('a function that CloudFormation asks', () => {
  it.each(['Create', 'Update'])('answers %s after its work, where CloudFormation waits', async (kind) => {
    const report = await asCustomResource(async () => ({ to: 1 }))(request(kind));
    expect(report).toEqual({ to: 1 });
    expect(answers).toEqual([['PUT', '/answer?signed=yes', { Status: 'SUCCESS', ...ANSWERED }]]);
  });

  it('fails the deployment with the reason, shortened to what CloudFormation takes', async () => {
    const reason = `The stage has schema version 3${'.'.repeat(9000)}`;
    await asCustomResource(() => Promise.reject(new Error(reason)))(request('Update'));
    expect(answers).toEqual([
      ['PUT', '/answer?signed=yes', { Status: 'FAILED', Reason: reason.slice(0, 1000), ...ANSWERED }],
    ]);
  });

  it('lets the stack be removed without any work', async () => {
    await asCustomResource(() => Promise.reject(new Error('not to be done')))(request('Delete'));
    expect(answers).toEqual([['PUT', '/answer?signed=yes', { Status: 'SUCCESS', ...ANSWERED }]]);
  });

  it('fails itself when its answer is not taken, so that Lambda tries again', async () => {
    status = 403;
    await expect(asCustomResource(async () => 1)(request('Create'))).rejects.toThrow('403');
  });
});
