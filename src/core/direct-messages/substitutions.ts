import { partsOf } from '../templates/default-substitutions.ts';
import type { RenderContext } from '../templates/render.ts';

/** Values by variable; a variable may be a path, `User.UserAttributes.FirstName`. */
export type Substitutions = Readonly<Record<string, readonly string[]>>;

/**
 * What the variables of a direct message see: an endpoint's data, overridden by substitutions, those
 * named later first (pinpoint-api.md 3.4). What is given stays as it is.
 */
export function withSubstitutions(
  data: RenderContext,
  ...layers: readonly (Substitutions | undefined)[]
): RenderContext {
  let context = data;
  for (const layer of layers) {
    for (const [path, values] of Object.entries(layer ?? {})) {
      context = withValue(context, partsOf(path), values);
    }
  }
  return context;
}

/** Computed keys make members even of `__proto__`. */
function withValue(
  context: RenderContext,
  [name, ...rest]: readonly string[],
  values: readonly string[],
): RenderContext {
  if (name === undefined) return context;
  if (rest.length === 0) return { ...context, [name]: values };
  const inner = Object.hasOwn(context, name) ? context[name] : undefined;
  const members = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {};
  return { ...context, [name]: withValue(members as RenderContext, rest, values) };
}
