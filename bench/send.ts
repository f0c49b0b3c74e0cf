/**
 * A million personalised e-mails from the decided batch to a null channel, against bare loops in plain
 * Handlebars whose contexts are in memory:
 * - as written: the template as its author wrote it,
 * - same e-mail: the template as it is finished, with signed links, pixel and unsubscribe address,
 * - rendered and handed: rows read, e-mails made and handed over, without a trace of it,
 * - sent: the same with its ledger and events, durable as ever.
 *
 *     node bench/send.ts [messages] [turns]      default: 1000000 1
 *
 * They take turns in one process, and all count the bytes of what they made, as whoever sends it must.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import type { BatchReference } from '../src/core/messages/batch.ts';
import { openChunkLines } from '../src/core/messages/chunk-lines.ts';
import { decidedMessage } from '../src/core/messages/decided-row.ts';
import { chunkBatch, sendChunk } from '../src/core/messages/deliver-steps.ts';
import { emailLinks, finishedBodies } from '../src/core/messages/email-finish.ts';
import { linkSigner } from '../src/core/messages/tracking-key.ts';
import type { RenderContext } from '../src/core/templates/render.ts';
import type { Channel } from '../src/ports/channels.ts';
import type { DocumentKey } from '../src/ports/document-store.ts';
import type { Ports } from '../src/ports/ports.ts';
import { openLocalStage } from '../src/runtime/local.ts';
import { prepareBatch } from '../tests/flows/prepared-batch.ts';

const MESSAGES = Number(process.argv[2] ?? 1_000_000);
const TURNS = Number(process.argv[3] ?? 1);
const CONTEXTS = 10_000;

const template = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../templates/Renew_10_percent_off/${file}`, import.meta.url)), 'utf8');
const Title = '{{User.UserAttributes.FirstName}} Renew Now and get 10% Off!';
const HtmlBody = template('body.html');
const Body = template('body.txt');

let bytes = 0;
/** What a channel does at the least: it has the words as bytes. */
function take(...texts: readonly (string | undefined)[]): void {
  for (const text of texts) bytes += Buffer.byteLength(text ?? '');
}

const nullChannel: Channel = {
  window: 500,
  idempotent: false,
  tracks: false,
  async send(messages) {
    for (const { content } of messages) {
      if (content.kind === 'EMAIL') take(content.subject, content.html, content.text);
    }
    return messages.map(() => ({ kind: 'accepted' }) as const);
  },
};

type Bare = (context: object) => void;

/** Plain Handlebars with the two helpers that the template uses. */
function plainHandlebars(): typeof Handlebars {
  const handlebars = Handlebars.create();
  handlebars.registerHelper('join', (list: string[], separator: string) => list.join(separator));
  handlebars.registerHelper('or', function (this: unknown, a: unknown, b: unknown, options) {
    return a || b ? options.fn(this) : options.inverse(this);
  });
  return handlebars;
}

function writtenTemplate(): Bare {
  const handlebars = plainHandlebars();
  const subject = handlebars.compile(Title, { noEscape: true });
  const html = handlebars.compile(HtmlBody);
  const text = handlebars.compile(Body, { noEscape: true });
  return (context) => take(subject(context), html(context), text(context));
}

async function finishedTemplate(ports: Ports): Promise<Bare> {
  const handlebars = plainHandlebars();
  const links = emailLinks(await linkSigner(ports));
  for (const [name, block] of Object.entries(links.blocks)) {
    handlebars.registerHelper(name, function (this: RenderContext, options) {
      return new Handlebars.SafeString(block(options.fn(this), this, undefined));
    });
  }
  const finished = finishedBodies({ html: HtmlBody, text: Body }, false);
  const subject = handlebars.compile(Title, { noEscape: true });
  const html = handlebars.compile(finished.html);
  const text = handlebars.compile(finished.text, { noEscape: true });
  const ids = {
    application_id: 'a'.repeat(32),
    campaign_id: 'campaign-1',
    campaign_activity_id: 'activity-1',
  };
  let sent = 0;
  return (context) => {
    const number = ++sent;
    const trace = {
      ...ids,
      message_id: `message-${number}`,
      endpoint_id: `person-${number}`,
      treatment_id: '0',
    };
    links.about({ trace, address: `person-${number}@example.com`, sentAt: new Date() });
    take(subject(context), html(context), text(context), links.unsubscribeUrl());
  };
}

