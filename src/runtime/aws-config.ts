/** What a function of the stack reads from its environment (`resources/provider.yml`). */
export interface AwsConfig {
  readonly region: string;
  readonly accountId: string;
  readonly uploadBucket: string;
  readonly lakeBucket: string;
  readonly database: string;
  readonly workGroup: string;
  readonly stateTable: string;
  readonly secretsKey: string;
  /** Name of the delivery stream of events. */
  readonly eventStream: string;
  /** ARN of the stage's machines up to the machine's name. */
  readonly machinePrefix: string;
  /** Application that uploads go to; `undefined` when the stack was given none. */
  readonly applicationId?: string;
  readonly clusters: number;
  /** Folder of the queries that are packaged with the function. */
  readonly queriesFolder: string;
  /** Where recipients reach the stage; empty for functions that write to nobody. */
  readonly publicUrl: string;
  readonly inDoubt: 'set-aside' | 'retry';
  /** How long an erasure waits for others that are carried out with it. */
  readonly erasureHours: number;
  /** For so long Firehose gathers events before it writes them. */
  readonly eventSeconds: number;
  /** The least minutes between two ticks of one journey. */
  readonly journeyMinutes: number;
  /** SES configuration set of e-mails whose application names none. */
  readonly emailConfigurationSet?: string;
  /** Whether SES puts in links and pixel of its own (`TOUCHPOINT_EMAIL_TRACKING` is `ses`); else the platform does. */
  readonly emailTracks: boolean;
  /** End User Messaging's configuration set of SMS and voice messages. */
  readonly smsConfigurationSet?: string;
  /** AWS's push application; one of the application's own id when absent. */
  readonly pushApplicationId?: string;
  /** What a webhook must answer to HEAD before a definition may name it; nothing is asked when absent. */
  readonly webhookAccount?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error naming the variable that is missing or wrong */
export function readAwsConfig(env: Environment): AwsConfig {
  const applicationId = needed(env, 'TOUCHPOINT_APPLICATION_ID');
  const clusters = Number(needed(env, 'TOUCHPOINT_CLUSTERS'));
  if (!Number.isInteger(clusters) || clusters < 2) {
    throw new Error(`TOUCHPOINT_CLUSTERS must be a whole number from 2, not "${env.TOUCHPOINT_CLUSTERS}"`);
  }
  return {
    region: needed(env, 'AWS_REGION'),
    accountId: needed(env, 'TOUCHPOINT_ACCOUNT_ID'),
    uploadBucket: needed(env, 'TOUCHPOINT_UPLOAD_BUCKET'),
    lakeBucket: needed(env, 'TOUCHPOINT_LAKE_BUCKET'),
    database: needed(env, 'TOUCHPOINT_DATABASE'),
    workGroup: needed(env, 'TOUCHPOINT_WORKGROUP'),
    stateTable: needed(env, 'TOUCHPOINT_STATE_TABLE'),
    secretsKey: needed(env, 'TOUCHPOINT_SECRETS_KEY'),
    eventStream: needed(env, 'TOUCHPOINT_EVENT_STREAM'),
    machinePrefix: needed(env, 'TOUCHPOINT_MACHINE_PREFIX'),
    ...(applicationId !== 'none' && { applicationId }),
    clusters,
    queriesFolder: `${needed(env, 'LAMBDA_TASK_ROOT')}/queries`,
    publicUrl: (env.TOUCHPOINT_PUBLIC_URL ?? '').replace(/\/$/, ''),
    inDoubt: readInDoubt(env.TOUCHPOINT_IN_DOUBT),
    erasureHours: readErasureHours(env.TOUCHPOINT_ERASURE_HOURS),
    eventSeconds: wholeNumber(env, 'TOUCHPOINT_EVENT_SECONDS', { least: 60, most: 300, usual: 60 }),
    journeyMinutes: wholeNumber(env, 'TOUCHPOINT_JOURNEY_MINUTES', { least: 1, most: 1440, usual: 5 }),
    emailConfigurationSet: given(env.TOUCHPOINT_EMAIL_CONFIGURATION_SET),
    emailTracks: env.TOUCHPOINT_EMAIL_TRACKING === 'ses',
    smsConfigurationSet: given(env.TOUCHPOINT_SMS_CONFIGURATION_SET),
    pushApplicationId: given(env.TOUCHPOINT_PUSH_APPLICATION_ID),
    webhookAccount: given(env.TOUCHPOINT_WEBHOOK_ACCOUNT),
  };
}

/** A parameter of the stack that stands at `none` was not given. */
const given = (value: string | undefined) => (!value || value === 'none' ? undefined : value);

function readInDoubt(text = 'set-aside'): AwsConfig['inDoubt'] {
  if (text !== 'set-aside' && text !== 'retry') {
    throw new Error(`TOUCHPOINT_IN_DOUBT must be set-aside or retry, not "${text}"`);
  }
  return text;
}

/** A run rewrites what it touches, for one person or a thousand; the law leaves a month. */
function readErasureHours(text = '24'): number {
  const hours = Number(text);
  if (Number.isFinite(hours) && hours >= 0 && hours <= 24 * 28) return hours;
  throw new Error(`TOUCHPOINT_ERASURE_HOURS must be from 0 to 672, not "${text}"`);
}

/** @throws Error naming the variable, its bounds and its value */
function wholeNumber(
  env: Environment,
  name: string,
  { least, most, usual }: { readonly least: number; readonly most: number; readonly usual: number },
): number {
  const value = Number(env[name] ?? usual);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name} must be a whole number from ${least} to ${most}, not "${env[name]}"`);
}

function needed(env: Environment, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
