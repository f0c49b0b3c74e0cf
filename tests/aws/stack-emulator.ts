import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type Emulator, startEmulator } from './moto.ts';

/**
 * Kinds of resources that moto's CloudFormation does not make. AWS's schema of each is held by a stand-in instead, and
 * cfn-lint reads the whole template (.ci/run).
 */
export const GAPS = [
  'AWS::Athena::NamedQuery',
  'AWS::Athena::WorkGroup',
  'AWS::CloudWatch::Alarm',
  'AWS::Glue::Database',
  'AWS::Glue::Table',
  'AWS::Glue::TableOptimizer',
  'AWS::IAM::RolePolicy',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Url',
  'AWS::Logs::LogStream',
  'AWS::S3::BucketPolicy',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
];

/** An emulator that the whole stack can be deployed to. */
export interface StackEmulator extends Emulator {
  /** What CloudFormation asked of functions; moto has no Athena that runs what they then ask. */
  readonly asked: unknown[];
}

export async function startStackEmulator(): Promise<StackEmulator> {
  const asked: unknown[] = [];
  const server = createServer(async (request, response) => {
    asked.push(await json(request));
    response.end(JSON.stringify({ payload: {} }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const emulator = await startEmulator(GAPS, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    ...emulator,
    asked,
    async stop() {
      await emulator.stop();
      server.close();
    },
  };
}
