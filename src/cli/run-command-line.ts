import { PlatformError } from '../core/errors.ts';
import { StageUnreachable, stageClient } from '../runtime/stage-client.ts';
import { campaigns } from './campaigns.ts';
import { clock } from './clock.ts';
import { type Command, CommandError, UsageError } from './command.ts';
import { dashboard } from './dashboard.ts';
import { doctor } from './doctor.ts';
import { erasures } from './erasures.ts';
import { journeys } from './journeys.ts';
import { keys } from './keys.ts';
import { messages } from './messages.ts';
import { query } from './query.ts';
import { runs } from './runs.ts';
import { seed } from './seed.ts';
import { segments } from './segments.ts';
import { simulate } from './simulate.ts';
import { stageAddress } from './stage-address.ts';
import type { Terminal } from './terminal.ts';
import { upload } from './upload.ts';

const COMMANDS: readonly Command[] = [
  upload,
  runs,
  segments,
  campaigns,
  journeys,
  simulate,
  query,
  messages,
  erasures,
  clock,
  dashboard,
  doctor,
  keys,
  seed,
];

/**
 * Runs one command.
 * @param complain is given one line when something is wrong
 * @returns the exit status: 0, 1 when the command failed, 2 when it was called wrongly
 */
export async function runCommandLine(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
  complain: (line: string) => void,
): Promise<number> {
  const [name, ...args] = words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    return help(args[0], terminal, complain);
  }
  const command = COMMANDS.find((known) => known.name === name);
  if (!command) {
    complain(`touchpoint: there is no command ${name}; \`touchpoint help\` lists them`);
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) return help(name, terminal, complain);
  try {
    await command.run({ args, terminal, stage: async (name) => stageClient(await stageAddress(env, name)) });
    return 0;
  } catch (error) {
    terminal.status('');
    if (error instanceof UsageError) {
      complain(`touchpoint ${name}: ${error.message}`);
      complain(`usage: ${command.usage.split('\n')[0]}`);
      return 2;
    }
    complain(`touchpoint ${name}: ${reason(error)}`);
    return 1;
  }
}

function help(name: string | undefined, terminal: Terminal, complain: (line: string) => void): number {
  if (name === undefined) {
    terminal.line('usage: touchpoint COMMAND [WORDS] [OPTIONS]');
    terminal.line();
    for (const command of COMMANDS) terminal.line(`  ${command.name.padEnd(10)} ${command.summary}`);
    terminal.line(`  ${'help'.padEnd(10)} this list, or \`touchpoint help COMMAND\``);
    terminal.line();
    terminal.line('The stage is the local one, or the one that TOUCHPOINT_ENDPOINT names with');
    terminal.line('TOUCHPOINT_ACCESS_KEY_ID and TOUCHPOINT_SECRET_ACCESS_KEY.');
    return 0;
  }
  const command = COMMANDS.find((known) => known.name === name);
  if (!command) {
    complain(`touchpoint help: there is no command ${name}; \`touchpoint help\` lists them`);
    return 2;
  }
  terminal.line(`${command.summary}.`);
  terminal.line();
  terminal.line(`usage: ${command.usage}`);
  return 0;
}

/** One line that says what is wrong and, where we know it, what to do. */
function reason(error: unknown): string {
  if (error instanceof StageUnreachable) {
    return `no stage answers at ${error.endpoint}; start the local one with \`npm start\`, or name another with TOUCHPOINT_ENDPOINT`;
  }
  if (error instanceof PlatformError || error instanceof CommandError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  return code ? message : String((error as Error).stack ?? error);
}
