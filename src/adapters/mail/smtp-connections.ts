import { Readable } from 'node:stream';
import type { NodemailerError } from 'nodemailer/lib/errors';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Handover } from '../../ports/channels.ts';
import type { MimeMessage } from './mime-message.ts';
import { handoverOfSmtpError } from './smtp-answer.ts';
import type { SmtpServer } from './smtp-url.ts';

/** In milliseconds. */
export interface SmtpTimeouts {
  /** Until the connection stands. */
  readonly connection: number;
  /** Until the server greets. */
  readonly greeting: number;
  /** Without a word from the server; after the end of a message that leaves it in doubt. */
  readonly socket: number;
}

/** The reply with which a server hangs up, also on a connection that has waited. */
const SERVICE_CLOSING = 421;
/** How long an open connection waits for the next message. */
const IDLE_MS = 5000;

/** Connections to one server, each carrying one message at a time. */
export interface SmtpConnections {
  /** One message; answers, never throws. */
  send(message: MimeMessage): Promise<Handover>;
  /** Ends the connections that wait; those at work end with their message. */
  close(): void;
}

/**
 * Keeps up to `server.connections` connections. Nodemailer's own pool is not used: it does not tell
 * how far a message came before its connection broke (docs/decisions/0006-connections-of-our-own-over-smtp.md).
 */
export function smtpConnections(server: SmtpServer, timeouts: SmtpTimeouts): SmtpConnections {
  const idle: Connection[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;
  let closed = false;

  async function turn(): Promise<void> {
    if (busy < server.connections) busy++;
    else await new Promise<void>((go) => waiting.push(go));
  }

  function pass(): void {
    const next = waiting.shift();
    if (next) next();
    else busy--;
  }

  function keep(connection: Connection): void {
    if (closed) {
      connection.end();
      return;
    }
    idle.push(connection);
    connection.rest(IDLE_MS, () => idle.splice(idle.indexOf(connection), 1));
  }

  async function handOver(message: MimeMessage): Promise<Handover> {
    const used = idle.pop();
    if (used) {
      used.wake();
      const outcome = await used.send(message);
      if (used.usable()) keep(used);
      // The server may have hung up while the connection waited: that says nothing of the message.
      if (outcome.spoken || outcome.answer.kind === 'refused') return outcome.answer;
    }
    const opened = await openConnection(server, timeouts);
    if ('kind' in opened) return opened;
    const { answer } = await opened.send(message);
    if (opened.usable()) keep(opened);
    return answer;
  }

  return {
    async send(message) {
      await turn();
      try {
        return await handOver(message);
      } finally {
        pass();
      }
    },
    close() {
      closed = true;
      for (const connection of idle.splice(0)) connection.end();
    },
  };
}

interface Connection {
  /** `spoken`: the server replied to something of the message, other than that it hangs up. */
  send(message: MimeMessage): Promise<{ answer: Handover; spoken: boolean }>;
  usable(): boolean;
  /** Waits for the next message; calls `gone` when it ends meanwhile, by the server or by the time. */
  rest(milliseconds: number, gone: () => void): void;
  wake(): void;
  end(): void;
}

async function openConnection(server: SmtpServer, timeouts: SmtpTimeouts): Promise<Connection | Handover> {
  const client = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.requireTls,
    tls: { rejectUnauthorized: server.rejectUnauthorized },
    name: server.name,
    connectionTimeout: timeouts.connection,
    dnsTimeout: timeouts.connection,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.socket,
    socketCloseTimeout: 0,
  });
  try {
    await connect(client);
    if (server.user !== undefined && client.allowsAuth) await logIn(client, server);
    return connectionOf(client);
  } catch (error) {
    client.close();
    return handoverOfSmtpError(error as NodemailerError, false);
  }
}

function connect(client: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    client.on('error', reject); // stays: an error while nothing waits must not end the process
    client.connect((error) => (error ? reject(error) : resolve()));
  });
}

function logIn(client: SMTPConnection, { user, password }: SmtpServer): Promise<void> {
  return new Promise((resolve, reject) => {
    client.on('error', reject);
    client.login({ credentials: { user, pass: password } }, (error) => (error ? reject(error) : resolve()));
  });
}

function connectionOf(client: SMTPConnection): Connection {
  let timer: NodeJS.Timeout | undefined;
  let onEnd: (() => void) | undefined;
  client.once('end', () => onEnd?.());
  const wake = () => {
    clearTimeout(timer);
    onEnd = undefined;
  };
  const end = () => {
    wake();
    if (client.destroyed) return;
    client.quit();
  };
  return {
    async send(message) {
      const outcome = await transmit(client, message);
      if (outcome.answer.kind !== 'accepted' && !client.destroyed) await reset(client);
      return outcome;
    },
    usable: () => !client.destroyed,
    rest(milliseconds, gone) {
      onEnd = gone;
      timer = setTimeout(() => {
        gone();
        end();
      }, milliseconds);
      timer.unref();
    },
    wake,
    end,
  };
}

function transmit(client: SMTPConnection, { from, to, bytes }: MimeMessage) {
  // The client reads the message only after the server's "354 go ahead", so that an end of it that
  // was not read was not sent either.
  let dataEnded = false;
  const body = Readable.from(pieces(bytes));
  body.once('end', () => {
    dataEnded = true;
  });
  return new Promise<{ answer: Handover; spoken: boolean }>((resolve) => {
    client.send({ from, to: [to], size: bytes.byteLength }, body, (error, info) => {
      const answer: Handover = error
        ? handoverOfSmtpError(error, dataEnded)
        : { kind: 'accepted', providerMessageId: info?.response };
      const farewell = error?.responseCode === SERVICE_CLOSING && !dataEnded;
      resolve({ answer, spoken: !error || dataEnded || (Boolean(error.responseCode) && !farewell) });
    });
  });
}

/** So small that the end is not read long before what precedes it is sent. */
const PIECE_BYTES = 64 * 1024;

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.byteLength; from += PIECE_BYTES)
    yield bytes.subarray(from, from + PIECE_BYTES);
}

/** Ends what is left of a refused message, so that the next one begins anew; a connection that cannot is ended. */
function reset(client: SMTPConnection): Promise<void> {
  return new Promise((resolve) => {
    client.once('end', resolve);
    client.reset((error) => {
      client.off('end', resolve); // a connection may see many refusals
      if (error) client.close();
      resolve();
    });
  });
}
