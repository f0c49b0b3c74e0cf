import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/*
 * Which contract of a port runs on its AWS adapter over an engine that we did not write (moto, Trino), and why one does not.
 */
const FOLDERS = ['tests/aws', 'tests/trino'];

/** Contracts of ports that no engine of others can run on the AWS adapter. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'clock.contract.ts': 'the process’s own clock: no service',
  'ids.contract.ts': 'the process’s own randomness: no service',
  'lake-schema.contract.ts':
    'Athena’s ALTER TABLE … ADD COLUMNS is Hive’s DDL, which Trino does not read: DuckDB plays Athena (tests/contracts)',
  'query-executions.contract.ts':
    'moto’s Athena runs no SQL, and Trino has no executions that are kept: DuckDB plays Athena (tests/contracts), in its API’s own shapes',
  'remote-functions.contract.ts':
    'moto runs Lambda functions in Docker only: Lambda’s wire format is played (tests/contracts), as its API reference has it',
};

/** Channels of AWS that are not run so; e-mail is. */
const CHANNELS_NOT_RUN: Readonly<Record<string, string>> = {
  'sms-channel.ts': 'moto has no pinpoint-sms-voice-v2',
  'voice-channel.ts': 'moto has no pinpoint-sms-voice-v2',
  'push-channel.ts': 'moto’s Pinpoint has no SendMessages',
};

const ofOthers = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => /\.(aws|trino)\.ts$/.test(file))
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8')),
).join('\n');

/** `object-store.contract.ts` → whether it is imported and its suite called. */
function runs(contract: string): boolean {
  const text = readFileSync(`tests/contracts/${contract}`, 'utf8');
  const suites = [...text.matchAll(/^export function (\w+Contract)\(/gm)].map(([, name]) => name);
  if (suites.length === 0) throw new Error(`tests/contracts/${contract} exports no suite`);
  return suites.some((suite) => new RegExp(`^\\s*${suite}\\(`, 'm').test(ofOthers));
}

const contracts = readdirSync('src/ports')
  .filter((file) => file !== 'ports.ts')
  .map((file) => file.replace(/\.ts$/, '.contract.ts'));

describe('the contracts of the AWS adapters', () => {
  it.each(contracts.filter((contract) => !(contract in NOT_RUN)))('%s runs on moto or Trino', (contract) => {
    expect(runs(contract)).toBe(true);
  });

  it('names none as not run that runs, or that is no port’s', () => {
    expect(
      Object.keys(NOT_RUN).filter((contract) => !contracts.includes(contract) || runs(contract)),
    ).toEqual([]);
  });

  it('runs on every channel of AWS that is not named', () => {
    const channels = readdirSync('src/adapters/aws').filter((file) => /^\w+-channel\.ts$/.test(file));
    const run = channels.filter((file) => ofOthers.includes(`/adapters/aws/${file}'`));
    expect([...run, ...Object.keys(CHANNELS_NOT_RUN)].sort()).toEqual(channels.sort());
  });
});
