import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { changeDocument } from '../documents.ts';
import type { MessageBatch } from './batch.ts';

/** When the batch's rate lets the next message go: epoch milliseconds. */
interface PaceDocument {
  readonly freeAt: number;
}

/** Keeps a batch's `MessagesPerSecond`, however many chunks of it are being sent. */
export interface Pace {
  /** Waits until so many messages may go. */
  wait(messages: number): Promise<void>;
  /** The most messages that should go at once: a second's worth. */
  readonly most: number;
}

/** All of them take their time from one document, one second's worth or less at a time. */
export function paceOf(ports: Ports, { applicationId, batchId, messagesPerSecond }: MessageBatch): Pace {
  if (messagesPerSecond === undefined) return { most: Number.POSITIVE_INFINITY, wait: async () => {} };
  const key = { partition: applicationPartition(applicationId), sort: `batch#${batchId}#pace` };
  return {
    most: Math.max(1, Math.floor(messagesPerSecond)),
    async wait(messages) {
      if (messages === 0) return;
      const now = ports.clock.now().getTime();
      const lasts = (messages * 1000) / messagesPerSecond;
      const { freeAt } = await changeDocument<PaceDocument>(ports.documents, key, (found) => ({
        freeAt: Math.max(now, found?.freeAt ?? 0) + lasts,
      }));
      const waitMs = freeAt - lasts - now;
      if (waitMs > 0) await ports.pause(waitMs);
    },
  };
}