async function contextsOf(ports: Ports, key: string): Promise<object[]> {
  const lines = await openChunkLines(ports, key, 0);
  const contexts: object[] = [];
  while (contexts.length < Math.min(CONTEXTS, MESSAGES)) {
    for (const line of await lines.take(1000)) {
      const { endpoint } = decidedMessage(line);
      contexts.push({
        ...endpoint,
        Pinpoint: { CampaignId: 'campaign-1' },
        unsubscribeUrl: 'https://example.com/unsubscribe',
      });
    }
  }
  await lines.close();
  return contexts;
}

interface Took {
  readonly ms: number;
  /** Of the processor, in this thread: what others take of a shared machine is not in it. */
  readonly cpuMs: number;
}

async function timed(work: () => unknown): Promise<Took> {
  const begin = performance.now();
  const cpu = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(cpu);
  return { ms: performance.now() - begin, cpuMs: (user + system) / 1000 };
}

/** Ports that keep neither ledger nor events. */
function untraced(ports: Ports): Ports {
  const isLedger = ({ sort }: DocumentKey) => sort.includes('#ledger#');
  return {
    ...ports,
    documents: {
      ...ports.documents,
      put: async (key, value, options) => (isLedger(key) ? 1 : ports.documents.put(key, value, options)),
    },
    events: { append: async () => {} },
  };
}

async function sendAll(ports: Ports, reference: BatchReference, chunks: readonly number[]): Promise<void> {
  const whole = async (chunk: number) => {
    for (let finished = false; !finished; ) ({ finished } = await sendChunk(ports, { ...reference, chunk }));
  };
  await Promise.all(chunks.map(whole));
}

function report(took: Readonly<Record<string, Took>>): void {
  const { 'as written': asWritten, 'same e-mail': sameEmail } = took as Record<string, Took>;
  console.log('| | per second | processor us each | to as written: clock, processor | to same e-mail |');
  console.log('|---|--:|--:|--:|--:|');
  for (const [name, { ms, cpuMs }] of Object.entries(took)) {
    const against = (bare?: Took) =>
      `${((bare?.ms ?? 0) / ms).toFixed(2)}, ${((bare?.cpuMs ?? 0) / cpuMs).toFixed(2)}`;
    const perSecond = Math.round((MESSAGES / ms) * 1000).toLocaleString('en');
    const each = ((cpuMs * 1000) / MESSAGES).toFixed(1);
    console.log(`| ${name} | ${perSecond} | ${each} | ${against(asWritten)} | ${against(sameEmail)} |`);
  }
}

const home = mkdtempSync(join(tmpdir(), 'touchpoint-bench-send-'));
const stage = await openLocalStage({ home });
const ports: Ports = { ...stage.ports, channels: { ...stage.ports.channels, EMAIL: nullChannel } };
const written = writtenTemplate();
const finished = await finishedTemplate(ports);
try {
  for (let turn = 0; turn < TURNS; turn++) {
    const { batch, ...prepared } = await prepareBatch(ports, {
      messages: MESSAGES,
      batch: { variants: { '0': { MessageConfiguration: { EmailMessage: { Title, HtmlBody, Body } } } } },
    });
    let chunks: readonly number[] = [];
    const cut = await timed(async () => {
      ({ chunks } = await chunkBatch(ports, prepared));
    });
    const files = await ports.lake.list(`batches/${prepared.applicationId}/`);
    const contexts = await contextsOf(ports, files.find(({ key }) => key.includes('/rows/'))?.key ?? '');
    const loop = (render: Bare) =>
      timed(() => {
        for (let at = 0; at < MESSAGES; at++) render(contexts[at % contexts.length] as object);
      });
    report({
      'as written': await loop(written),
      'same e-mail': await loop(finished),
      'rendered and handed': await timed(() => sendAll(untraced(ports), prepared, chunks)),
      sent: await timed(() => sendAll(ports, prepared, chunks)),
    });
    const peak = Math.round(process.resourceUsage().maxRSS / 1024);
    console.log(`\nChunk took ${(cut.ms / 1000).toFixed(1)} s; the process had ${peak} MB at most.\n`);
  }
  console.log(`(${bytes} bytes made)`);
} finally {
  await stage.close();
  rmSync(home, { recursive: true });
}
