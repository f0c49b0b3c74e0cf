import { at, listAt, type Resource } from './template.ts';

/** What happens without a caller who waits: whoever fails there fails unseen, unless the stack sees to it. */
export interface Edge {
  /** `SOURCE to TARGET`, logical ids. */
  readonly name: string;
  /** It is tried again, by us or by the service itself. */
  readonly isRetried: boolean;
  /** What could not be done is kept, in dead letters, at a destination for failures or on record. */
  readonly isKept: boolean;
  /** An alarm rings. */
  readonly isWatched: boolean;
}

/** Kinds of resources by which nothing is started unasked. A kind that is neither here nor among the edges is unknown. */
const WITHOUT_EDGES = [
  'AWS::Athena::NamedQuery',
  'AWS::Athena::WorkGroup',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration', // waits for its function
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudWatch::Alarm', // tells the topic, where mail is delivered as mail is
  'AWS::DynamoDB::Table', // its stream has a mapping
  'AWS::Glue::Database',
  'AWS::Glue::Table',
  'AWS::Glue::TableOptimizer', // maintenance: what is not done today is done at its next run
  'AWS::IAM::Role',
  'AWS::IAM::RolePolicy',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Function',
  'AWS::Lambda::Url',
  'AWS::Logs::LogGroup',
  'AWS::Logs::LogStream',
  'AWS::S3::BucketPolicy',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination', // tells EventBridge, where a rule takes it
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue', // read by a mapping, if at all
  'AWS::SQS::QueuePolicy',
];

/** Who may call a function without an edge of its own in the template: whoever has the URL, and waits. */
const HTTP_CALLERS = ['*', 'apigateway.amazonaws.com'];

type Find = (resource: Resource, stack: Stack) => readonly Edge[];

