import { PlatformError } from '../core/errors.ts';

/** Anything that answers at a method and a path with `{label}`s. */
export interface Entry {
  readonly method: string;
  readonly path: string;
}

export interface Match<E extends Entry> {
  readonly entry: E;
  /** Percent-decoded. */
  readonly labels: Record<string, string>;
}

export interface RouteTable<E extends Entry> {
  /**
   * @param path raw, as it came: it is split first and decoded then, so that a label may hold `%2F`
   * @throws PlatformError `NotFound` when nothing answers at the path, `MethodNotAllowed` (with
   *   `details.allowed`) when something else does, `BadRequest` when a label is not percent-encoded UTF-8
   */
  match(method: string, path: string): Match<E>;
  /** Methods that something answers to at the path, `[]` for none. */
  methods(path: string): string[];
}

/** A literal beats a label, segment by segment from the left; `{label+}` takes what nothing else takes. */
export function routeTable<E extends Entry>(entries: readonly E[]): RouteTable<E> {
  const patterns = entries
    .map((entry) => ({ entry, segments: entry.path.split('/') }))
    .sort((a, b) => (precedence(a.segments) < precedence(b.segments) ? -1 : 1));
  const at = (path: string) => {
    const segments = path.split('/');
    return patterns.filter((pattern) => fits(pattern.segments, segments));
  };
  const methods = (path: string) => [...new Set(at(path).map(({ entry }) => entry.method))];
  return {
    methods,
    match(method, path) {
      const found = at(path).find(({ entry }) => entry.method === method);
      if (found) return { entry: found.entry, labels: readLabels(found.segments, path.split('/')) };
      const allowed = methods(path);
      if (allowed.length === 0) throw new PlatformError('NotFound', `Nothing is at ${path}`);
      throw new PlatformError('MethodNotAllowed', `${method} is not allowed at ${path}`, { allowed });
    },
  };
}

const isLabel = (segment: string) => segment.startsWith('{');
const isGreedy = (segment: string) => segment.endsWith('+}');

function precedence(segments: readonly string[]): string {
  return segments.map((segment) => (isGreedy(segment) ? '2' : isLabel(segment) ? '1' : '0')).join('');
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  const greedy = isGreedy(pattern.at(-1) ?? '');
  if (greedy ? segments.length < pattern.length : segments.length !== pattern.length) return false;
  return pattern.every((part, index) => (isLabel(part) ? segments[index] !== '' : part === segments[index]));
}

function readLabels(pattern: readonly string[], segments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pattern.flatMap((part, index) => {
      if (!isLabel(part)) return [];
      const raw = isGreedy(part) ? segments.slice(index).join('/') : (segments[index] ?? '');
      return [[part.replace(/[{}+]/g, ''), decode(raw)]];
    }),
  );
}

function decode(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch (cause) {
    throw new PlatformError('BadRequest', `${raw} in the path is not percent-encoded UTF-8`, {}, { cause });
  }
}
