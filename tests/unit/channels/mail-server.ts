import { createServer, type Socket } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A message as a real SMTP server took it. */
export interface Receipt {
  readonly envelope: { from: string; to: string[] };
  readonly source: string;
  readonly mail: ParsedMail;
}

export interface MailServer {
  readonly url: string;
  readonly receipts: Receipt[];
  /** Connections opened so far. */
  connections(): number;
  close(): Promise<void>;
}

/** A real SMTP server on a loopback port; addresses that begin with `refused` get a 550. */
export async function openMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const receipts: Receipt[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onConnect(_session, callback) {
      connections++;
      callback();
    },
    onRcptTo({ address }, _session, callback) {
      const refusal = Object.assign(new Error('No such user here'), { responseCode: 550 });
      callback(address.startsWith('refused') ? refusal : null);
    },
    onData(stream, { envelope }, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const source = Buffer.concat(chunks);
        receipts.push({
          envelope: {
            from: envelope.mailFrom ? envelope.mailFrom.address : '',
            to: envelope.rcptTo.map(({ address }) => address),
          },
          source: source.toString(),
          mail: await simpleParser(source),
        });
        callback(null, 'OK');
      });
    },
    ...options,
  });
  server.on('error', () => undefined); // clients that vanish
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    receipts,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** What a scripted server does at a step: a reply, hanging up, or nothing at all. */
export type Step = string | 'hang up' | 'silence';

export interface Script {
  readonly greeting?: Step;
  readonly mail?: Step;
  readonly rcpt?: Step;
  /** At the command DATA. */
  readonly data?: Step;
  /** At the end of the message. */
  readonly end?: Step;
  /** After so many bytes of a message. */
  readonly hangUpAfterBytes?: number;
}

export interface ScriptedServer {
  readonly url: string;
  /** Messages whose end was seen. */
  ended(): number;
  connections(): number;
  /** Hangs up on everyone who waits. */
  hangUp(): void;
  close(): Promise<void>;
}

/** An SMTP server that does at each step what the script of the connection says; the last script repeats. */
export async function openScriptedServer(...scripts: readonly Script[]): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  let ended = 0;
  let connections = 0;
  const server = createServer((socket) => {
    const script = scripts[Math.min(connections++, scripts.length - 1)] ?? {};
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    const play = (step: Step) => {
      if (step === 'hang up') socket.destroy();
      else if (step !== 'silence') socket.write(`${step}\r\n`);
    };
    let inData = false;
    let text = '';
    play(script.greeting ?? '220 ready');
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (;;) {
        if (inData && script.hangUpAfterBytes !== undefined && text.length > script.hangUpAfterBytes) {
          socket.destroy();
          return;
        }
        const end = inData ? text.indexOf('\r\n.\r\n') : text.indexOf('\r\n');
        if (end < 0) return;
        const line = text.slice(0, end);
        text = text.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          ended++;
          play(script.end ?? '250 taken');
        } else if (/^EHLO/i.test(line)) play('250 scripted');
        else if (/^MAIL/i.test(line)) play(script.mail ?? '250 ok');
        else if (/^RCPT/i.test(line)) play(script.rcpt ?? '250 ok');
        else if (/^DATA/i.test(line)) {
          const step = script.data ?? '354 go ahead';
          inData = step.startsWith('354');
          play(step);
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else play('250 ok');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    ended: () => ended,
    connections: () => connections,
    hangUp() {
      for (const socket of sockets) socket.destroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
