import {
  type Criterion,
  hasOnly,
  isObject,
  newKey,
  present,
  readDimensions,
  writeDimensions,
} from './criterion.ts';

/** How sets are combined; `ALL` where a definition says nothing. */
export const SELECTORS = ['ALL', 'ANY', 'NONE'] as const;
export type Selector = (typeof SELECTORS)[number];

/** A definition as the builder edits it: groups, each of source segments and of blocks of conditions. */
export interface Definition {
  /** `dimensions`: one block and nothing else, written as Pinpoint's `Dimensions` for as long as it is that. */
  readonly shape: 'nothing' | 'dimensions' | 'groups';
  readonly include?: Selector;
  /** Absent: the definition has `SegmentGroups` without `Groups`. */
  readonly groups?: readonly Group[];
}

export interface Group {
  readonly key: number;
  readonly sources?: readonly Source[];
  readonly sourceType?: Selector;
  readonly blocks?: readonly Block[];
  readonly type?: Selector;
}

export interface Source {
  readonly key: number;
  readonly id: string;
  /** The latest when absent. */
  readonly version?: number;
}

/** Conditions that must all hold: one SegmentDimensions. */
export interface Block {
  readonly key: number;
  readonly criteria: readonly Criterion[];
}

export const newBlock = (criteria: readonly Criterion[] = []): Block => ({ key: newKey(), criteria });
export const newGroup = (): Group => ({ key: newKey(), blocks: [newBlock()] });
/** Where a new segment begins. */
export const newDefinition = (): Definition => ({ shape: 'dimensions', groups: [newGroup()] });

/**
 * Reads what a segment is made of: `Dimensions` or `SegmentGroups` of a WriteSegmentRequest.
 * @returns `undefined` for what the builder cannot show faithfully; then there is only its JSON
 */
export function readDefinition(value: unknown): Definition | undefined {
  if (!isObject(value) || !hasOnly(value, ['Dimensions', 'SegmentGroups'])) return undefined;
  const { Dimensions, SegmentGroups } = value;
  if (Dimensions !== undefined && SegmentGroups !== undefined) return undefined;
  if (Dimensions !== undefined) {
    return { shape: 'dimensions', groups: [{ key: newKey(), blocks: [readBlock(Dimensions)] }] };
  }
  return SegmentGroups === undefined ? { shape: 'nothing' } : readGroups(SegmentGroups);
}

/** The definition in Pinpoint's words; what was read and not changed comes out as it was. */
export function writeDefinition(definition: Definition): { Dimensions?: unknown; SegmentGroups?: unknown } {
  const { groups, include } = definition;
  if (definition.shape === 'nothing' && groups === undefined && include === undefined) return {};
  const only = plainBlock(definition);
  if (only) return { Dimensions: writeDimensions(only.criteria) };
  return { SegmentGroups: present({ Groups: groups?.map(writeGroup), Include: include }) };
}

/** The path, in Pinpoint's words, of a block of the definition as it will be written. */
export function pathOfBlock(definition: Definition, group: number, block: number): string {
  return plainBlock(definition) ? 'Dimensions' : `${pathOfGroup(group)}.Dimensions[${block}]`;
}

export function pathOfGroup(group: number): string {
  return `SegmentGroups.Groups[${group}]`;
}

/** The one block of a definition that has nothing else, and was written so. */
function plainBlock({ shape, groups = [], include }: Definition): Block | undefined {
  const [group, ...others] = groups;
  if (shape !== 'dimensions' || !group || others.length > 0 || include !== undefined) return undefined;
  const { sources, sourceType, type, blocks = [] } = group;
  const isPlain = sources === undefined && sourceType === undefined && type === undefined;
  return isPlain && blocks.length === 1 ? blocks[0] : undefined;
}

function readGroups(value: unknown): Definition | undefined {
  if (!isObject(value) || !hasOnly(value, ['Groups', 'Include'])) return undefined;
  const include = readSelector(value.Include);
  if (include === null) return undefined;
  if (value.Groups === undefined) return withPresent({ shape: 'groups' as const }, { include });
  const groups = readEach(value.Groups, readGroup);
  return groups && withPresent({ shape: 'groups' as const, groups }, { include });
}

function readGroup(value: unknown): Group | undefined {
  const known = ['SourceSegments', 'SourceType', 'Dimensions', 'Type'];
  if (!isObject(value) || !hasOnly(value, known)) return undefined;
  const [sourceType, type] = [readSelector(value.SourceType), readSelector(value.Type)];
  if (sourceType === null || type === null) return undefined;
  const sources = value.SourceSegments === undefined ? undefined : readEach(value.SourceSegments, readSource);
  const blocks = value.Dimensions === undefined ? undefined : readEach(value.Dimensions, readBlock);
  if (value.SourceSegments !== undefined && !sources) return undefined;
  if (value.Dimensions !== undefined && !blocks) return undefined;
  return withPresent({ key: newKey() }, { sources, sourceType, blocks, type });
}

function readSource(value: unknown): Source | undefined {
  if (!isObject(value) || !hasOnly(value, ['Id', 'Version']) || typeof value.Id !== 'string')
    return undefined;
  const { Id: id, Version: version } = value;
  if (version === undefined) return { key: newKey(), id };
  return typeof version === 'number' ? { key: newKey(), id, version } : undefined;
}

function readBlock(value: unknown): Block {
  return newBlock(readDimensions(value));
}

/** @returns `null` for another value than a selector */
function readSelector(value: unknown): Selector | undefined | null {
  return value === undefined ? undefined : (SELECTORS.find((known) => known === value) ?? null);
}

/** @returns `undefined` when it is no list, or an item cannot be read */
function readEach<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(read);
  return items.includes(undefined) ? undefined : (items as T[]);
}

function writeGroup({ sources, sourceType, blocks, type }: Group) {
  return present({
    SourceSegments: sources?.map(({ id, version }) => present({ Id: id, Version: version })),
    SourceType: sourceType,
    Dimensions: blocks?.map(({ criteria }) => writeDimensions(criteria)),
    Type: type,
  });
}

function withPresent<T extends object, M extends object>(base: T, members: M): T & Partial<M> {
  return { ...base, ...(present(members as Record<string, unknown>) as Partial<M>) };
}
