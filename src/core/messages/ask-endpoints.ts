import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';

/** Pinpoint's bounds of a call of a campaign hook or a transformer (pinpoint-campaigns-journeys.md 1.7, 3.4). */
export const ENDPOINTS_A_CALL = 50;
const TIMEOUT_MS = 15_000;
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 1000;

type Members = Readonly<Record<string, unknown>>;

/**
 * Asks a team's function or webhook about endpoints.
 * @returns the endpoints that it answered by id, or why it failed after all attempts
 */
export async function askEndpoints(
  { functions, pause }: Pick<Ports, 'functions' | 'pause'>,
  target: string,
  payload: Members,
): Promise<Members | string> {
  for (let attempt = 1; ; attempt++) {
    const answer = await functions.call(target, payload, TIMEOUT_MS).then(
      ({ status, body }) => {
        if (status < 200 || status > 299) return `${target} answered ${status}`;
        return endpointsIn(body) ?? `${target} answered no endpoints`;
      },
      (error: unknown) => {
        if (error instanceof PlatformError) return error.message;
        throw error;
      },
    );
    if (typeof answer !== 'string' || attempt === ATTEMPTS) return answer;
    await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
  }
}

/** The map of endpoints itself, as a function that returns what it was given, or what stands under `Endpoints`. */
function endpointsIn(body: unknown): Members | undefined {
  if (!isGroup(body)) return undefined;
  return isGroup(body.Endpoints) ? body.Endpoints : body;
}

/** An object that is no list. */
export function isGroup(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
