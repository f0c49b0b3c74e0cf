/**
 * List prices of us-east-1 in US dollars, without free tiers, discounts and taxes. AWS's pages could not be asked here.
 * Public copies of them confirmed Pinpoint's audience, e-mail and events, Firehose's ingestion and conversion, DynamoDB's
 * reads and writes; the others are as commonly known on the day below. Check them before you decide on a figure
 * (`npm run bench:cost` reckons anew).
 */
export const PRICES_AS_OF = '2026-11-28';

export interface Price {
  /** US dollars for `per` of the unit. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  /** The page of AWS's that has it. */
  readonly source: string;
}

const price = (usd: number, per: number, unit: string, source: string): Price => ({ usd, per, unit, source });

const MILLION = 1_000_000;

export const PRICES = {
  lambdaRequest: price(0.2, MILLION, 'requests', 'AWS Lambda Pricing'),
  lambdaGbSecond: price(0.0000133334, 1, 'GB-second on Arm', 'AWS Lambda Pricing'),
  firehoseGb: price(0.029, 1, 'GB taken in, each record rounded up to 5 KB', 'Amazon Data Firehose Pricing'),
  firehoseConvertedGb: price(0.018, 1, 'GB made Parquet, rounded likewise', 'Amazon Data Firehose Pricing'),
  firehosePartitionedGb: price(0.02, 1, 'GB partitioned', 'Amazon Data Firehose Pricing'),
  firehoseObject: price(0.005, 1000, 'partitioned objects', 'Amazon Data Firehose Pricing'),
  firehoseJqHour: price(0.07, 1, 'hour of partitioning by JQ', 'Amazon Data Firehose Pricing'),
  s3GbMonth: price(0.023, 1, 'GB-month, Standard', 'Amazon S3 Pricing'),
  s3Put: price(0.005, 1000, 'PUT and LIST requests', 'Amazon S3 Pricing'),
  s3Get: price(0.0004, 1000, 'GET requests', 'Amazon S3 Pricing'),
  athenaTerabyte: price(5, 1, 'TB scanned, at least 10 MB a query', 'Amazon Athena Pricing'),
  stepFunctionsTransition: price(0.025, 1000, 'state transitions, Standard', 'AWS Step Functions Pricing'),
  dynamoDbWrite: price(0.625, MILLION, 'write units, on demand', 'Amazon DynamoDB Pricing'),
  dynamoDbRead: price(0.125, MILLION, 'read units, on demand', 'Amazon DynamoDB Pricing'),
  dynamoDbGbMonth: price(0.25, 1, 'GB-month', 'Amazon DynamoDB Pricing'),
  dynamoDbRecoveryGbMonth: price(0.2, 1, 'GB-month of point-in-time recovery', 'Amazon DynamoDB Pricing'),
  glueDpuHour: price(0.44, 1, 'DPU-hour of table optimizers', 'AWS Glue Pricing'),
  sesEmail: price(0.1, 1000, 'e-mails', 'Amazon SES Pricing'),
  cloudWatchAlarm: price(0.1, 1, 'alarm', 'Amazon CloudWatch Pricing'),
  cloudWatchLogGb: price(0.5, 1, 'GB of logs taken in', 'Amazon CloudWatch Pricing'),
  xrayTrace: price(5, MILLION, 'traces recorded', 'AWS X-Ray Pricing'),
  kmsKey: price(1, 1, 'key a month', 'AWS KMS Pricing'),
  kmsRequest: price(0.03, 10_000, 'requests', 'AWS KMS Pricing'),
  schedulerInvocation: price(
    1,
    MILLION,
    'invocations of EventBridge Scheduler',
    'Amazon EventBridge Pricing',
  ),
} as const satisfies Record<string, Price>;

/** Amazon Pinpoint's own list, before AWS ended it on 30 October 2026. */
export const PINPOINT = {
  freeAudience: 5000,
  audience: price(
    0.0012,
    1,
    'endpoint targeted in a month, after the first 5,000',
    'Amazon Pinpoint Pricing',
  ),
  freeEvents: 100 * MILLION,
  event: price(1, MILLION, 'events collected, after the first 100 million', 'Amazon Pinpoint Pricing'),
  email: price(0.0001, 1, 'e-mail', 'Amazon Pinpoint Pricing'),
} as const;
