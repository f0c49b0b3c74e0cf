/** Links and pixel of a message lead to the stage by the address that it tells recipients: `…/t/o/…`, `…/t/c/…`, `…/u/…`. */
const TRACKED = /https?:\/\/[^\s"'<>/]+(?=\/(?:t\/[oc]|u)\/[\w.-]+)/g;
const PIXEL = /<img\b[^>]*\/t\/o\/[^>]*>/gi;

/** The message with the page's own origin in place of the stage's, where a reader reaches it by another name. */
export const ownAddresses = (html: string, origin: string): string => html.replaceAll(TRACKED, origin);

/** The message without what tells that it was opened. */
export const withoutPixel = (html: string): string => html.replaceAll(PIXEL, '');
