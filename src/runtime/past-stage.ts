import { readFile } from 'node:fs/promises';
import { type SettableClock, settableClock } from '../adapters/local/settable-clock.ts';
import { PlatformError } from '../core/errors.ts';
import type { BatchReference } from '../core/messages/batch.ts';
import { chunkBatch, decideBatch, finishBatch, sendChunk } from '../core/messages/deliver-steps.ts';
import type { DemoMail } from '../core/seeds/demo-notices.ts';
import { latestSegments } from '../core/segments/segment-documents.ts';
import type { Channel } from '../ports/channels.ts';
import type { Ports } from '../ports/ports.ts';

/** The stage under a clock of its own, which stands before the stage's. */
export interface PastStage {
  readonly past: Ports;
  readonly clock: SettableClock;
  /** The e-mails that were handed over, which reach nobody; to be emptied by whoever has read them. */
  readonly sent: DemoMail[];
}

export function pastStage(ports: Ports, start: Date): PastStage {
  const clock = settableClock(start);
  const sent: DemoMail[] = [];
  const past: Ports = { ...ports, clock, channels: { ...ports.channels, EMAIL: takesAll(clock, sent) } };
  return { past, clock, sent };
}

/** Takes a batch through the states of stepfunctions/deliver.yml. */
export async function deliver(past: Ports, reference: BatchReference): Promise<void> {
  await decideBatch(past, reference);
  const { chunks } = await chunkBatch(past, reference);
  for (const chunk of chunks) await sendChunk(past, { ...reference, chunk });
  await finishBatch(past, reference);
}

/** @throws PlatformError `NotFound` */
export async function segmentNamed(ports: Ports, applicationId: string, name: string): Promise<string> {
  const found = (await latestSegments(ports, applicationId)).find(({ Name }) => Name === name);
  if (!found) throw new PlatformError('NotFound', `Segment ${name} is missing`);
  return found.Id;
}

/** A file of `seeds/`. */
export function readSeed(file: string): Promise<string> {
  return readFile(new URL(`../../seeds/${file}`, import.meta.url), 'utf8');
}

/** A provider that takes everything and keeps nothing but who it was for. */
function takesAll(clock: SettableClock, sent: DemoMail[]): Channel {
  return {
    window: 1000,
    idempotent: true,
    tracks: true,
    async send(messages) {
      return messages.map(({ messageId, address, content, tags }) => {
        const { from, subject } = content as { from: string; subject: string };
        sent.push({ messageId, address, from, subject, tags, sentAt: clock.now() });
        return { kind: 'accepted' as const, providerMessageId: messageId };
      });
    },
  };
}
