import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import type { EndpointRequest } from './endpoint-request.ts';
import { LIMITS } from './limits.ts';

/** The three kinds of custom names of an application. */
export const NAME_KINDS = ['Attributes', 'Metrics', 'UserAttributes'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/** What an application's endpoints may store under which names. */
export interface CustomNames {
  /** Names in use, each kind sorted. */
  readonly used: Readonly<Record<NameKind, readonly string[]>>;
  /** Names and globs that RemoveAttributes blocked. */
  readonly blocked: Readonly<Record<NameKind, readonly string[]>>;
}

const NO_NAMES: Record<NameKind, readonly string[]> = { Attributes: [], Metrics: [], UserAttributes: [] };
const NONE: CustomNames = { used: NO_NAMES, blocked: NO_NAMES };
const keyOf = (applicationId: string) => ({
  partition: applicationPartition(applicationId),
  sort: 'endpoint-names',
});

export async function customNamesOf(ports: Ports, applicationId: string): Promise<CustomNames> {
  return (await ports.documents.get<CustomNames>(keyOf(applicationId)))?.value ?? NONE;
}

/**
 * Notes that names are in use. It refuses nothing: the caller has asked `checkNames` before.
 */
export async function noteNames(
  ports: Ports,
  applicationId: string,
  names: Readonly<Record<NameKind, Iterable<string>>>,
): Promise<void> {
  const known = await customNamesOf(ports, applicationId);
  if (NAME_KINDS.every((kind) => [...names[kind]].every((name) => known.used[kind].includes(name)))) return;
  await changeDocument<CustomNames>(ports.documents, keyOf(applicationId), (found = NONE) => ({
    ...found,
    used: usedWith(found, names),
  }));
}

/** @throws PlatformError `BadRequest` when with these names the application would have over 250 */
export function checkNames(known: CustomNames, names: Readonly<Record<NameKind, Iterable<string>>>): void {
  const used = usedWith(known, names);
  const count = NAME_KINDS.reduce((sum, kind) => sum + used[kind].length, 0);
  if (count <= LIMITS.customNames) return;
  throw new PlatformError(
    'BadRequest',
    `Too many custom attributes: the application would have ${count} names of attributes, metrics and user attributes; at most ${LIMITS.customNames} are allowed`,
  );
}

/**
 * Blocks names from then on and forgets that they were in use.
 * @param patterns exact names, or globs in which `*` stands for any text
 * @returns the names of that kind that remain
 */
export async function blockNames(
  ports: Ports,
  applicationId: string,
  kind: NameKind,
  patterns: readonly string[],
): Promise<readonly string[]> {
  const { used } = await changeDocument<CustomNames>(
    ports.documents,
    keyOf(applicationId),
    (found = NONE) => {
      const blocked = [...new Set([...found.blocked[kind], ...patterns])];
      const isBlocked = matcher(blocked);
      return {
        used: { ...found.used, [kind]: found.used[kind].filter((name) => !isBlocked(name)) },
        blocked: { ...found.blocked, [kind]: blocked },
      };
    },
  );
  return used[kind];
}

/** The request without values of blocked names, which are silently not stored (pinpoint-segments.md 1.3). */
export function withoutBlocked(names: CustomNames): (request: EndpointRequest) => EndpointRequest {
  const isBlocked = mapKinds((kind) => matcher(names.blocked[kind]));
  if (NAME_KINDS.every((kind) => names.blocked[kind].length === 0)) return (request) => request;
  const allowed = <T>(kind: NameKind, map: Readonly<Record<string, T>> | undefined) =>
    map && Object.fromEntries(Object.entries(map).filter(([name]) => !isBlocked[kind](name)));
  return (request) => ({
    ...request,
    ...(request.Attributes && { Attributes: allowed('Attributes', request.Attributes) }),
    ...(request.Metrics && { Metrics: allowed('Metrics', request.Metrics) }),
    ...(request.User?.UserAttributes && {
      User: { ...request.User, UserAttributes: allowed('UserAttributes', request.User.UserAttributes) },
    }),
  });
}

/** The names that a request uses, by kind. */
export function namesIn(request: EndpointRequest): Record<NameKind, string[]> {
  return {
    Attributes: Object.keys(request.Attributes ?? {}),
    Metrics: Object.keys(request.Metrics ?? {}),
    UserAttributes: Object.keys(request.User?.UserAttributes ?? {}),
  };
}

function usedWith(known: CustomNames, names: Readonly<Record<NameKind, Iterable<string>>>) {
  return mapKinds((kind) => [...new Set([...known.used[kind], ...names[kind]])].sort());
}

function mapKinds<T>(of: (kind: NameKind) => T): Record<NameKind, T> {
  return { Attributes: of('Attributes'), Metrics: of('Metrics'), UserAttributes: of('UserAttributes') };
}

function matcher(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => false;
  const alternatives = patterns.map((pattern) =>
    pattern
      .split('*')
      .map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('.*'),
  );
  const expression = new RegExp(`^(?:${alternatives.join('|')})$`, 's');
  return (name) => expression.test(name);
}
