import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { firehoseEventSink } from '../../src/adapters/aws/firehose-event-sink.ts';
import { eventSinkContract } from './event-sink.contract.ts';
import { appEvent } from './events.ts';
import { openFirehose } from './firehose.ts';

const firehose = await openFirehose();
afterAll(() => firehose.close());

let streams = 0;
function openSink() {
  const streamName = `events-${++streams}`;
  const waits: number[] = [];
  const sink = firehoseEventSink({
    client: firehose.client,
    streamName,
    pause: async (milliseconds) => void waits.push(milliseconds),
  });
  const lines = () => firehose.taken(streamName);
  return { sink, waits, lines, stored: async () => lines().map((line) => JSON.parse(line)) };
}

beforeEach(() => {
  firehose.refuse = undefined;
  firehose.fault = undefined;
  firehose.requests.length = 0;
});

eventSinkContract('Firehose', async () => openSink());

describe('the Firehose event sink', () => {
  const events = (count: number) => Array.from({ length: count }, (_, index) => appEvent(`e-${index}`));
  const idOf = (record: string) => JSON.parse(record).event_id;

  it('sends lines, since Firehose puts records together as they come', async () => {
    const { sink, lines } = openSink();
    await sink.append(events(2));
    for (const line of lines()) expect(line).toMatch(/^\{.*\}\n$/);
  });

  it('fills requests as far as Firehose takes them', async () => {
    const { sink } = openSink();
    await sink.append(events(1203));
    expect(firehose.requests.map(({ length }) => length)).toEqual([500, 500, 203]);
  });

  it('sends again only the records that were refused, with growing waits', async () => {
    const { sink, waits, stored } = openSink();
    let refusals = 0;
    firehose.refuse = (record) => ['e-1', 'e-3'].includes(idOf(record)) && ++refusals <= 4;

    await sink.append(events(5));

    expect(firehose.requests.map((records) => records.map(idOf))).toEqual([
      ['e-0', 'e-1', 'e-2', 'e-3', 'e-4'],
      ['e-1', 'e-3'],
      ['e-1', 'e-3'],
    ]);
    expect(waits).toEqual([100, 200]);
    expect((await stored()).map(({ event_id }) => event_id).sort()).toEqual([
      'e-0',
      'e-1',
      'e-2',
      'e-3',
      'e-4',
    ]);
  });

  it('gives up after six seconds of waiting and says that it is asked to slow down', async () => {
    const { sink, waits } = openSink();
    firehose.refuse = (record) => idOf(record) === 'e-1';
    await expect(sink.append(events(3))).rejects.toMatchObject({
      code: 'Throttled',
      message: 'Firehose did not take 1 of 3 events',
    });
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200]);
  });

  it('says so when Firehose refuses whole requests for now', async () => {
    const { sink } = openSink();
    firehose.fault = 'ServiceUnavailableException';
    await expect(sink.append(events(1))).rejects.toMatchObject({ code: 'Throttled' });
  });

  it('lets other errors through', async () => {
    const { sink } = openSink();
    firehose.fault = 'ResourceNotFoundException';
    await expect(sink.append(events(1))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('refuses an event that no record can hold before anything is sent', async () => {
    const { sink } = openSink();
    const large = appEvent('e-1', { attributes: { text: 'x'.repeat(1_030_000) } });
    await expect(sink.append([appEvent('e-0'), large])).rejects.toMatchObject({
      code: 'BadRequest',
      message: expect.stringMatching(/^Event e-1 has \d+ bytes; at most 1024000 are allowed$/),
    });
    expect(firehose.requests).toEqual([]);
  });
});
