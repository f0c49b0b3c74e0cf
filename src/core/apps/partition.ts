/**
 * The partition of everything that belongs to an application: settings, segments, jobs, tags…
 * Deleting the application removes the whole partition.
 */
export function applicationPartition(applicationId: string): string {
  return `app#${applicationId}`;
}
