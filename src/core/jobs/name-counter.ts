import type { Ports } from '../../ports/ports.ts';
import {
  checkNames,
  customNamesOf,
  NAME_KINDS,
  type NameKind,
  namesIn,
  noteNames,
  withoutBlocked,
} from '../endpoints/custom-names.ts';
import type { EndpointRequest } from '../endpoints/endpoint-request.ts';

/** Keeps an application's custom names in view while a file is read. */
export interface NameCounter {
  /** Drops values under names that RemoveAttributes blocked. */
  readonly allowed: (request: EndpointRequest) => EndpointRequest;
  /** @throws PlatformError `BadRequest` when the request would bring the application over 250 names */
  readonly checkNames: (request: EndpointRequest) => void;
  /** Stores the names that were let through. */
  note(): Promise<void>;
}

export async function nameCounter(ports: Ports, applicationId: string): Promise<NameCounter> {
  const known = await customNamesOf(ports, applicationId);
  const used: Record<NameKind, Set<string>> = {
    Attributes: new Set(known.used.Attributes),
    Metrics: new Set(known.used.Metrics),
    UserAttributes: new Set(known.used.UserAttributes),
  };
  return {
    allowed: withoutBlocked(known),
    checkNames(request) {
      const names = namesIn(request);
      if (NAME_KINDS.every((kind) => names[kind].every((name) => used[kind].has(name)))) return;
      const union = (kind: NameKind) => [...used[kind], ...names[kind]];
      checkNames(known, {
        Attributes: union('Attributes'),
        Metrics: union('Metrics'),
        UserAttributes: union('UserAttributes'),
      });
      for (const kind of NAME_KINDS) for (const name of names[kind]) used[kind].add(name);
    },
    note: () => noteNames(ports, applicationId, used),
  };
}
