import { type NeededScope, permits, type Scope } from '../core/keys/scope.ts';
import { AccessError } from './errors.ts';

/**
 * @param what the operation's or route's name, for the message
 * @throws AccessError `AccessDeniedException` when the caller's key may not do it
 */
export function requireScope(
  { keyId, scopes = [] }: { readonly keyId?: string; readonly scopes?: readonly Scope[] },
  needed: NeededScope,
  what: string,
): void {
  if (permits(scopes, needed)) return;
  throw new AccessError(
    'AccessDeniedException',
    `Access key ${keyId} is not authorized to perform ${what}: it needs the scope ${[needed].flat().join(' or ')}`,
  );
}
