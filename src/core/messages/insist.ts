import type { Ports } from '../../ports/ports.ts';

const ATTEMPTS = 7;
const FIRST_PAUSE_MS = 500;

/**
 * Does something that must not fail for a moment's trouble: after a message was handed over, its
 * record is worth a minute of trying.
 * @param hopeless errors that another attempt cannot mend
 */
export async function insist<T>(
  { pause }: Pick<Ports, 'pause'>,
  work: () => Promise<T>,
  hopeless: (error: unknown) => boolean = () => false,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || hopeless(error)) throw error;
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}
