import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll } from '@jest/globals';
import { parse } from 'yaml';
import { firehoseEventSink } from '../../src/adapters/aws/firehose-event-sink.ts';
import { s3ObjectStore } from '../../src/adapters/aws/s3-object-store.ts';
import { sesChannel } from '../../src/adapters/aws/ses-channel.ts';
import { sfnWorkflowEngine } from '../../src/adapters/aws/sfn-workflow-engine.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { channelContract } from '../contracts/channels.contract.ts';
import { eventSinkContract } from '../contracts/event-sink.contract.ts';
import {
  CONTRACT_MACHINE,
  contractHandlers,
  workflowEngineContract,
} from '../contracts/workflow-engine.contract.ts';
import { type Emulator, startEmulator } from './moto.ts';

/* Contracts whose emulator must be asked what it has taken, or which asks back: Firehose to S3, SES v2, Step Functions. */
const ROLE = 'arn:aws:iam::123456789012:role/any';
let tasks: Server;
let emulator: Emulator;
/** What the functions of the machine of the moment do. */
let handlers = contractHandlers([]);
beforeAll(async () => {
  tasks = createServer(async (request, response) => {
    const call = (await json(request)) as { function: string; input: unknown };
    const answer = await handlers[call.function]?.(call.input).then(
      (payload) => ({ payload }),
      (error: Error) => ({ error: { errorType: error.name, errorMessage: error.message } }),
    );
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((listening) => tasks.listen(0, '127.0.0.1', listening));
  emulator = await startEmulator([], `http://127.0.0.1:${(tasks.address() as AddressInfo).port}`);
  const body = JSON.stringify({ stepfunctions: { execute_state_machine: true } });
  await fetch(`${emulator.endpoint}/moto-api/config`, { method: 'POST', body });
  await new SESv2Client(emulator.options).send(
    new CreateEmailIdentityCommand({ EmailIdentity: 'shop@example.com' }),
  );
}, 120_000);
afterAll(async () => {
  await emulator.stop();
  tasks.close();
});

let opened = 0;

eventSinkContract('Firehose to S3 on moto', async () => {
  const [client, s3, name] = [
    new FirehoseClient(emulator.options),
    new S3Client(emulator.options),
    `sink-${++opened}`,
  ];
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  const destination = { BucketARN: `arn:aws:s3:::${name}`, RoleARN: ROLE, Prefix: 'events/' };
  await client.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: name,
      ExtendedS3DestinationConfiguration: destination,
    }),
  );
  const bucket = s3ObjectStore(s3, name);
  return {
    sink: firehoseEventSink({ client, streamName: name, pause: async () => undefined }),
    async stored() {
      const files = await Promise.all((await bucket.list('events/')).map(({ key }) => bucket.get(key)));
      const lines = files.flatMap((body) => new TextDecoder().decode(body).split('\n').filter(Boolean));
      return lines.map((line) => JSON.parse(line));
    },
  };
});

/** Addresses of every message that moto's SES has taken. */
async function sent(): Promise<string[]> {
  const models = (await (await fetch(`${emulator.endpoint}/moto-api/data.json`)).json()) as {
    ses?: { RawMessage?: { raw_data: string }[] };
  };
  return (models.ses?.RawMessage ?? []).map(
    ({ raw_data: text }) => /^To: (.*)$/m.exec(text)?.[1]?.trim() ?? '',
  );
}

// A sender who is not verified is what moto's SES refuses.
channelContract(
  'SES v2 on moto, EMAIL',
  { idempotent: false, tracks: false, refuses: true, remote: false },
  async () => {
    const before = (await sent()).length;
    const client = new SESv2Client({ ...emulator.options, maxAttempts: 1 });
    return {
      channel: sesChannel({ client, clock: systemClock(), tracks: false }),
      channelType: 'EMAIL',
      content: (address) => ({
        kind: 'EMAIL',
        from: address.startsWith('refused') ? 'stranger@example.net' : 'Shop <shop@example.com>',
        subject: 'Hello',
        html: '<p>Hello</p>',
        text: 'Hello',
        headers: [],
      }),
      refusedAddress: 'refused@example.com',
      received: async () => (await sent()).slice(before),
    };
  },
);

workflowEngineContract('Step Functions on moto', async () => {
  const calls: string[] = [];
  handlers = contractHandlers(calls);
  const client = new SFNClient(emulator.options);
  const customTags = [
    {
      tag: '!GetAtt',
      resolve: (text: string) =>
        `arn:aws:lambda:us-east-1:123456789012:function:${text.replace('LambdaFunction.Arn', '')}`,
    },
  ];
  const definition = JSON.stringify(parse(CONTRACT_MACHINE, { customTags }).definition);
  const prefix = `stage-${++opened}-`;
  await client.send(new CreateStateMachineCommand({ name: `${prefix}contract`, roleArn: ROLE, definition }));
  const engine = sfnWorkflowEngine(client, `arn:aws:states:us-east-1:123456789012:stateMachine:${prefix}`);
  return {
    engine,
    calls,
    async ended(id) {
      for (;;) {
        const found = await engine.describe(id);
        if (found && found.status !== 'RUNNING') return found;
        await new Promise((over) => setTimeout(over, 20));
      }
    },
  };
});
