import type { Readable } from 'node:stream';
import { PlatformError } from '../errors.ts';
import { csvDefinitionReader, type RawDefinition } from './csv-definitions.ts';
import { type Line, readLines } from './read-lines.ts';

/** A definition as it stands in a file, or why the line holds none. */
export type FileDefinition = {
  readonly line: number;
  /** The line as it stands, when it holds none. */
  readonly text?: string;
} & Attempt<RawDefinition>;

/** What a rule made, or why it refused. */
export type Attempt<T> = { readonly failure?: undefined; readonly value: T } | { readonly failure: string };

/**
 * The definitions of an import file, in order, in batches.
 * @throws PlatformError `BadFile` when the file as a whole cannot be used
 */
export async function* readDefinitions(
  body: Readable,
  name: string,
  format: 'CSV' | 'JSON',
): AsyncGenerator<FileDefinition[]> {
  let read = format === 'JSON' ? jsonDefinition : undefined;
  for await (const lines of readLines(body, name)) {
    const definitions: FileDefinition[] = [];
    for (const line of lines) {
      if (read === undefined) {
        read = csvDefinitionReader(line.text ?? '', name);
        continue;
      }
      const reader = read;
      const found = attempt(() => reader(textOf(line)));
      if (found.failure !== undefined) {
        definitions.push({ line: line.line, text: line.text, failure: found.failure });
      } else for (const value of found.value) definitions.push({ line: line.line, value });
    }
    yield definitions;
  }
}

/** Runs a rule; what it refuses is data, not an error. */
export function attempt<T>(rule: () => T): Attempt<T> {
  try {
    return { value: rule() };
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'BadRequest') return { failure: error.message };
    throw error;
  }
}

function textOf({ text }: Line): string {
  if (text === undefined) throw new PlatformError('BadRequest', 'the line is over a million characters long');
  return text;
}

function jsonDefinition(text: string): RawDefinition[] {
  try {
    return [JSON.parse(text) as RawDefinition];
  } catch (error) {
    throw new PlatformError('BadRequest', `not JSON: ${(error as Error).message}`);
  }
}
