import { useStage } from '../api/use-stage.ts';

/** What the stage says of itself. */
export interface StageFacts {
  readonly kind: 'local' | 'aws';
  /** Its clock, ISO 8601; a laptop's may have been put forward. */
  readonly now: string;
  readonly region: string;
  /** The S3UrlPrefix of an export whose files the stage gives out. */
  readonly exportsUrl: string;
  /** What the reader's key may do. */
  readonly scopes: readonly string[];
}

export function useStageFacts(): StageFacts | undefined {
  return useStage<StageFacts>('/stage').data;
}

/** The stage's clock when the page last asked; the reader's until then. */
export function useStageNow(): Date {
  const facts = useStageFacts();
  return facts ? new Date(facts.now) : new Date();
}

/**
 * Whether the reader's key may do what needs a scope; `undefined` until that is known. The stage decides, and this
 * only saves the reader a refusal.
 */
export function useMay(scope: 'admin' | 'report-admin'): boolean | undefined {
  const scopes = useStageFacts()?.scopes;
  return scopes && (scopes.includes('admin') || scopes.includes(scope));
}
