import {
  type CloudWatchClient,
  GetMetricStatisticsCommand,
  type MetricAlarm,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { Clock } from '../../ports/clock.ts';
import type { StageChecks } from '../../ports/stage-checks.ts';

export interface AwsChecksOptions {
  readonly ses: SESv2Client;
  readonly cloudWatch: CloudWatchClient;
  readonly clock: Clock;
  /** What the names of the stack's alarms begin with. */
  readonly alarmPrefix: string;
  readonly tables: readonly string[];
  readonly columnsOf: StageChecks['columnsOf'];
}

const WAITING = 'ApproximateNumberOfMessagesVisible';
/** SQS tells CloudWatch each five minutes at least of a queue that holds something. */
const LOOK_BACK_MS = 15 * 60_000;

/** The StageChecks port on AWS. The queues of dead letters are those that the stack's alarms watch. */
export function awsChecks(options: AwsChecksOptions): StageChecks {
  const { ses, cloudWatch, clock, alarmPrefix, tables, columnsOf } = options;

  async function alarms(): Promise<MetricAlarm[]> {
    const found: MetricAlarm[] = [];
    const input = { AlarmNamePrefix: alarmPrefix };
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: cloudWatch }, input))
      found.push(...MetricAlarms);
    return found;
  }

  async function waitingIn(queue: string): Promise<number> {
    const now = clock.now();
    const { Datapoints = [] } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/SQS',
        MetricName: WAITING,
        Dimensions: [{ Name: 'QueueName', Value: queue }],
        StartTime: new Date(now.getTime() - LOOK_BACK_MS),
        EndTime: now,
        Period: 300,
        Statistics: ['Maximum'],
      }),
    );
    const time = (point: { Timestamp?: Date }) => point.Timestamp?.getTime() ?? 0;
    return Datapoints.toSorted((a, b) => time(b) - time(a))[0]?.Maximum ?? 0;
  }

  async function isIdentityVerified(identity: string): Promise<boolean> {
    try {
      const found = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: identity }));
      return found.VerifiedForSendingStatus === true;
    } catch (error) {
      if (error instanceof NotFoundException) return false;
      throw error;
    }
  }

  return {
    tables,
    columnsOf,
    async emailAccount() {
      const account = await ses.send(new GetAccountCommand({}));
      return {
        isSandbox: account.ProductionAccessEnabled !== true,
        maySend: account.SendingEnabled !== false,
        sentInDay: account.SendQuota?.SentLast24Hours ?? 0,
        dailyQuota: account.SendQuota?.Max24HourSend ?? -1,
      };
    },
    async isVerified(address) {
      const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
      const names = [address, ...domain.split('.').map((_, index, parts) => parts.slice(index).join('.'))];
      for (const name of names.filter((part) => part.includes('.'))) {
        if (await isIdentityVerified(name)) return true;
      }
      return false;
    },
    async deadLetters() {
      const queues = (await alarms())
        .filter(({ MetricName }) => MetricName === WAITING)
        .flatMap(({ Dimensions = [] }) => Dimensions.flatMap(({ Value }) => Value ?? []));
      return Promise.all(queues.map(async (name) => ({ name, waiting: await waitingIn(name) })));
    },
    async ringingAlarms() {
      return (await alarms())
        .filter(({ StateValue }) => StateValue === 'ALARM')
        .map(({ AlarmName = '', StateReason = '', StateUpdatedTimestamp }) => ({
          name: AlarmName,
          reason: StateReason,
          ...(StateUpdatedTimestamp && { since: StateUpdatedTimestamp.toISOString() }),
        }));
    },
  };
}
