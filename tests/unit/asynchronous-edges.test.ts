import { describe, expect, it } from '@jest/globals';
import { asynchronousEdges, edgeFaults } from './asynchronous-edges.ts';

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;

const faultsOf = (resources: Resources) =>
  edgeFaults(
    asynchronousEdges(
      Object.entries(resources).map(([id, resource]) => ({ Properties: {}, ...resource, id })),
    ),
  );

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const alarm = (MetricName: string, Name: string, Value: object) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: { MetricName, Dimensions: [{ Name, Value }] },
});
/** A function with all that an asynchronous call wants. */
const SAFE: Resources = {
  Work: { Type: 'AWS::Lambda::Function' },
  WorkSettings: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
      FunctionName: { Ref: 'Work' },
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: arn('Letters') } },
    },
  },
  Letters: { Type: 'AWS::SQS::Queue' },
  LettersAlarm: alarm('ApproximateNumberOfMessagesVisible', 'QueueName', {
    'Fn::GetAtt': ['Letters', 'QueueName'],
  }),
  WorkAlarm: alarm('Errors', 'FunctionName', { Ref: 'Work' }),
};
const LETTERS = { DeadLetterConfig: { Arn: arn('Letters') } };
const rule = (more: object) => ({
  Type: 'AWS::Events::Rule',
  Properties: { Targets: [{ Arn: arn('Work'), ...more }] },
});
const machine = (States: object, more: object = {}) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: { DefinitionString: { 'Fn::Sub': [JSON.stringify({ States, ...more }), {}] } },
});
const FAILED = alarm('ExecutionsFailed', 'StateMachineArn', { Ref: 'Machine' });
const RETRY = [{ ErrorEquals: ['Internal'] }];
const CATCH = [{ ErrorEquals: ['States.ALL'], Next: 'Record' }];