/** By kind of the resource that starts something. */
const EDGES: Readonly<Record<string, Find>> = {
  'AWS::Events::Rule': ({ id, Properties }, stack) =>
    listAt(Properties, 'Targets').flatMap((target) => fromTarget(id, target, stack)),
  'AWS::Scheduler::Schedule': ({ id, Properties }, stack) => fromTarget(id, at(Properties, 'Target'), stack),
  'AWS::SNS::Subscription': ({ id, Properties }, stack) => {
    const letters = idIn(at(Properties, 'RedrivePolicy.deadLetterTargetArn'));
    const target = idIn(at(Properties, 'Endpoint'));
    const edge = {
      name: `${id} to ${target}`,
      isRetried: ['lambda', 'sqs', 'firehose'].includes(String(at(Properties, 'Protocol'))), // SNS: over 23 days
      isKept: letters !== undefined,
      isWatched: stack.watches(letters, 'QueueName'),
    };
    return [edge, ...stack.invocations(id, target)];
  },
  'AWS::S3::Bucket': ({ id, Properties }, stack) =>
    ['Lambda', 'Queue', 'Topic'].flatMap((kind) =>
      listAt(Properties, `NotificationConfiguration.${kind}Configurations`).flatMap((notified) => {
        const target = idIn(at(notified, kind === 'Lambda' ? 'Function' : kind));
        return kind === 'Lambda'
          ? stack.invocations(id, target)
          : [{ name: `${id} to ${target}`, isRetried: true, isKept: false, isWatched: false }];
      }),
    ),
  'AWS::Lambda::EventSourceMapping': ({ id, Properties }, stack) => {
    const source = idIn(at(Properties, 'EventSourceArn'));
    const queue = stack.resources.find((found) => found.id === source && found.Type === 'AWS::SQS::Queue');
    const letters = queue
      ? idIn(at(queue.Properties, 'RedrivePolicy.deadLetterTargetArn'))
      : idIn(at(Properties, 'DestinationConfig.OnFailure.Destination'));
    const partly = listAt(Properties, 'FunctionResponseTypes').includes('ReportBatchItemFailures');
    const times = Number(at(Properties, 'MaximumRetryAttempts') ?? Number.NaN); // for ever, where a stream says nothing
    return [
      {
        name: `${id} to ${idIn(at(Properties, 'FunctionName'))}`,
        isRetried: partly && (queue !== undefined || times > 0),
        isKept: letters !== undefined,
        isWatched: stack.watches(letters, 'QueueName'),
      },
    ];
  },
  'AWS::KinesisFirehose::DeliveryStream': ({ id, Properties }, stack) => {
    const s3 = at(Properties, 'ExtendedS3DestinationConfiguration');
    const isConverted = String(at(s3, 'DataFormatConversionConfiguration.Enabled')) === 'true';
    const transformed = listAt(s3, 'ProcessingConfiguration.Processors').filter(
      (processor) => at(processor, 'Type') === 'Lambda',
    );
    return [
      {
        name: `${id} to S3`,
        isRetried: transformed.every((processor) =>
          listAt(processor, 'Parameters').some(
            (parameter) =>
              at(parameter, 'ParameterName') === 'NumberOfRetries' &&
              Number(at(parameter, 'ParameterValue')) > 0,
          ),
        ), // and S3 itself by Firehose, for a day
        isKept: at(s3, 'ErrorOutputPrefix') !== undefined,
        isWatched:
          stack.watches(id, 'DeliveryStreamName', 'DeliveryToS3.DataFreshness') &&
          (!isConverted || stack.watches(id, 'DeliveryStreamName', 'FailedConversion.Records')) &&
          (transformed.length === 0 || stack.watches(id, 'DeliveryStreamName', 'ExecuteProcessing.Success')),
      },
    ];
  },
  'AWS::StepFunctions::StateMachine': (machine, stack) => {
    const [text] = listAt(machine.Properties, 'DefinitionString.Fn::Sub');
    const { TimeoutSeconds, States } = JSON.parse(String(text)) as Definition;
    const metrics = ['ExecutionsFailed', ...(TimeoutSeconds === undefined ? [] : ['ExecutionsTimedOut'])];
    const isWatched = metrics.every((metric) => stack.watches(machine.id, 'StateMachineArn', metric));
    return tasksOf(States, false).map((task) => ({
      ...task,
      name: `${machine.id} to ${task.name}`,
      isWatched,
    }));
  },
  'AWS::Lambda::Permission': ({ id, Properties }, { resources }) => {
    const caller = String(at(Properties, 'Principal'));
    const target = idIn(at(Properties, 'FunctionName'));
    if (HTTP_CALLERS.includes(caller)) return [];
    const found = resources.some(
      (resource) => CALLERS[resource.Type] === caller && JSON.stringify(resource).includes(String(target)),
    );
    return found
      ? []
      : [{ name: `${id}: ${caller} to ${target}`, isRetried: false, isKept: false, isWatched: false }];
  },
};

/** Whom a function lets in, by the kind of the edge that then must be in the template. */
const CALLERS: Readonly<Record<string, string>> = {
  'AWS::Events::Rule': 'events.amazonaws.com',
  'AWS::SNS::Subscription': 'sns.amazonaws.com',
  'AWS::S3::Bucket': 's3.amazonaws.com',
};

