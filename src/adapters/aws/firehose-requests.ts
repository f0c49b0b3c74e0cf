/** Firehose takes no more records in one request. */
export const RECORDS_PER_REQUEST = 500;

/**
 * Cuts records into requests that Firehose takes, in order.
 * @param sizeOf a record's bytes
 * @param most bytes of the records of one request
 */
export function firehoseRequests<T>(
  records: readonly T[],
  sizeOf: (record: T) => number,
  most: number,
): T[][] {
  const requests: T[][] = [];
  let bytes = 0;
  for (const record of records) {
    const size = sizeOf(record);
    const current = requests.at(-1);
    if (!current || current.length === RECORDS_PER_REQUEST || bytes + size > most) {
      requests.push([record]);
      bytes = size;
    } else {
      current.push(record);
      bytes += size;
    }
  }
  return requests;
}
