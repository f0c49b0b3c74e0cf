import Handlebars, { type TemplateDelegate } from 'handlebars';
import { readDefaults } from './default-substitutions.ts';
import { helperLibrary } from './helper-library.ts';
import { MAX_CHARACTERS, renderBudget } from './render-budget.ts';
import { RenderingError } from './rendering-error.ts';
import type { Rewriting } from './rewrite-expression.ts';
import { rewritePart } from './rewrite-part.ts';
import { type BlockHelper, type RuntimeSources, runtimeHelper } from './runtime-helpers.ts';
import { parsePart } from './template-parts.ts';

export { RenderingError } from './rendering-error.ts';

/** A part of a message: its Handlebars text, and whether variables are escaped for HTML. */
export interface TemplatePart {
  readonly text: string;
  readonly html: boolean;
}

/** What variables see: an endpoint in Pinpoint's shape plus `Pinpoint`, `Substitutions`' keys, `Recommendations`. */
export type RenderContext = Readonly<Record<string, unknown>>;

export interface CompileOptions {
  /** DefaultSubstitutions: a string that holds a JSON object, path to value. */
  readonly defaults?: string;
  /** The instant that `now` prints; asked at each rendering. */
  readonly now: () => Date;
  /** What `uuid` prints; asked each time. */
  readonly uuid: () => string;
  /**
   * Blocks that the platform puts into a text before it is compiled, `{{#name argument}}…{{/name}}`:
   * rendered body, recipient, argument → text, taken as it is.
   */
  readonly blocks?: Readonly<Record<string, BlockHelper>>;
}

/** Parts compiled once and rendered for many. */
export interface CompiledTemplate<Part extends string> {
  /** @throws RenderingError for this recipient: a helper's argument is wrong, or a bound of time or size is reached */
  render(context: RenderContext): Record<Part, string>;
}

/** @throws PlatformError `BadRequest` for a text that is not Handlebars, an unknown helper, a helper's wrong use */
export function compileTemplate<Part extends string>(
  parts: Readonly<Record<Part, TemplatePart>>,
  options: CompileOptions,
): CompiledTemplate<Part> {
  const { blocks = {} } = options;
  const budget = renderBudget();
  const sources = { library: helperLibrary(options), blocks, budget };
  const defaults = readDefaults(options.defaults);
  const compiled = Object.entries<TemplatePart>(parts).map(([name, part]) => {
    const render = compilePart(name, part, { ...sources, defaults });
    return [name, render] as const;
  });
  return {
    render(context) {
      budget.refill();
      const rendered: Record<string, string> = {};
      for (const [name, render] of compiled) rendered[name] = render(context);
      return rendered as Record<Part, string>;
    },
  };
}

function compilePart(
  name: string,
  { text, html }: TemplatePart,
  sources: Omit<RuntimeSources, 'substitutes'> & Pick<Rewriting, 'defaults'>,
): (context: RenderContext) => string {
  if (!text.includes('{{')) return () => text;
  const rewriting: Rewriting = {
    part: name,
    library: sources.library,
    blocks: new Set(Object.keys(sources.blocks)),
    defaults: sources.defaults,
    substitutes: [],
    used: new Set(),
    partials: new Map(),
    size: { nodes: 0, characters: 0 },
  };
  const program = rewritePart(rewriting, parsePart(name, text, rewriting.blocks));
  const run = compileProgram(program, html, rewriting.used, {
    ...sources,
    substitutes: rewriting.substitutes,
  });
  return (context) => renderPart(name, run, context);
}

/** Nothing of a prototype is a value; said to Handlebars, which else writes a warning to the console. */
const NO_PROTOTYPES = {
  methods: { whitelist: Object.create(null), defaultValue: false },
  properties: { whitelist: Object.create(null), defaultValue: false },
};

/**
 * An environment of its own with no helper but those that the part uses; what Handlebars brings is not among
 * them. It is called as Handlebars calls its own partials (`partial`), with all that it needs at hand: else it
 * gathers helpers and permissions anew at each rendering, which takes as long as the rendering.
 */
function compileProgram(
  program: hbs.AST.Program,
  html: boolean,
  used: ReadonlySet<string>,
  sources: RuntimeSources,
): (context: RenderContext) => string {
  const run: TemplateDelegate = Handlebars.create().compile(program, {
    knownHelpers: Object.fromEntries([...used].map((name) => [name, true])),
    knownHelpersOnly: true,
    noEscape: !html,
  });
  const given = {
    partial: true,
    helpers: Object.fromEntries([...used].map((name) => [name, runtimeHelper(name, sources)])),
    protoAccessControl: NO_PROTOTYPES,
    hooks: {},
  };
  return (context) => run(context, { ...given, data: { root: context } });
}

function renderPart(name: string, run: (context: RenderContext) => string, context: RenderContext): string {
  let text: string;
  try {
    text = run(context);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new RenderingError(`${name}: ${message}`, { cause: error });
  }
  if (text.length > MAX_CHARACTERS) {
    throw new RenderingError(`${name} has ${text.length} characters; at most ${MAX_CHARACTERS} are allowed`);
  }
  return text;
}
