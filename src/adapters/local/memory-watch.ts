/** How often is looked: what grows fastest makes a gigabyte a second. */
const LOOK_MS = 100;

/**
 * A signal that is given when the process has grown by more than so many bytes since the call. DuckDB holds what it
 * counts below its memory limit, but it does not count the lists and texts of a single value, by which one statement
 * can take all memory that the machine has.
 */
export function memoryWatch(mostBytes: number): { readonly signal: AbortSignal; end(): void } {
  const before = process.memoryUsage.rss();
  const grown = new AbortController();
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() - before > mostBytes) grown.abort();
  }, LOOK_MS);
  return { signal: grown.signal, end: () => clearInterval(timer) };
}
