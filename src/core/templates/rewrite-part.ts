import { checkConditionCall } from './check-call.ts';
import { isCondition, isValueHelper } from './helper-library.ts';
import {
  callOf,
  deeper,
  placeOf,
  type Rewriting,
  rewriteArguments,
  rewriteCall,
  rewriteVariable,
  type Scope,
} from './rewrite-expression.ts';
import { MAX_NODES, templateFault } from './template-parts.ts';

/** Between the expressions of one part, with its partials inserted. */
const MAX_CHARACTERS = 2_000_000;

/**
 * Checks every use of a helper and every variable of a part, and rewrites it so that Handlebars
 * has little to do for a recipient: inline partials are inserted, variables are found from where
 * they are, defaults stand beside them.
 * @throws PlatformError `BadRequest` naming part, line and helper
 */
export function rewritePart(rewriting: Rewriting, program: hbs.AST.Program): hbs.AST.Program {
  return rewriteProgram(rewriting, program, { turns: 0, names: [], nesting: 0, within: [] });
}

function rewriteProgram(rewriting: Rewriting, program: hbs.AST.Program, scope: Scope): hbs.AST.Program {
  return {
    ...program,
    body: program.body.flatMap((statement) => rewriteStatement(rewriting, statement, scope)),
  };
}

function rewriteStatement(
  rewriting: Rewriting,
  statement: hbs.AST.Statement,
  scope: Scope,
): hbs.AST.Statement[] {
  countSize(rewriting, statement);
  switch (statement.type) {
    case 'ContentStatement':
      return [statement];
    case 'CommentStatement':
      return [];
    case 'MustacheStatement':
      return [rewriteMustache(rewriting, statement as hbs.AST.MustacheStatement, scope)];
    case 'BlockStatement':
      return [rewriteBlock(rewriting, statement as hbs.AST.BlockStatement, scope)];
    case 'DecoratorBlock':
      return definePartial(rewriting, statement as hbs.AST.DecoratorBlock);
    case 'PartialStatement':
      return insertPartial(rewriting, statement as hbs.AST.PartialStatement, scope);
    default:
      throw templateFault(
        placeOf(rewriting, statement),
        'only inline partials and their insertion are known',
      );
  }
}

function rewriteMustache(rewriting: Rewriting, node: hbs.AST.MustacheStatement, scope: Scope) {
  const { name, params, pairs } = callOf(rewriting, node);
  const isName = scope.names.includes(name);
  const isHelper =
    !isName && (isCondition(name) || name === 'each' || isValueHelper(rewriting.library, name));
  const isCall = isHelper || params.length > 0 || pairs.length > 0;
  return isCall ? rewriteCall(rewriting, node, scope) : rewriteVariable(rewriting, node, scope);
}

function rewriteBlock(
  rewriting: Rewriting,
  node: hbs.AST.BlockStatement,
  scope: Scope,
): hbs.AST.BlockStatement {
  checkBlock(rewriting, node);
  const name = node.path.original;
  rewriting.used.add(name);
  const inner = rewriting.blocks.has(name) ? scope : deeper(rewriting, node, scope);
  const names = node.program?.blockParams ?? [];
  const body =
    name === 'each' ? { ...inner, turns: inner.turns + 1, names: [...inner.names, ...names] } : inner;
  return {
    ...node,
    ...rewriteArguments(rewriting, node, scope),
    ...(node.program && { program: rewriteProgram(rewriting, node.program, body) }),
    ...(node.inverse && { inverse: rewriteProgram(rewriting, node.inverse, inner) }),
  };
}

function checkBlock(rewriting: Rewriting, node: hbs.AST.BlockStatement): void {
  const call = callOf(rewriting, node);
  const { name, params, pairs, place } = call;
  const isEach = name === 'each';
  if (isValueHelper(rewriting.library, name))
    throw templateFault(place, `${name} is no block: {{${name} …}}`);
  if (!isEach && !isCondition(name) && !rewriting.blocks.has(name)) {
    throw templateFault(place, `there is no block helper ${name}`);
  }
  checkConditionCall(call, true);
  if (isEach && (params.length !== 1 || pairs.length > 0)) {
    throw templateFault(place, `each takes 1 argument, not ${params.length + pairs.length}`);
  }
  if (!isEach && node.program?.blockParams?.length) {
    throw templateFault(place, `${name} gives no names; each does`);
  }
}

/** `{{#* inline "name"}}…{{/inline}}`: known from there to the end of the part. */
function definePartial(rewriting: Rewriting, node: hbs.AST.DecoratorBlock): [] {
  const { name, params, place } = callOf(rewriting, node);
  const [given] = params;
  if (name !== 'inline' || params.length !== 1 || given?.type !== 'StringLiteral') {
    throw templateFault(place, 'only {{#* inline "name"}} is known');
  }
  rewriting.partials.set((given as hbs.AST.StringLiteral).value, node.program);
  return [];
}

function insertPartial(
  rewriting: Rewriting,
  node: hbs.AST.PartialStatement,
  scope: Scope,
): hbs.AST.Statement[] {
  const place = placeOf(rewriting, node);
  const name = String((node.name as hbs.AST.PathExpression).original);
  if (node.name.type === 'SubExpression' || node.params.length > 0 || node.hash) {
    throw templateFault(place, 'a partial is inserted as {{> name}}, without arguments');
  }
  const program = rewriting.partials.get(name);
  if (!program) throw templateFault(place, `partial ${name} is not defined before its use`);
  if (scope.within.includes(name)) {
    throw templateFault(place, `partial ${name} inserts itself: ${[...scope.within, name].join(' → ')}`);
  }
  const inner = { ...deeper(rewriting, node, scope), within: [...scope.within, name] };
  return rewriteProgram(rewriting, program, inner).body;
}

function countSize(rewriting: Rewriting, statement: hbs.AST.Statement): void {
  const { size } = rewriting;
  const isOurs = rewriting.blocks.has(String((statement as Partial<hbs.AST.BlockStatement>).path?.original));
  size.nodes += isOurs ? 0 : 1;
  if (statement.type === 'ContentStatement') {
    size.characters += (statement as hbs.AST.ContentStatement).value.length;
  }
  if (size.nodes > MAX_NODES || size.characters > MAX_CHARACTERS) {
    throw templateFault(
      placeOf(rewriting, statement),
      `is too large: with partials at most ${MAX_NODES} expressions and ${MAX_CHARACTERS} characters are allowed`,
    );
  }
}
