/** How many reads one request has under way at once: enough to hide the way to the store, too few to be throttled. */
const FEW = 16;

/** The results of `ask`, in the order of the items; a few are under way at a time. @throws what the first that fails throws */
export async function fewAtOnce<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const turn = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await ask(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(FEW, items.length) }, turn));
  return results;
}
