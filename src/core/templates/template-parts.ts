import Handlebars from 'handlebars';
import { PlatformError } from '../errors.ts';

/** Where a fault is: a part of a message and a line in it. */
export interface Place {
  readonly part: string;
  readonly line: number;
}

export function templateFault({ part, line }: Place, what: string, cause?: unknown): PlatformError {
  return new PlatformError('BadRequest', `${part} line ${line}: ${what}`, {}, { cause });
}

/** Of blocks and calls in each other. Ours, as the other bounds: the reference gives none. */
export const MAX_NESTING = 50;
/** Expressions and statements of a part; the largest template has 600,000 characters. */
export const MAX_NODES = 10_000;

/** Of one expression, and of all of a part. */
const MAX_TAG = 5_000;
const MAX_TAGS = 200_000;

/**
 * Handlebars' syntax tree of a part.
 * @param blocks names of the platform's own, which do not count: what could be created can be sent
 * @throws PlatformError `BadRequest` naming the line that it cannot read
 */
export function parsePart(part: string, text: string, blocks: ReadonlySet<string>): hbs.AST.Program {
  checkBounds(part, text, blocks);
  try {
    return Handlebars.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw templateFault(
      { part, line: lineOf(cause, message) },
      `not Handlebars: ${reasonOf(message)}`,
      cause,
    );
  }
}

/** Before the parser, whose time grows fast with nesting and words. */
function checkBounds(part: string, text: string, ours: ReadonlySet<string>): void {
  const refuse = (at: number, what: string) =>
    templateFault({ part, line: text.slice(0, at).split('\n').length }, what);
  let blocks = 0;
  let tags = 0;
  let characters = 0;
  for (let open = text.indexOf('{{'), next: number; open >= 0; open = next) {
    const close = text.indexOf('}}', open);
    const tag = text.slice(open, close < 0 ? undefined : close);
    next = text.indexOf('{{', open + tag.length);
    if (ours.has(/^\{\{[#/](\w+)/.exec(tag)?.[1] ?? '')) continue;
    if (tag.startsWith('{{{{')) throw refuse(open, 'raw blocks are not known');
    tags += 1;
    const length = tag.startsWith('{{!') ? 0 : tag.length; // comments cost nothing
    characters += length;
    if (length > MAX_TAG) {
      throw refuse(open, `has an expression of more than ${MAX_TAG} characters`);
    }
    blocks += /^\{\{~?(?:#|\^\s*[^\s~])/.test(tag) ? 1 : /^\{\{~?\//.test(tag) ? -1 : 0;
    if (Math.max(blocks, callsWithin(tag)) > MAX_NESTING) {
      throw refuse(open, `is nested more than ${MAX_NESTING} deep`);
    }
    if (tags > MAX_NODES || characters > MAX_TAGS) {
      throw refuse(open, `has more than ${MAX_NODES} expressions or ${MAX_TAGS} characters in them`);
    }
  }
}

/** How deep calls stand in each other. */
function callsWithin(tag: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [parenthesis] of tag.matchAll(/[()]/g)) {
    depth += parenthesis === '(' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function lineOf(cause: unknown, message: string): number {
  const told = (cause as { readonly lineNumber?: unknown }).lineNumber;
  return typeof told === 'number' ? told : Number(/ on line (\d+)/.exec(message)?.[1] ?? 1);
}

/** Without the drawing and the names of tokens that the parser adds; with what it stumbled over. */
function reasonOf(message: string): string {
  const [first = '', excerpt = ''] = message.split('\n');
  if (!/^(?:Parse|Lexical) error on line/.test(first)) return first;
  return `cannot be read near ${excerpt.trim()}`;
}
