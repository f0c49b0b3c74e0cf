/** US dollars for a terabyte scanned, in most regions (Athena pricing, SQL queries). */
const USD_PER_TERABYTE = 5;
const TERABYTE = 1024 ** 4;
const MEGABYTE = 1024 ** 2;
/** A query that scans anything pays for so many megabytes at least; scanned bytes are rounded up to a megabyte. */
const LEAST_MEGABYTES = 10;

/** What a query costs by the list price, US dollars; nothing where nothing was scanned. */
export function scanCost(scannedBytes: number): number {
  if (scannedBytes === 0) return 0;
  const megabytes = Math.max(Math.ceil(scannedBytes / MEGABYTE), LEAST_MEGABYTES);
  return (megabytes * MEGABYTE * USD_PER_TERABYTE) / TERABYTE;
}
