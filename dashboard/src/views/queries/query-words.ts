/** `message_metrics` as `Message metrics`: the names of queries, parameters and columns, for people. */
export function inWords(name: string): string {
  const words = name
    .replaceAll('_', ' ')
    .replace(/\brfm\b/g, 'RFM')
    .replace(/\bsms\b/g, 'SMS');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
