import type { Ports } from '../ports/ports.ts';

/** What the functions of `stepfunctions/import.yml` and `export.yml` do, by the function's name. */
export function jobHandlers(_ports: Ports): Record<string, (input: unknown) => Promise<unknown>> {
  return {};
}
