import { PlatformError } from './errors.ts';

export interface PageRequest {
  readonly size: number;
  /** The key behind which the page starts; the first page has none. */
  readonly after?: string;
}

export interface Page<T> {
  Item: T[];
  /** Absent on the last page. */
  NextToken?: string;
}

/** Pinpoint documents neither its default nor its maximum; one published log shows 1000. */
export const MAX_PAGE_SIZE = 1000;

/**
 * Reads `page-size` and `token` (pinpoint-api.md 1.3). A larger size than `MAX_PAGE_SIZE` counts as that.
 * @throws PlatformError `BadRequest` for a size that is no positive integer, or a token that we did not give
 */
export function readPageRequest(query: URLSearchParams): PageRequest {
  return readPage(query, { size: 'page-size', token: 'token' });
}

/** As `readPageRequest`, from parameters of other names. */
export function readPage(
  query: URLSearchParams,
  names: { readonly size: string; readonly token: string },
): PageRequest {
  const size = query.get(names.size);
  if (size !== null && !/^0*[1-9]\d{0,8}$/.test(size)) {
    throw new PlatformError('BadRequest', `${names.size} must be a positive integer, not ${size}`);
  }
  const token = query.get(names.token);
  return {
    size: Math.min(size === null ? MAX_PAGE_SIZE : Number(size), MAX_PAGE_SIZE),
    ...(token !== null && { after: readToken(token) }),
  };
}

/**
 * One page, highest key first; with keys that begin with a creation date that is newest first.
 * A page follows its predecessor without gap or repetition also when items came or went between.
 * @param keyOf unique; usually `${CreationDate}#${Id}`
 */
export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, request: PageRequest): Page<T> {
  const { size, after } = request;
  const keyed = items.map((item) => ({ key: keyOf(item), item }));
  const rest = keyed.filter(({ key }) => after === undefined || key < after);
  rest.sort((a, b) => (a.key < b.key ? 1 : -1));
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return {
    Item: page.map(({ item }) => item),
    ...(last && rest.length > size && { NextToken: makeToken(last.key) }),
  };
}

const TOKEN_FORMAT = 'after:';

function makeToken(key: string): string {
  return Buffer.from(TOKEN_FORMAT + key).toString('base64url');
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith(TOKEN_FORMAT) || makeToken(text.slice(TOKEN_FORMAT.length)) !== token) {
    throw new PlatformError('BadRequest', `Not a token of a list: ${token}`);
  }
  return text.slice(TOKEN_FORMAT.length);
}
