import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface StageKey {
  readonly keyId: string;
  readonly secret: string;
}

const SECRET_BYTES = 30;

/**
 * The local stage's ready admin key, kept in `{home}/access-key.json` (0600), where the CLI finds it.
 * @param secret given from outside, or kept from last time, or made now
 */
export function stageKey(home: string, keyId: string, secret?: string): StageKey {
  const file = join(home, 'access-key.json');
  const key = {
    keyId,
    secret: secret ?? kept(file, keyId) ?? randomBytes(SECRET_BYTES).toString('base64url'),
  };
  writeFileSync(file, `${JSON.stringify(key, null, 2)}\n`, { mode: 0o600 });
  return key;
}

function kept(file: string, keyId: string): string | undefined {
  try {
    const key = JSON.parse(readFileSync(file, 'utf8')) as Partial<StageKey>;
    return key.keyId === keyId ? key.secret : undefined;
  } catch {
    return undefined; // none yet
  }
}
