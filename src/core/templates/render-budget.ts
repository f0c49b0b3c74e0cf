import { RenderingError } from './rendering-error.ts';

/** Helper calls and turns of `each` in one rendering. Ours; the reference gives no bound. */
const MAX_STEPS = 100_000;
/** Characters that helpers and `each` read and write in one rendering, and those of a part: an e-mail's 10 MB. */
export const MAX_CHARACTERS = 10_000_000;
/** Characters of one helper's result. */
const MAX_RESULT = 1_000_000;

/** What one rendering may still cost, so that no template runs for ever or fills the memory. */
export interface RenderBudget {
  /** Before each rendering. */
  refill(): void;
  /** @throws RenderingError when it is used up */
  spend(characters: number): void;
}

export function renderBudget(): RenderBudget {
  let steps = 0;
  let left = 0;
  return {
    refill() {
      steps = MAX_STEPS;
      left = MAX_CHARACTERS;
    },
    spend(characters) {
      steps -= 1;
      left -= characters;
      if (steps < 0) throw new RenderingError(`The template takes more than ${MAX_STEPS} steps`);
      if (left < 0) throw new RenderingError(`The template makes more than ${MAX_CHARACTERS} characters`);
    },
  };
}

/**
 * For helpers whose result may be far longer than what they are given: asked before it is made.
 * @throws RenderingError
 */
export function checkLength(characters: number): void {
  if (characters > MAX_RESULT) {
    throw new RenderingError(`would make ${characters} characters; at most ${MAX_RESULT} are allowed`);
  }
}
