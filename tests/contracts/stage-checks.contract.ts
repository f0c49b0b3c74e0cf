import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StageChecks } from '../../src/ports/stage-checks.ts';

export function stageChecksContract(
  name: string,
  open: () => Promise<{ readonly checks: StageChecks; close(): Promise<void> }>,
) {
  describe(`${name}: stage checks`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    it('name tables once, each with columns in lower case, and none of a table that is not there', async () => {
      const { tables, columnsOf } = opened.checks;
      expect([...new Set(tables)]).toEqual(tables);
      expect(tables).toEqual(expect.arrayContaining(['endpoints', 'events', 'messages']));
      expect(await columnsOf('events')).toEqual(expect.arrayContaining(['event_id', 'send_status']));
      expect(await columnsOf('nowhere')).toEqual([]);
    });

    it('find a stage well that nothing has happened to', async () => {
      expect(await opened.checks.ringingAlarms()).toEqual([]);
      expect((await opened.checks.deadLetters()).filter(({ waiting }) => waiting > 0)).toEqual([]);
    });

    it('know an account exactly where e-mail goes through SES, in which nobody is verified who was not made so', async () => {
      const account = await opened.checks.emailAccount();
      const verified = await opened.checks.isVerified('nobody@example.com');
      expect(verified).toBe(account === undefined);
      if (account) expect(account.sentInDay).toBeGreaterThanOrEqual(0);
    });
  });
}
