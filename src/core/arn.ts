import type { StageIdentity } from '../ports/ports.ts';

/**
 * The ARN of a resource of the stage.
 * @param resource what stands behind the account, `apps/{id}/segments/{id}` (pinpoint-api.md 1.2)
 */
export function arnOf(stage: StageIdentity, resource: string): string {
  return `arn:aws:mobiletargeting:${stage.region}:${stage.accountId}:${resource}`;
}

/** @returns the resource of an ARN of this stage, or `undefined` for any other text. */
export function resourceOf(stage: StageIdentity, arn: string): string | undefined {
  const prefix = arnOf(stage, '');
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined;
}
