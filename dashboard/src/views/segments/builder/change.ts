import type { Criterion } from '../definition/criterion.ts';
import type { Block, Definition, Group } from '../definition/definition.ts';

/** Changes of a definition, each giving a new one. */

type Changed<T> = T | undefined;

/** @param change gives the group anew; `undefined` takes it out */
export function changeGroup(
  definition: Definition,
  key: number,
  change: (group: Group) => Changed<Group>,
): Definition {
  const shape = definition.shape === 'nothing' ? 'groups' : definition.shape;
  return { ...definition, shape, groups: changed(definition.groups ?? [], key, change) };
}

export function changeBlock(group: Group, key: number, change: (block: Block) => Changed<Block>): Group {
  return { ...group, blocks: changed(group.blocks ?? [], key, change) };
}

export function changeCriterion(
  block: Block,
  key: number,
  change: (criterion: Criterion) => Changed<Criterion>,
): Block {
  return { ...block, criteria: changed(block.criteria, key, change) };
}

function changed<T extends { readonly key: number }>(
  items: readonly T[],
  key: number,
  change: (item: T) => Changed<T>,
): T[] {
  return items.map((item) => (item.key === key ? change(item) : item)).filter((item) => item !== undefined);
}
