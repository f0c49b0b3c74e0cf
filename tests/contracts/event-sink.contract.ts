import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { EventRecord, StoredEvent } from '../../src/core/events/event-record.ts';
import type { EventSink } from '../../src/ports/event-sink.ts';
import { appEvent, bounceEvent } from './events.ts';

const SAMPLES = new URL('../fixtures/events/pinpoint_docs_sample_events.ndjson', import.meta.url);

export interface OpenSink {
  readonly sink: EventSink;
  /** Every record that reached the lake, as often as it did, in any order. */
  stored(): Promise<StoredEvent[]>;
}

export function eventSinkContract(name: string, open: () => Promise<OpenSink>) {
  describe(`${name}: event sink`, () => {
    it('keeps records whole, with the case of their names and every character', async () => {
      const { sink, stored } = await open();
      const events = [appEvent('e-1'), bounceEvent('e-2')];

      await sink.append(events);

      expect(byId(await stored())).toEqual(events);
    });

    it('keeps Pinpoint’s documented samples as they are', async () => {
      const { sink, stored } = await open();
      const samples = readFileSync(SAMPLES, 'utf8').trim().split('\n');
      const events = samples.map((line, index): StoredEvent => {
        const record = JSON.parse(line) as EventRecord;
        const { campaign_send_status, journey_send_status } = record.attributes;
        const send_status = campaign_send_status ?? journey_send_status; // beside the record, as of the engine's own
        return { event_id: `e-${index}`, ...(send_status !== undefined && { send_status }), ...record };
      });
      expect(events.filter(({ send_status }) => send_status !== undefined)).toHaveLength(2);

      await sink.append(events);

      expect(byId(await stored())).toEqual(events);
    });

    it('keeps a record of which only the envelope is filled', async () => {
      const { sink, stored } = await open();
      const bare: StoredEvent = {
        event_id: 'e-1',
        event_type: 'seen',
        event_timestamp: 1,
        arrival_timestamp: 2,
        event_version: '3.0',
        application: { app_id: 'a', sdk: {} },
        client: {},
        device: { platform: {} },
        session: {},
        attributes: {},
      };

      await sink.append([bare]);

      expect(await stored()).toEqual([bare]);
    });

    it('takes no events', async () => {
      const { sink, stored } = await open();
      await sink.append([]);
      expect(await stored()).toEqual([]);
    });

    it('keeps every event of many, more than one call can carry', async () => {
      const { sink, stored } = await open();
      const ids = Array.from({ length: 1203 }, (_, index) => `e-${String(index).padStart(4, '0')}`);

      await sink.append(ids.map((id) => appEvent(id)));

      expect(byId(await stored()).map(({ event_id }) => event_id)).toEqual(ids);
    });

    it('keeps what several callers append at once, each event once', async () => {
      const { sink, stored } = await open();
      const ids = Array.from({ length: 60 }, (_, index) => `e-${String(index).padStart(2, '0')}`);

      await Promise.all(ids.map((id) => sink.append([appEvent(id)])));

      expect(byId(await stored()).map(({ event_id }) => event_id)).toEqual(ids);
    });

    it('keeps records that are larger together than one call may be', async () => {
      const { sink, stored } = await open();
      const large = { attributes: { text: 'x'.repeat(900_000) } };

      await sink.append(Array.from({ length: 9 }, (_, index) => appEvent(`e-${index}`, large)));

      expect((await stored()).map(({ attributes }) => attributes.text?.length)).toEqual(
        Array(9).fill(900_000),
      );
    });
  });
}

const byId = (events: readonly StoredEvent[]) =>
  [...events].sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
