import { type Call, checkConditionCall, checkValueCall, isLiteral } from './check-call.ts';
import { conditions } from './conditions.ts';
import { type Defaults, defaultOf } from './default-substitutions.ts';
import type { Helper } from './helper.ts';
import { type HelperLibrary, isCondition, isValueHelper } from './helper-library.ts';
import { MAX_NESTING, type Place, templateFault } from './template-parts.ts';
import { canonicalPath, faultOfPath, isPlatformVariable, namesGroup } from './variables.ts';

/** What the rewriting of one part knows and gathers. */
export interface Rewriting {
  readonly part: string;
  readonly library: HelperLibrary;
  readonly blocks: ReadonlySet<string>;
  readonly defaults: Defaults;
  /** Values that stand in for missing ones, by the index that the rewritten template names. */
  readonly substitutes: unknown[];
  /** Helpers that the part uses. */
  readonly used: Set<string>;
  readonly partials: Map<string, hbs.AST.Program>;
  /** Expressions and statements, and characters between them, partials counted as often as they are used. */
  readonly size: { nodes: number; characters: number };
}

/** Where in a part an expression stands. */
export interface Scope {
  /** How many `each` are around it. */
  readonly turns: number;
  /** Names given by `as |name|`. */
  readonly names: readonly string[];
  readonly nesting: number;
  /** Partials that are being inserted. */
  readonly within: readonly string[];
}

/** Helpers of ours that only rewriting calls; a template cannot, since it knows only the library's names. */
export const VALUE_OR = '$valueOr';
export const SHOW = '$show';

export const placeOf = ({ part }: Rewriting, { loc }: hbs.AST.Node): Place => ({
  part,
  line: loc.start.line,
});

/** A call of a helper within a text, `{{name …}}` or `(name …)`, with every argument rewritten. */
export function rewriteCall<T extends hbs.AST.MustacheStatement | hbs.AST.SubExpression>(
  rewriting: Rewriting,
  node: T,
  scope: Scope,
): T {
  const call = callOf(rewriting, node as hbs.AST.MustacheStatement);
  const helper = isValueHelper(rewriting.library, call.name) ? rewriting.library[call.name] : undefined;
  if (helper) checkValueCall(call, helper);
  else if (isCondition(call.name) && conditions[call.name]?.inline) checkConditionCall(call, false);
  else throw templateFault(call.place, whyNoHelper(call.name));
  rewriting.used.add(call.name);
  return { ...node, ...rewriteArguments(rewriting, node as hbs.AST.MustacheStatement, scope, helper) };
}

export function callOf(
  rewriting: Rewriting,
  node: hbs.AST.Node & Pick<hbs.AST.MustacheStatement, 'path' | 'params' | 'hash'>,
): Call {
  const name = String((node.path as hbs.AST.PathExpression).original);
  return { name, params: node.params, pairs: node.hash?.pairs ?? [], place: placeOf(rewriting, node) };
}

/** The arguments of a call, rewritten. */
export function rewriteArguments(
  rewriting: Rewriting,
  { params, hash }: Pick<hbs.AST.MustacheStatement, 'params' | 'hash'>,
  scope: Scope,
  helper?: Helper,
) {
  const kinds = helper?.parameters ?? {};
  const names = Object.keys(kinds);
  const values = [...params, ...(hash?.pairs ?? []).map(({ value }) => value)];
  const inner = deeper(
    rewriting,
    values.find(({ type }) => type === 'SubExpression'),
    scope,
  );
  const rewrite = (value: hbs.AST.Expression, name = '') =>
    rewriteExpression(rewriting, value, inner, kinds[name]?.bareword === true);
  return {
    params: params.map((param, index) => rewrite(param, names[index])),
    ...(hash && {
      hash: {
        ...hash,
        pairs: hash.pairs.map((pair) => ({ ...pair, value: rewrite(pair.value, pair.key) })),
      },
    }),
  };
}

/** @throws PlatformError `BadRequest` where blocks or calls stand too deep in each other */
export function deeper(rewriting: Rewriting, node: hbs.AST.Node | undefined, scope: Scope): Scope {
  if (node && scope.nesting >= MAX_NESTING) {
    throw templateFault(placeOf(rewriting, node), `is nested more than ${MAX_NESTING} deep`);
  }
  return { ...scope, nesting: scope.nesting + 1 };
}

function rewriteExpression(
  rewriting: Rewriting,
  node: hbs.AST.Expression,
  scope: Scope,
  isBareword: boolean,
): hbs.AST.Expression {
  rewriting.size.nodes += 1;
  if (isLiteral(node)) return node;
  if (node.type === 'SubExpression') return rewriteCall(rewriting, node as hbs.AST.SubExpression, scope);
  return rewritePath(rewriting, node as hbs.AST.PathExpression, scope, isBareword);
}