describe('asynchronous edges', () => {
  it('pass with retries, dead letters and alarms', () => {
    expect(
      faultsOf({ ...SAFE, Rule: rule({ RetryPolicy: { MaximumRetryAttempts: 9 }, ...LETTERS }) }),
    ).toEqual([]);
  });

  it('are seen where a rule or a schedule starts something', () => {
    expect(faultsOf({ ...SAFE, Rule: rule({}) })).toEqual([
      'Rule to Work: not tried again',
      'Rule to Work: lost when it fails',
    ]);
    const Schedule = {
      Type: 'AWS::Scheduler::Schedule',
      Properties: { Target: { Arn: arn('Queue'), ...LETTERS } },
    };
    expect(faultsOf({ Schedule })).toEqual([
      'Schedule to Queue: not tried again',
      'Schedule to Queue: no alarm',
    ]);
  });

  it('are seen in a function that is called without waiting, whoever calls', () => {
    const { WorkSettings: _, WorkAlarm: __, ...unsafe } = SAFE;
    const faults = ['not tried again', 'lost when it fails', 'no alarm'];
    const Topic = {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        Protocol: 'lambda',
        Endpoint: arn('Work'),
        RedrivePolicy: { deadLetterTargetArn: arn('Letters') },
      },
    };
    const Bucket = {
      Type: 'AWS::S3::Bucket',
      Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Function: arn('Work') }] } },
    };
    const Own = { Type: 'Custom::Own', Properties: { ServiceToken: arn('Work') } };
    for (const [name, source] of Object.entries({ Topic, Bucket, Own }))
      expect(faultsOf({ ...unsafe, [name]: source })).toEqual(
        faults.map((fault) => `${name} in Work: ${fault}`),
      );
  });

  it('are seen in a stream that is read without a report of what failed, or for ever', () => {
    const reading = (more: object) => ({
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arn('Stream'),
        FunctionName: arn('Work'),
        DestinationConfig: { OnFailure: { Destination: arn('Letters') } },
        ...more,
      },
    });
    const FunctionResponseTypes = ['ReportBatchItemFailures'];
    expect(
      faultsOf({ ...SAFE, Reading: reading({ FunctionResponseTypes, MaximumRetryAttempts: 5 }) }),
    ).toEqual([]);
    for (const wrong of [{ FunctionResponseTypes }, { MaximumRetryAttempts: 5 }])
      expect(faultsOf({ ...SAFE, Reading: reading(wrong) })).toEqual(['Reading to Work: not tried again']);
  });

  it('are seen in a queue that is read and has no dead letters of its own', () => {
    const Reading = {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arn('Waiting'),
        FunctionName: arn('Work'),
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    };
    const queue = (Properties: object) => ({ Type: 'AWS::SQS::Queue', Properties });
    expect(faultsOf({ ...SAFE, Reading, Waiting: queue({}) })).toEqual([
      'Reading to Work: lost when it fails',
      'Reading to Work: no alarm',
    ]);
    const Waiting = queue({ RedrivePolicy: { deadLetterTargetArn: arn('Letters') } });
    expect(faultsOf({ ...SAFE, Reading, Waiting })).toEqual([]);
  });

  it('are seen in a delivery stream that transforms, converts or waits unseen', () => {
    const stream = (more: object) => ({
      Type: 'AWS::KinesisFirehose::DeliveryStream',
      Properties: { ExtendedS3DestinationConfiguration: { ErrorOutputPrefix: 'undelivered/', ...more } },
    });
    const dimension = ['DeliveryStreamName', { Ref: 'Stream' }] as const;
    const Age = alarm('DeliveryToS3.DataFreshness', ...dimension);
    expect(faultsOf({ Stream: stream({}), Age })).toEqual([]);
    expect(
      faultsOf({ Stream: stream({ DataFormatConversionConfiguration: { Enabled: true } }), Age }),
    ).toEqual(['Stream to S3: no alarm']);
    const Processors = [{ Type: 'Lambda', Parameters: [{ ParameterName: 'LambdaArn' }] }];
    expect(faultsOf({ Stream: stream({ ProcessingConfiguration: { Processors } }), Age })).toEqual([
      'Stream to S3: not tried again',
      'Stream to S3: no alarm',
    ]);
    expect(faultsOf({ Stream: stream({ ErrorOutputPrefix: undefined }), Age })).toEqual([
      'Stream to S3: lost when it fails',
    ]);
  });

  it('are seen in tasks of a machine, inside a Map too, and in a machine that may time out', () => {
    const Record = { Type: 'Task', Retry: RETRY, Next: 'Failed' };
    const good = {
      Work: { Type: 'Task', Retry: RETRY, Catch: CATCH },
      Each: {
        Type: 'Map',
        Catch: CATCH,
        ItemProcessor: { States: { Part: { Type: 'Task', Retry: RETRY } } },
      },
      Record,
    };
    expect(faultsOf({ Machine: machine(good), FAILED })).toEqual([]);
    expect(faultsOf({ Machine: machine({ ...good, Work: { Type: 'Task', Retry: RETRY } }), FAILED })).toEqual(
      ['Machine to Work: lost when it fails'],
    );
    const each = { Type: 'Map', ItemProcessor: { States: { Part: { Type: 'Task' } } } };
    expect(faultsOf({ Machine: machine({ Each: each }), FAILED })).toEqual([
      'Machine to Part: not tried again',
      'Machine to Part: lost when it fails',
    ]);
    expect(faultsOf({ Machine: machine({ Record }, { TimeoutSeconds: 60 }), FAILED })).toContain(
      'Machine to Record: no alarm',
    );
  });

  it('are missed where a function lets somebody in for whom nothing stands in the template', () => {
    const Permission = {
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName: arn('Work'), Principal: 'ses.amazonaws.com' },
    };
    expect(faultsOf({ ...SAFE, Permission })).toContain('Permission: ses.amazonaws.com to Work: no alarm');
  });

  it('cannot hide in a kind of resource that nobody has looked at', () => {
    expect(() => faultsOf({ Pipe: { Type: 'AWS::Pipes::Pipe' } })).toThrow(
      'Whether these start something is not known: AWS::Pipes::Pipe',
    );
  });
});
