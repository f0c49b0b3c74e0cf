/** What a key may do: `admin` everything, `send` messages and endpoints, `report` reads, `ingest` events and uploads. */
export const SCOPES = ['admin', 'send', 'report', 'ingest'] as const;
export type Scope = (typeof SCOPES)[number];

/** Says whether a key with the scopes `held` may do what needs the scope `needed`. */
export function permits(held: readonly Scope[], needed: Scope): boolean {
  return held.includes('admin') || held.includes(needed);
}
