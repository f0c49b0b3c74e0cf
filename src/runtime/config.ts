import { resolve } from 'node:path';
import { readSmtpUrl, type SmtpServer } from '../adapters/mail/smtp-url.ts';

/** How the local stage runs. */
export interface LocalConfig {
  readonly port: number;
  readonly host: string;
  readonly home: string;
  /** Fill an empty home with the demo company. */
  readonly demo: boolean;
  readonly accessKeyId: string;
  /** A random one, kept in the home, when not given. */
  readonly secretAccessKey?: string;
  readonly uploadLimitBytes?: number;
  /** Where recipients reach the stage, when that is not where it listens; without a slash at its end. */
  readonly publicUrl?: string;
  /** Where e-mail goes; the mailbox in the home when there is none. */
  readonly smtp?: SmtpServer;
  /** What is done with messages that a crash or a lost answer left in doubt; they are set aside when absent. */
  readonly inDoubt?: 'set-aside' | 'retry';
  /** What a webhook must answer to HEAD before a definition may name it; nothing is asked when absent. */
  readonly webhookAccount?: string;
  /** Megabytes that DuckDB may hold before it spills to the home; 1,000 when absent. */
  readonly memoryMegabytes?: number;
}

const IN_DOUBT = ['set-aside', 'retry'] as const;

const DEFAULT_PORT = 3000;
const MAX_PORT = 65_535;
/** What two threads of DuckDB hold while they take events in, with room for the questions asked meanwhile. */
const LEAST_MEMORY_MEGABYTES = 512;
const MOST_MEMORY_MEGABYTES = 1_048_576;

/**
 * Reads the local stage's environment.
 * @throws Error naming the variable and its value
 */
export function readLocalConfig(env: Readonly<Record<string, string | undefined>>): LocalConfig {
  return {
    port: wholeNumber('PORT', env.PORT, 0, MAX_PORT) ?? DEFAULT_PORT,
    host: env.HOST || '127.0.0.1',
    home: resolve(env.TOUCHPOINT_HOME || '.touchpoint'),
    demo: oneOf('TOUCHPOINT_DEMO', env.TOUCHPOINT_DEMO || 'on', ['on', 'off'] as const) === 'on',
    accessKeyId: env.TOUCHPOINT_ACCESS_KEY_ID || 'touchpoint',
    secretAccessKey: env.TOUCHPOINT_SECRET_ACCESS_KEY || undefined,
    uploadLimitBytes: wholeNumber(
      'TOUCHPOINT_UPLOAD_LIMIT_BYTES',
      env.TOUCHPOINT_UPLOAD_LIMIT_BYTES,
      1,
      Number.MAX_SAFE_INTEGER,
    ),
    publicUrl: webAddress('TOUCHPOINT_PUBLIC_URL', env.TOUCHPOINT_PUBLIC_URL),
    inDoubt: oneOf('TOUCHPOINT_IN_DOUBT', env.TOUCHPOINT_IN_DOUBT || 'set-aside', IN_DOUBT),
    webhookAccount: env.TOUCHPOINT_WEBHOOK_ACCOUNT || undefined,
    memoryMegabytes: wholeNumber(
      'TOUCHPOINT_MEMORY_MB',
      env.TOUCHPOINT_MEMORY_MB,
      LEAST_MEMORY_MEGABYTES,
      MOST_MEMORY_MEGABYTES,
    ),
    smtp: env.SMTP_URL ? readSmtpUrl(env.SMTP_URL) : undefined,
  };
}

function wholeNumber(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (!text) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`${name} must be a whole number from ${least} to ${most}, not "${text}"`);
  }
  return value;
}

function webAddress(name: string, text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? '')) {
    throw new Error(`${name} must be an address of the form https://host, not "${text}"`);
  }
  return text.replace(/\/+$/, '');
}

function oneOf<Word extends string>(name: string, text: string, allowed: readonly Word[]): Word {
  const found = allowed.find((word) => word === text);
  if (found === undefined) throw new Error(`${name} must be ${allowed.join(' or ')}, not "${text}"`);
  return found;
}
