import { PlatformError } from '../errors.ts';

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
}

/** Parts compiled once and rendered for many. */
export interface CompiledTemplate<Part extends string> {
  /** @throws RenderingError for this recipient: a helper's argument is wrong, or a bound of time or size is reached */
  render(context: RenderContext): Record<Part, string>;
}

/** A template that cannot be rendered for one recipient; the run goes on. */
export class RenderingError extends Error {}

/** @throws PlatformError `BadRequest` for a text that is not Handlebars, an unknown helper, a helper's wrong use */
export function compileTemplate<Part extends string>(
  _parts: Readonly<Record<Part, TemplatePart>>,
  _options: CompileOptions,
): CompiledTemplate<Part> {
  throw new PlatformError('Internal', 'Templates cannot be rendered yet');
}
