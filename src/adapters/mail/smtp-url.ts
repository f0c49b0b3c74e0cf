/** How an SMTP server is reached. */
export interface SmtpServer {
  readonly host: string;
  /** 587, or 465 with TLS from the start, when absent. */
  readonly port?: number;
  /** TLS from the start (`smtps:`). Otherwise STARTTLS is used where the server offers it. */
  readonly secure: boolean;
  readonly user?: string;
  readonly password?: string;
  /** `?requireTLS=true`: no message goes without TLS. */
  readonly requireTls: boolean;
  /** `?rejectUnauthorized=false`: any certificate is taken, for test servers. */
  readonly rejectUnauthorized: boolean;
  /** `?connections=`: how many are open at most. */
  readonly connections: number;
  /** `?name=`: what we call ourselves in EHLO; the machine's name when absent. */
  readonly name?: string;
}

const DEFAULT_CONNECTIONS = 10;
const MAX_CONNECTIONS = 100;
const OPTIONS = ['requireTLS', 'rejectUnauthorized', 'connections', 'name'];

/**
 * Reads `smtp://user:password@host:port?connections=10`.
 * @throws Error naming what is wrong, without the password
 */
export function readSmtpUrl(text: string): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    throw new Error(
      'SMTP_URL must be smtp://host:port or smtps://host:port, with user:password@ where needed',
    );
  }
  const unknown = [...url.searchParams.keys()].find((name) => !OPTIONS.includes(name));
  if (unknown) throw new Error(`SMTP_URL has the option ${unknown}; there are ${OPTIONS.join(', ')}`);
  const connections = Number(url.searchParams.get('connections') ?? DEFAULT_CONNECTIONS);
  if (!Number.isInteger(connections) || connections < 1 || connections > MAX_CONNECTIONS) {
    throw new Error(`SMTP_URL: connections must be a whole number from 1 to ${MAX_CONNECTIONS}`);
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? undefined : Number(url.port),
    secure: url.protocol === 'smtps:',
    user: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    requireTls: yesOrNo(url, 'requireTLS', false),
    rejectUnauthorized: yesOrNo(url, 'rejectUnauthorized', true),
    connections,
    name: url.searchParams.get('name') ?? undefined,
  };
}

function yesOrNo(url: URL, name: string, otherwise: boolean): boolean {
  const text = url.searchParams.get(name);
  if (text === null) return otherwise;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Error(`SMTP_URL: ${name} must be true or false, not ${text}`);
}