/** A variable that stands for itself, `{{path}}`. */
export function rewriteVariable(
  rewriting: Rewriting,
  node: hbs.AST.MustacheStatement,
  scope: Scope,
): hbs.AST.MustacheStatement {
  if (isLiteral(node.path)) {
    throw templateFault(
      placeOf(rewriting, node),
      `{{${textOf(node.path)}}} is neither a variable nor a helper`,
    );
  }
  const path = node.path as hbs.AST.PathExpression;
  const rewritten = rewritePath(rewriting, path, scope, false);
  const isSubstituted = rewritten.type === 'SubExpression';
  if (isSubstituted) return { ...node, ...(rewritten as hbs.AST.SubExpression), type: node.type };
  if (!namesGroup(path.parts)) return { ...node, path: rewritten as hbs.AST.PathExpression };
  return { ...node, ...callTo(rewriting, SHOW, [rewritten], node.loc), type: node.type };
}

/**
 * A path as it is looked up: from the recipient's data also within `each`, by its canonical name,
 * and with what stands in when there is no value.
 */
function rewritePath(
  rewriting: Rewriting,
  node: hbs.AST.PathExpression,
  scope: Scope,
  isBareword: boolean,
): hbs.AST.Expression {
  const { data, depth, parts, original } = node;
  const isOfItem = /^(?:\.\/|this\b)/.test(original) && scope.turns > 0 && depth === 0;
  const isName = !data && depth === 0 && scope.names.includes(parts[0] ?? '') && !isOfItem;
  if (data && parts[0] !== 'root') return checkedTurn(rewriting, node, scope);
  if (isOfItem || isName) return node;
  if (parts.length === 0 || (data && parts.length === 1)) {
    if (depth === 0 && !data && scope.turns > 0) return node;
    // Handlebars loses an outer item that equals the inner one, so only names reach it.
    const what =
      depth > 0
        ? 'is out of reach; name items with as |name|'
        : 'stands for an item and needs an each around it';
    throw templateFault(placeOf(rewriting, node), `{{${original}}} ${what}`);
  }
  const path = canonicalPath(data ? parts.slice(1) : parts);
  const fault = faultOfPath(path);
  if (fault) throw templateFault(placeOf(rewriting, node), `{{${original}}} ${fault}`);
  const found: hbs.AST.PathExpression =
    scope.turns === 0
      ? { ...node, data: false, depth: 0, parts: path, original: `this.${path.join('.')}` }
      : { ...node, data: true, depth: 0, parts: ['root', ...path], original: `@root.${path.join('.')}` };
  const substitute =
    defaultOf(rewriting.defaults, path) ?? (isBareword && !isPlatformVariable(path) ? original : undefined);
  return substitute === undefined ? found : withSubstitute(rewriting, found, substitute);
}

const TURN_VARIABLES = ['index', 'first', 'last', 'key'];

/** `@index` and its like. */
function checkedTurn(rewriting: Rewriting, node: hbs.AST.PathExpression, { turns }: Scope) {
  const [name = '', ...more] = node.parts;
  if (TURN_VARIABLES.includes(name) && more.length === 0 && node.depth < turns) return node;
  const what = TURN_VARIABLES.includes(name) ? 'needs an each around it' : 'is no variable';
  throw templateFault(placeOf(rewriting, node), `{{${node.original}}} ${what}`);
}

function withSubstitute(rewriting: Rewriting, path: hbs.AST.PathExpression, substitute: unknown) {
  const value = rewriting.substitutes.push(substitute) - 1;
  const index = { type: 'NumberLiteral', value, original: value, loc: path.loc } as hbs.AST.NumberLiteral;
  return callTo(rewriting, VALUE_OR, [path, index], path.loc);
}

function callTo(
  { used }: Rewriting,
  name: string,
  params: hbs.AST.Expression[],
  loc: hbs.AST.SourceLocation,
): hbs.AST.SubExpression {
  used.add(name);
  const path = { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc };
  const hash = { type: 'Hash', pairs: [], loc };
  return { type: 'SubExpression', path, params, hash, loc } as hbs.AST.SubExpression;
}

function whyNoHelper(name: string): string {
  if (isCondition(name) || name === 'each') return `${name} is a block: {{#${name} …}}…{{/${name}}}`;
  return `there is no helper ${name}`;
}

function textOf(node: hbs.AST.Expression): string {
  return String((node as Partial<hbs.AST.StringLiteral>).original);
}
