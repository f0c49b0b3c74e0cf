import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MailboxItem, MailboxPage } from '../../src/core/messages/readable-mailbox.ts';
import { email } from '../unit/channels/messages.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
beforeAll(async () => {
  stage = await openStage();
  await stage.ports.channels.EMAIL.send([
    email({ messageId: 'a' }, { subject: 'Renewal' }),
    email({ messageId: 'b', address: 'bob+news@example.com' }, { subject: 'Renewal' }),
    email({ messageId: 'c', applicationId: 'other' }),
  ]);
});
afterAll(() => stage.close());

const get = async <T>(path: string) => (await (await stage.fetch(path)).json()) as T;
const idsOf = ({ items }: MailboxPage) => items.map(({ messageId }) => messageId);

describe('/local/mailbox', () => {
  it('answers messages newest first, with their number', async () => {
    const page = await get<MailboxPage>('/local/mailbox');
    expect(page).toEqual({ total: 3, items: expect.anything() });
    expect(idsOf(page)).toEqual(['c', 'b', 'a']);
    expect(page.items[2]).toEqual(await get<MailboxItem>('/local/mailbox/a'));
  });

  it('filters by app, to, subject and channel', async () => {
    const to = encodeURIComponent('bob+news@example.com');
    expect(idsOf(await get(`/local/mailbox?to=${to}`))).toEqual(['b']);
    expect(idsOf(await get('/local/mailbox?app=other'))).toEqual(['c']);
    expect(idsOf(await get('/local/mailbox?subject=renew&channel=EMAIL'))).toEqual(['b', 'a']);
    expect(await get('/local/mailbox?channel=SMS')).toEqual({ total: 0, items: [] });
  });

  it('pages with limit and next', async () => {
    const first = await get<MailboxPage>('/local/mailbox?limit=2');
    const second = await get<MailboxPage>(`/local/mailbox?limit=2&next=${first.next}`);
    expect([...idsOf(first), ...idsOf(second)]).toEqual(['c', 'b', 'a']);
    expect(second.next).toBeUndefined();
  });

  it('shows the source as plain text', async () => {
    const response = await stage.fetch('/local/mailbox/a/source');
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toContain('Message-ID: <a@example.com>\r\n');
  });

  it('is a 404 for a message that is not there, and a 400 for a limit that is no number', async () => {
    for (const path of ['/local/mailbox/none', '/local/mailbox/none/source']) {
      const response = await stage.fetch(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({
        error: { message: 'Message none is not in the mailbox' },
      });
    }
    const bad = await stage.fetch('/local/mailbox?limit=0');
    expect([bad.status, await bad.json()]).toMatchObject([
      400,
      { error: { message: 'limit is 0; it must be a whole number from 1 on' } },
    ]);
  });

  it('needs a key', async () => {
    const response = await stage.fetch('/local/mailbox', { headers: { authorization: 'none' } });
    expect(response.status).toBe(403);
  });
});
