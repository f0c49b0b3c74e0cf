import { withTemporaryKey } from '../core/keys/keys.ts';
import type { Ports } from '../ports/ports.ts';
import { type SeedResult, seedDemo } from './seed.ts';

/**
 * `seedDemo` for a stage that is asked from inside: with a key that lives as long as the seeding,
 * against the address where everyone reaches the stage.
 */
export async function seedThisStage(ports: Ports): Promise<Omit<SeedResult, 'run'>> {
  const { run: _, ...seeded } = await withTemporaryKey(ports, 'seeding', ({ keyId, secret }) =>
    seedDemo({ endpoint: ports.stage.publicUrl, keyId, secret }),
  );
  return seeded;
}