interface State {
  readonly Type: string;
  readonly Retry?: readonly unknown[];
  readonly Catch?: readonly { readonly Next: string }[];
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
  readonly Branches?: readonly { readonly States: Readonly<Record<string, State>> }[];
}
interface Definition {
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

/** Every task. The state that puts a failure on record is itself where one ends: only its retries can help. */
function tasksOf(states: Readonly<Record<string, State>>, isCaught: boolean): Omit<Edge, 'isWatched'>[] {
  const recording = new Set(Object.values(states).flatMap(({ Catch = [] }) => Catch.map(({ Next }) => Next)));
  return Object.entries(states).flatMap(([name, { Type, Retry = [], Catch = [], ...inner }]) => {
    const caught = isCaught || Catch.length > 0 || recording.has(name);
    if (Type === 'Task') return [{ name, isRetried: Retry.length > 0, isKept: caught }];
    const parts = [...(inner.ItemProcessor ? [inner.ItemProcessor] : []), ...(inner.Branches ?? [])];
    return parts.flatMap((part) => tasksOf(part.States, caught));
  });
}

interface Stack {
  readonly resources: readonly Resource[];
  /** Whether an alarm looks at a resource by that dimension, and at that metric if one is named. */
  watches(id: string | undefined, dimension: string, metric?: string): boolean;
  /** A function that is called without waiting: Lambda tries it again, as its EventInvokeConfig says. */
  invocations(source: string, target: string | undefined): Edge[];
}

function fromTarget(id: string, target: unknown, stack: Stack): Edge[] {
  const letters = idIn(at(target, 'DeadLetterConfig.Arn'));
  const called = idIn(at(target, 'Arn'));
  const edge = {
    name: `${id} to ${called}`,
    isRetried: Number(at(target, 'RetryPolicy.MaximumRetryAttempts')) > 0,
    isKept: letters !== undefined,
    isWatched: stack.watches(letters, 'QueueName') || stack.watches(called, 'FunctionName', 'Errors'),
  };
  return [edge, ...stack.invocations(id, called)];
}

/** The resource that a reference names, however it does. */
function idIn(reference: unknown): string | undefined {
  const found = at(reference, 'Ref') ?? listAt(reference, 'Fn::GetAtt')[0];
  return found === undefined ? undefined : String(found);
}

/** @throws Error for a kind of resource of which nobody has said whether it starts something */
export function asynchronousEdges(resources: readonly Resource[]): Edge[] {
  const unknown = resources.filter(({ Type }) => !(Type in EDGES) && !WITHOUT_EDGES.includes(Type));
  const customs = unknown.filter(({ Type }) => Type.startsWith('Custom::'));
  if (unknown.length > customs.length) {
    const kinds = unknown.filter((resource) => !customs.includes(resource)).map(({ Type }) => Type);
    throw new Error(`Whether these start something is not known: ${[...new Set(kinds)].join(', ')}`);
  }
  const alarms = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  const stack: Stack = {
    resources,
    watches: (id, name, metric) =>
      id !== undefined &&
      alarms.some(
        ({ Properties }) =>
          (metric === undefined || at(Properties, 'MetricName') === metric) &&
          listAt(Properties, 'Dimensions').some(
            (dimension) => at(dimension, 'Name') === name && idIn(at(dimension, 'Value')) === id,
          ),
      ),
    invocations(source, target) {
      const called = resources.find(({ id }) => id === target);
      if (called?.Type !== 'AWS::Lambda::Function') return [];
      const settings = resources.find(
        ({ Type, Properties }) =>
          Type === 'AWS::Lambda::EventInvokeConfig' && idIn(at(Properties, 'FunctionName')) === target,
      )?.Properties;
      const letters = idIn(at(settings, 'DestinationConfig.OnFailure.Destination'));
      return [
        {
          name: `${source} in ${target}`,
          isRetried: Number(at(settings, 'MaximumRetryAttempts')) > 0,
          isKept: letters !== undefined,
          isWatched:
            stack.watches(target, 'FunctionName', 'Errors') &&
            (letters === undefined || stack.watches(letters, 'QueueName')),
        },
      ];
    },
  };
  return [
    ...resources.flatMap((resource) => EDGES[resource.Type]?.(resource, stack) ?? []),
    ...customs.flatMap(({ id, Properties }) => stack.invocations(id, idIn(at(Properties, 'ServiceToken')))),
  ];
}

/** What edges lack, as `name: what`. */
export function edgeFaults(edges: readonly Edge[]): string[] {
  return edges.flatMap(({ name, isRetried, isKept, isWatched }) => [
    ...(isRetried ? [] : [`${name}: not tried again`]),
    ...(isKept ? [] : [`${name}: lost when it fails`]),
    ...(isWatched ? [] : [`${name}: no alarm`]),
  ]);
}
