/** What SES says of the account in the stage's region. */
export interface EmailAccount {
  /** Writes to verified addresses only. */
  readonly isSandbox: boolean;
  /** AWS lets the account send. */
  readonly maySend: boolean;
  /** E-mails in the last 24 hours, and at most; `-1`: without limit. */
  readonly sentInDay: number;
  readonly dailyQuota: number;
}

export interface QueueDepth {
  readonly name: string;
  readonly waiting: number;
}

export interface RingingAlarm {
  readonly name: string;
  /** What CloudWatch says of it. */
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly since?: string;
}

/** What the services around a stage say of it, as of now. */
export interface StageChecks {
  /** `undefined` where e-mail does not go through SES. */
  emailAccount(): Promise<EmailAccount | undefined>;
  /** Whether an address may be sent from: itself verified, or its domain. */
  isVerified(address: string): Promise<boolean>;
  /** Queues of what was given up. */
  deadLetters(): Promise<readonly QueueDepth[]>;
  ringingAlarms(): Promise<readonly RingingAlarm[]>;
  /** Every table that the lake must have. */
  readonly tables: readonly string[];
  /** As `LakeSchema` has it. */
  columnsOf(table: string): Promise<readonly string[]>;
}
