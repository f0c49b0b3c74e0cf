/** Run as a process of its own: appends events without end, and tells on its output which were acknowledged. */
import { join } from 'node:path';
import { openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { openJournalEventSink } from '../../src/adapters/local/journal-event-sink.ts';
import { appEvent } from '../contracts/events.ts';

const CALLERS = 8;
const EVENTS_PER_CALL = 5;
/** A reader comes every so many calls, so that the lake is loaded again and again. */
const CALLS_PER_QUERY = 40;

const [home = '', prefix = ''] = process.argv.slice(2);
const lake = await openDuckDbLake({
  file: join(home, 'lake.duckdb'),
  lakeFolder: join(home, 'lake'),
  memoryMegabytes: 200,
});
const sink = await openJournalEventSink(lake, join(home, 'events'));
let calls = 0;

async function appendForEver(): Promise<void> {
  for (;;) {
    const call = ++calls;
    const ids = Array.from({ length: EVENTS_PER_CALL }, (_, index) => `${prefix}-${call}-${index}`);
    await sink.append(ids.map((id) => appEvent(id)));
    process.stdout.write(`${ids.join('\n')}\n`);
    if (call % CALLS_PER_QUERY === 0) {
      await lake.engine.query({ text: 'select count(*) as n from events', values: [] });
    }
  }
}

await Promise.all(Array.from({ length: CALLERS }, appendForEver));
