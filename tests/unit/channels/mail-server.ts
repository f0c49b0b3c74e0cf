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
  /** `X-Touchpoint-Message-Id` of each message whose end was seen, whatever was said of it then. */
  readonly ended: string[];
  connections(): number;
  /** Hangs up on everyone who waits. */
  hangUp(): void;
  close(): Promise<void>;
}

/**
 * An SMTP server that does what its script says: that of the connection, the last one repeating, or
 * that of the message by its sender.
 */
export async function openScriptedServer(
  ...scripts: readonly Script[] | readonly [(sender: string) => Script]
): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  const ended: string[] = [];
  let connections = 0;

  function converse(socket: Socket): void {
    const [first] = scripts;
    const given = scripts[Math.min(connections++, scripts.length - 1)];
    let script: Script = typeof given === 'object' ? given : {};
    let inData = false;
    let text = '';
    const play = (step: Step) => {
      if (step === 'hang up') socket.destroy();
      else if (step !== 'silence') socket.write(`${step}\r\n`);
    };
    const commands: Record<string, (line: string) => void> = {
      EHLO: () => play('250 scripted'),
      MAIL(line) {
        if (typeof first === 'function') script = first(/<(.*?)>/.exec(line)?.[1] ?? '');
        play(script.mail ?? '250 ok');
      },
      RCPT: () => play(script.rcpt ?? '250 ok'),
      DATA() {
        const step = script.data ?? '354 go ahead';
        inData = step.startsWith('354');
        play(step);
      },
      QUIT: () => socket.end('221 bye\r\n'),
    };
    play(script.greeting ?? '220 ready');
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      while (!socket.destroyed) {
        if (inData && text.length > (script.hangUpAfterBytes ?? Number.POSITIVE_INFINITY))
          return socket.destroy();
        const end = inData ? text.indexOf('\r\n.\r\n') : text.indexOf('\r\n');
        if (end < 0) return;
        const line = text.slice(0, end);
        text = text.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          ended.push(/^X-Touchpoint-Message-Id: (\S+)/im.exec(line)?.[1] ?? '');
          play(script.end ?? '250 taken');
        } else (commands[line.slice(0, 4).toUpperCase()] ?? (() => play('250 ok')))(line);
      }
    });
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    converse(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { port: number };
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `smtp://127.0.0.1:${port}`,
    ended,
    connections: () => connections,
    hangUp,
    close() {
      hangUp();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
