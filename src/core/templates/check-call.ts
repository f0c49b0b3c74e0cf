import { conditions } from './conditions.ts';
import type { Helper } from './helper.ts';
import { RenderingError } from './rendering-error.ts';
import { type Place, templateFault } from './template-parts.ts';

/** A helper's use: `{{name …}}`, `(name …)` or `{{#name …}}`. */
export interface Call {
  readonly name: string;
  readonly params: readonly hbs.AST.Expression[];
  readonly pairs: readonly hbs.AST.HashPair[];
  readonly place: Place;
}

/** @throws PlatformError `BadRequest` when a helper that gives a value gets too few, too many, unknown or impossible arguments */
export function checkValueCall({ name, params, pairs, place }: Call, helper: Helper): void {
  const refuse = (what: string) => templateFault(place, `${name} ${what}`);
  const names = Object.keys(helper.parameters);
  if (params.length > helper.positional) {
    throw refuse(`takes ${helper.positional} arguments without a name, not ${params.length}`);
  }
  const given = new Map(params.map((param, index) => [names[index] as string, param]));
  for (const { key, value } of pairs) {
    if (!names.includes(key))
      throw refuse(`has no argument ${key}${names.length ? `; it has ${names}` : ''}`);
    if (given.has(key)) throw refuse(`gets its argument ${key} twice`);
    given.set(key, value);
  }
  for (const [key, kind] of Object.entries(helper.parameters)) {
    const value = given.get(key);
    if (value === undefined && !kind.optional) throw refuse(`lacks its argument ${key}`);
    if (value !== undefined && isLiteral(value)) {
      checkWork(`argument ${key} `, refuse, () => kind.read(literalOf(value)));
    }
  }
  if (given.size > 0 && [...given.values()].every(isLiteral))
    checkWork('', refuse, () => helper.gives(argumentsOf(names, given, helper)));
}

function argumentsOf(
  names: readonly string[],
  given: ReadonlyMap<string, hbs.AST.Expression>,
  { parameters }: Helper,
): Record<string, unknown> {
  const literal = (name: string) =>
    given.has(name) ? literalOf(given.get(name) as hbs.AST.Expression) : undefined;
  return Object.fromEntries(names.map((name) => [name, parameters[name]?.read(literal(name))]));
}

/** @throws PlatformError `BadRequest` when a condition gets too few, too many or unknown arguments */
export function checkConditionCall({ name, params, pairs, place }: Call, isBlock: boolean): void {
  const condition = conditions[name];
  if (!condition) return;
  const { least, most } = condition;
  if (params.length < least || params.length > most) {
    const wanted = least === most ? least : `${least} to ${most}`;
    throw templateFault(place, `${name} takes ${wanted} arguments, not ${params.length}`);
  }
  const allowed = isBlock ? [] : ['yes', 'no'];
  for (const { key } of pairs) {
    if (!allowed.includes(key)) {
      throw templateFault(place, `${name} has no argument ${key}${isBlock ? ' as a block' : ''}`);
    }
  }
}

export function isLiteral(node: hbs.AST.Expression): boolean {
  return node.type.endsWith('Literal');
}

function literalOf(node: hbs.AST.Expression): unknown {
  return (node as Partial<hbs.AST.StringLiteral>).value;
}

function checkWork(subject: string, refuse: (what: string) => Error, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (error instanceof RenderingError) throw refuse(subject + error.message);
    throw error;
  }
}
