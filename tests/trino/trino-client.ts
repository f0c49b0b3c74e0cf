import { setTimeout as pause } from 'node:timers/promises';

export interface TrinoColumn {
  readonly name: string;
  /** Such as `map(varchar, array(varchar))` or `timestamp(6)`. */
  readonly type: string;
}

export interface TrinoAnswer {
  readonly columns: readonly TrinoColumn[];
  /** Values as Trino's protocol has them in JSON. */
  readonly rows: readonly (readonly unknown[])[];
}

/** What Trino says of a statement that it refused or could not end. */
export class TrinoError extends Error {
  override readonly name = 'TrinoError';
  readonly code: string;
  /** `USER_ERROR` for what the statement's author did wrong. */
  readonly type: string;

  constructor({ message = '', errorName = '', errorType = '' }, text: string) {
    super(`${errorName}: ${message}\n${text.slice(0, 4000)}`);
    this.code = errorName;
    this.type = errorType;
  }
}

interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly TrinoColumn[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly message?: string; readonly errorName?: string; readonly errorType?: string };
}

export type TrinoClient = (text: string) => Promise<TrinoAnswer>;

/**
 * Runs one statement to its end over Trino's client protocol.
 * @param base such as `http://127.0.0.1:18080`
 * @param catalog stands for AwsDataCatalog; its Iceberg tables are redirected
 */
export function trinoClient(base: string, schema: string, catalog = 'hive'): TrinoClient {
  const headers = {
    'X-Trino-User': 'touchpoint',
    'X-Trino-Source': 'touchpoint-tests',
    'X-Trino-Catalog': catalog,
    'X-Trino-Schema': schema,
    'X-Trino-Time-Zone': 'UTC',
  };
  async function ask(url: string, init: RequestInit = {}): Promise<Page> {
    for (let wait = 50; ; wait *= 2) {
      const response = await fetch(url, { ...init, headers });
      if (response.ok) return (await response.json()) as Page;
      if (![502, 503, 504].includes(response.status) || wait > 5000) {
        throw new Error(`Trino answered ${response.status}: ${await response.text()}`);
      }
      await pause(wait); // the protocol says to ask again
    }
  }
  return async (text) => {
    let page = await ask(`${base}/v1/statement`, { method: 'POST', body: text });
    let columns: readonly TrinoColumn[] = [];
    const rows: (readonly unknown[])[] = [];
    for (;;) {
      if (page.error) throw new TrinoError(page.error, text);
      columns = page.columns ?? columns;
      rows.push(...(page.data ?? []));
      if (page.nextUri === undefined) return { columns, rows };
      page = await ask(page.nextUri);
    }
  };
}
