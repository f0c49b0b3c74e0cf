/** How long a browser may take to begin with a file, in milliseconds. */
const BEGUN_MS = 60_000;

/** Saves what the page holds as a file of the reader. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  followDownload(url, name);
  setTimeout(() => URL.revokeObjectURL(url), BEGUN_MS);
}

/** Saves what an address answers with; one of another origin says itself what it is called. */
export function followDownload(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
