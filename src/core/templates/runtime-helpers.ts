import Handlebars, { type HelperDelegate, type HelperOptions } from 'handlebars';
import { type Condition, conditions } from './conditions.ts';
import type { Helper } from './helper.ts';
import type { HelperLibrary } from './helper-library.ts';
import type { RenderBudget } from './render-budget.ts';
import { RenderingError } from './rendering-error.ts';
import { SHOW, VALUE_OR } from './rewrite-expression.ts';
import { asList, asText, isMissing } from './values.ts';

/** A block that the platform adds: rendered body, recipient, the block's argument → text, not escaped. */
export type BlockHelper = (
  body: string,
  context: Readonly<Record<string, unknown>>,
  argument: unknown,
) => string;

/** Source: pinpoint-campaigns-journeys.md 3.3. A longer list fails rather than lose items. */
const MAX_ITEMS = 15;

export interface RuntimeSources {
  readonly library: HelperLibrary;
  readonly blocks: Readonly<Record<string, BlockHelper>>;
  /** By the index that a rewritten template names. */
  readonly substitutes: readonly unknown[];
  readonly budget: RenderBudget;
}

/** The function that Handlebars calls for a name that a part uses. */
export function runtimeHelper(name: string, sources: RuntimeSources): HelperDelegate {
  const { library, blocks, substitutes, budget } = sources;
  if (name === VALUE_OR) {
    return (value: unknown, index: number) => (isMissing(value) ? substitutes[index] : value);
  }
  if (name === SHOW) return asText;
  if (name === 'each') return eachHelper(budget);
  const condition = Object.hasOwn(conditions, name) && conditions[name];
  if (condition) return conditionHelper(condition, budget);
  const valueHelper = Object.hasOwn(library, name) && library[name];
  if (valueHelper) return asDelegate(name, valueHelper, budget);
  return blockHelper(name, blocks[name] as BlockHelper, budget);
}

function asDelegate(name: string, { parameters, gives }: Helper, budget: RenderBudget): HelperDelegate {
  const entries = Object.entries(parameters);
  return (...values: unknown[]) => {
    const { hash } = values.pop() as HelperOptions;
    const given: Record<string, unknown> = {};
    let characters = 0;
    for (const [index, [key, kind]] of entries.entries()) {
      const value = index < values.length ? values[index] : hash[key];
      characters += lengthOf(value);
      given[key] = reading(name, key, () => kind.read(value));
    }
    budget.spend(characters);
    const result = reading(name, undefined, () => gives(given));
    budget.spend(lengthOf(result));
    return result;
  };
}

/** @throws RenderingError that also names helper and argument */
function reading<T>(name: string, key: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RenderingError)) throw error;
    const subject = key === undefined ? name : `${name}: ${key}`;
    throw new RenderingError(`${subject} ${error.message}`, { cause: error });
  }
}

/** Within a line `yes`, `no`, or the answer itself; as a block one of its two bodies. */
function conditionHelper({ holds }: Condition, budget: RenderBudget): HelperDelegate {
  return function condition(this: unknown, ...values: unknown[]) {
    const { hash, fn, inverse } = values.pop() as HelperOptions;
    budget.spend(0);
    const answer = holds(values);
    if (fn !== undefined) return answer ? fn(this) : inverse(this);
    return (answer ? hash.yes : hash.no) ?? answer;
  };
}

function eachHelper(budget: RenderBudget): HelperDelegate {
  return function each(this: unknown, value: unknown, options: HelperOptions) {
    const items = asList(value);
    if (items.length === 0) return options.inverse(this);
    if (items.length > MAX_ITEMS) {
      throw new RenderingError(`each: the list has ${items.length} items; at most ${MAX_ITEMS} are allowed`);
    }
    let text = '';
    for (const [index, item] of items.entries()) {
      const data = Handlebars.createFrame(options.data);
      data.index = index;
      data.key = index;
      data.first = index === 0;
      data.last = index === items.length - 1;
      const turn = options.fn(item, { data, blockParams: [item, index] });
      budget.spend(turn.length);
      text += turn;
    }
    return text;
  };
}

function blockHelper(name: string, work: BlockHelper, budget: RenderBudget): HelperDelegate {
  return function block(this: unknown, ...values: unknown[]) {
    const { fn, data } = values.pop() as HelperOptions;
    const text = reading(name, undefined, () => work(fn(this), data.root, values[0]));
    budget.spend(text.length);
    return text;
  };
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return Array.isArray(value) ? value.reduce<number>((sum, item) => sum + lengthOf(item), 0) : 1;
}
