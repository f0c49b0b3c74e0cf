import { describe, expect, it } from '@jest/globals';
import { openSqliteDocumentStore } from '../../../src/adapters/local/sqlite-document-store.ts';
import { eventNamesOf } from '../../../src/core/events/event-names.ts';
import { parseEvent } from '../../../src/core/events/parse-event.ts';
import type { Ports } from '../../../src/ports/ports.ts';

const eventOf = (EventType: string, Attributes: Record<string, string> = {}) =>
  parseEvent({ EventType, Timestamp: '2026-06-01T09:00:00Z', Attributes });

describe('the names of an application’s events', () => {
  const documents = openSqliteDocumentStore(':memory:', { now: () => new Date() });
  const ports = { documents } as unknown as Ports;

  it('lets many requests with new names pass at once, though not all can note theirs', async () => {
    const all = await Promise.all(Array.from({ length: 60 }, () => eventNamesOf(ports, 'crowd')));
    for (const [index, names] of all.entries()) names.add(eventOf(`type-${index}`));

    const outcomes = await Promise.allSettled(all.map((names) => names.store()));

    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  it('takes in none of an event’s names when one is too many', async () => {
    const names = await eventNamesOf(ports, 'full');
    for (let index = 0; index < 500; index++) names.add(eventOf('order', { [`key-${index}`]: 'x' }));

    expect(() => names.add(eventOf('refund', { other: 'x' }))).toThrow(
      'With other the application would have over 500 attribute keys',
    );
    await names.store();

    const stored = await documents.get<{ types: string[] }>({ partition: 'app#full', sort: 'event-names' });
    expect(stored?.value.types).toEqual(['order']);
  });
});
