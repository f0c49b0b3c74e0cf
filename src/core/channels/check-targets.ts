import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';

/** A member of a definition that names code of a team's own. */
export interface NamedTarget {
  /** As the caller knows it: `Hook.WebUrl`. */
  readonly member: string;
  readonly target: string | null | undefined;
}

/** @returns what is wrong with targets that no call could be made to, each with its member */
export async function targetFaults(
  { functions }: Pick<Ports, 'functions'>,
  named: readonly NamedTarget[],
): Promise<string[]> {
  const faults: string[] = [];
  for (const { member, target } of named) {
    if (!target) continue;
    try {
      await functions.check(target);
    } catch (error) {
      if (!(error instanceof PlatformError && error.code === 'BadRequest')) throw error;
      faults.push(`${member}: ${error.message}`);
    }
  }
  return faults;
}

/** @throws PlatformError `BadRequest` naming the request's members whose targets cannot be called */
export async function checkTargets(
  ports: Pick<Ports, 'functions'>,
  request: string,
  named: readonly NamedTarget[],
): Promise<void> {
  const faults = await targetFaults(ports, named);
  if (faults.length > 0) throw new PlatformError('BadRequest', `${request}: ${faults.join('; ')}`);
}
