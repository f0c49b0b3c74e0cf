import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { StageClient } from '../runtime/stage-client.ts';
import type { Terminal } from './terminal.ts';

/** What a command gets to work with. */
export interface CommandContext {
  readonly args: readonly string[];
  readonly terminal: Terminal;
  /**
   * The stage that the environment names.
   * @param name of a stage on AWS, whose address is then looked up
   * @throws CommandError when no key is known
   */
  readonly stage: (name?: string) => Promise<StageClient>;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** How it is called, and what its options mean. */
  readonly usage: string;
  run(context: CommandContext): Promise<void>;
}

/** The command was called wrongly; exit status 2. */
export class UsageError extends Error {}

/** The command could not do what it was asked for; exit status 1. */
export class CommandError extends Error {}

/**
 * `parseArgs` of Node, with its complaints as usage errors.
 * @throws UsageError for an unknown option, a missing value or a wrong number of words
 */
export function readArguments<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
  words: { readonly least: number; readonly most: number },
) {
  const parsed = parseOrRefuse(args, options);
  if (parsed.positionals.length < words.least) throw new UsageError('a word is missing');
  if (parsed.positionals.length > words.most) {
    throw new UsageError(`what is ${parsed.positionals[words.most]} for?`);
  }
  return parsed;
}

function parseOrRefuse<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    const first = (error as Error).message.split('. ')[0] ?? '';
    throw new UsageError(first.charAt(0).toLowerCase() + first.slice(1), { cause: error });
  }
}
