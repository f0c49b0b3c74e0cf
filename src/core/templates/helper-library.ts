import { conditions } from './conditions.ts';
import { dateHelpers } from './date-helpers.ts';
import { encodingHelpers } from './encoding-helpers.ts';
import { type Helper, helper } from './helper.ts';
import { mathHelpers } from './math-helpers.ts';
import { stringHelpers } from './string-helpers.ts';

/** The helpers that give a value, by name. Conditions and `each` are told apart, since they have blocks. */
export type HelperLibrary = Readonly<Record<string, Helper>>;

/** Every helper of pinpoint-campaigns-journeys.md 3.3 that gives a value. */
export function helperLibrary(sources: {
  readonly now: () => Date;
  readonly uuid: () => string;
}): HelperLibrary {
  return {
    ...stringHelpers,
    ...mathHelpers,
    ...encodingHelpers,
    ...dateHelpers(sources.now),
    uuid: helper({}, sources.uuid),
  };
}

export const isCondition = (name: string) => Object.hasOwn(conditions, name);
export const isValueHelper = (library: HelperLibrary, name: string) => Object.hasOwn(library, name);
