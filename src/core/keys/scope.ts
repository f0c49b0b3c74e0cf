/**
 * What a key may do: `admin` everything; `send` write messages and endpoints, and read what it must know for that;
 * `report` read definitions and numbers; `report-admin` read everything, single persons and own SQL included,
 * and change nothing; `ingest` bring events and uploads in.
 */
export const SCOPES = ['admin', 'send', 'report', 'report-admin', 'ingest'] as const;
export type Scope = (typeof SCOPES)[number];

/** What a call needs; of several, any one will do. */
export type NeededScope = Scope | readonly Scope[];

/** Scopes that a scope includes besides itself. */
const INCLUDED: Partial<Record<Scope, readonly Scope[]>> = { admin: SCOPES, 'report-admin': ['report'] };

/** Says whether a key with the scopes `held` may do what needs the scope `needed`. */
export function permits(held: readonly Scope[], needed: NeededScope): boolean {
  const granted = new Set(held.flatMap((scope) => [scope, ...(INCLUDED[scope] ?? [])]));
  return [needed].flat().some((scope) => granted.has(scope));
}
