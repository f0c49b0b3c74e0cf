import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { COLUMNS } from '../../src/core/rfm/columns.ts';
import { sniffFile } from '../../src/core/rfm/sniff-file.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { QueryEngine } from '../../src/ports/query-engine.ts';
import type { TransactionLoader } from '../../src/ports/transaction-loader.ts';

export interface LoaderStage {
  readonly loader: TransactionLoader;
  readonly uploads: ObjectStore;
  readonly lake: ObjectStore;
  readonly queries: QueryEngine;
}

let number = 0;

/** Puts a file, loads it, and says what came of it. */
export async function load(
  stage: LoaderStage,
  body: string | Uint8Array,
  key = `uploads/file ${number}.csv`,
) {
  number++;
  const uploadId = `upload${number}`;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  await stage.uploads.put(key, bytes);
  const { dialect } = await sniffFile(Readable.from([Buffer.from(bytes)]), key, 1e9);
  const source = { applicationId: 'app', uploadId, key, dialect, attempt: 1, runPrefix: `runs/${uploadId}/` };
  const report = await stage.loader.load(source);
  const again = async () => stage.loader.load(source);
  const activity = await stage.queries.query({
    text: `select customer_id, channel_type, address, last_at, events, cast(amount as varchar) as amount, extra
      from rfm_activity where application_id = 'app' and upload_id = ? order by customer_id, channel_type, address`,
    values: [{ type: 'varchar', value: uploadId }],
  });
  const rejects = Buffer.from((await stage.lake.get(report.rejectsKey)) ?? []).toString();
  return { report, activity, rejects, again, uploadId };
}

export const HEADER = COLUMNS.join(',');
export const row = (changes: Partial<Record<(typeof COLUMNS)[number], string>> = {}) => {
  const values: Record<string, string> = {
    EventName: 'PURCHASED',
    ProductCode: 'p',
    ProductName: 'Pen',
    ProductDescription: 'A pen',
    UnitPrice: '2.50',
    Quantity: '2',
    CustomerID: 'C-1',
    Username: 'ana',
    ChannelType: 'EMAIL',
    Address: 'ana@example.com',
    City: 'Faro',
    State: 'Faro',
    Country: 'PRT',
    Date: '2026-01-02T10:00:00Z',
    ...changes,
  };
  return COLUMNS.map((column) => values[column])
    .map((text) => (/[",\n]/.test(text as string) ? `"${text?.replaceAll('"', '""')}"` : text))
    .join(',');
};
const ana = { customer_id: 'C-1', channel_type: 'EMAIL', address: 'ana@example.com' };

export function transactionLoaderContract(name: string, open: () => Promise<LoaderStage>) {
  describe(`${name}: transaction loader`, () => {
    it('gathers rows by customer, channel and address, and alters no id', async () => {
      const { report, activity } = await load(
        await open(),
        [
          HEADER,
          row(),
          row({ EventName: 'viewed', Date: 'Mon, 19 Jan 2026 12:16:01 +0530' }),
          row({ CustomerID: 'c-1', ChannelType: 'sms', Address: '+351910000001' }),
          row({ Quantity: '-1' }),
        ].join('\n'),
      );
      expect(report).toMatchObject({ rows: 4, accepted: 4, rejected: 0 });
      expect(activity).toEqual([
        { ...ana, last_at: new Date('2026-01-19T06:46:01Z'), events: 3, amount: '2.50000000', extra: null },
        {
          customer_id: 'c-1',
          channel_type: 'SMS',
          address: '+351910000001',
          last_at: new Date('2026-01-02T10:00:00Z'),
          events: 1,
          amount: '5.00000000',
          extra: null,
        },
      ]);
    });

    it('sets bad rows aside with line, column, reason and the row, and counts every row', async () => {
      const { report, rejects, activity } = await load(
        await open(),
        [
          HEADER,
          row({ ProductDescription: 'two\nlines' }),
          row({ Date: 'soon' }),
          '',
          row({ UnitPrice: 'free, of course' }),
          `${row()},more`,
          'PURCHASED,p',
          row({ CustomerID: '' }),
          row(),
        ].join('\r\n'),
      );
      expect(report).toMatchObject({ rows: 7, accepted: 2, rejected: 5 });
      expect(
        rejects
          .trim()
          .split('\n')
          .map((line) => line.split(',').slice(0, 2)),
      ).toEqual([
        ['line', 'column'],
        ['4', 'Date'],
        ['6', 'UnitPrice'],
        ['7', '(row)'],
        ['8', 'UnitPrice'],
        ['9', 'CustomerID'],
      ]);
      expect(rejects).toContain('4,Date,"""soon"" is not a date","PURCHASED,p,Pen');
      expect(activity).toMatchObject([{ ...ana, events: 2, amount: '10.00000000' }]);
    });

    it('writes rejects.csv with its header alone when every row is good', async () => {
      expect((await load(await open(), `${HEADER}\n${row()}`)).rejects).toBe('line,column,reason,row\n');
    });

    it.each([
      ['gzip', gzipSync(`${HEADER}\n${row()}\n`)],
      ['a byte order mark', `\ufeff${HEADER}\n${row()}`],
      [
        'semicolons and decimal commas',
        `${HEADER.replaceAll(',', ';')}\n${row({ UnitPrice: '@' }).replaceAll(',', ';').replace('@', '2,50')}`,
      ],
      ['tabs', `${HEADER.replaceAll(',', '\t')}\n${row().replaceAll(',', '\t')}`],
      ['CR LF', `${HEADER}\r\n${row()}\r\n`],
      ['Windows-1252', Buffer.from(`${HEADER}\n${row({ ProductName: 'Caf\xe9' })}`, 'latin1')],
      [
        'UTF-8 and thousands',
        `${HEADER}\n${row({ ProductName: '日本', UnitPrice: '1,002.50', Quantity: '2' })}\n${row({ UnitPrice: '1000', Quantity: '-2' })}`,
      ],
      ['blank lines before the header', `\n\n${HEADER}\n${row()}`],
      [
        'quoted cells',
        `${HEADER}\n${row()
          .split(',')
          .map((cell) => `"${cell}"`)
          .join(',')}`,
      ],
      ['spaces around cells', `${HEADER}\n${row().split(',').join(' , ')}`],
    ])('reads %s', async (_, body) => {
      const { report, activity } = await load(await open(), body);
      expect(report.rejected).toBe(0);
      expect(activity).toMatchObject([{ ...ana, amount: '5.00000000' }]);
    });

    it('finds columns in any case and order and keeps the others', async () => {
      const { activity } = await load(
        await open(),
        [
          'date;ADDRESS;Tier;channel type;customer_id;quantity;UNITPRICE;eventname;Say "what"',
          '2026-01-02;ana@example.com;gold;EMAIL;C-1;1;1;PURCHASED;a',
          '2026-01-03;ana@example.com;silver;EMAIL;C-1;1;1;PURCHASED;é "b"',
        ].join('\n'),
      );
      expect(activity).toEqual([
        {
          ...ana,
          last_at: new Date('2026-01-03T00:00:00Z'),
          events: 2,
          amount: '2.00000000',
          extra: JSON.stringify({ Tier: 'silver', 'Say "what"': 'é "b"' }),
        },
      ]);
    });

    it('takes large amounts and sets absurd ones aside', async () => {
      const { report, activity } = await load(
        await open(),
        [
          HEADER,
          row({ UnitPrice: '1000000', Quantity: '92000' }),
          row({ UnitPrice: '99999999999999', Quantity: '99999999999999' }),
        ].join('\n'),
      );
      expect(report).toMatchObject({ accepted: 1, rejected: 1 });
      expect(activity).toMatchObject([{ ...ana, amount: '92000000000.00000000' }]);
    });

    it('takes keys with blanks, accents and quotes', async () => {
      const { activity } = await load(await open(), `${HEADER}\n${row()}`, "uploads/Vendas de Março '26.csv");
      expect(activity).toHaveLength(1);
    });

    it.each([
      ['2026-01-02T10:00:00Z', '2026-01-02T10:00:00.000Z'],
      ['2026-01-02 10:00:00Z', '2026-01-02T10:00:00.000Z'],
      ['2026-01-02T24:00:00Z', '2026-01-03T00:00:00.000Z'],
      ['2026-01-02 10:00:00+05:30', '2026-01-02T04:30:00.000Z'],
      ['2026-01-02T10:00:00.25-01:00', '2026-01-02T11:00:00.250Z'],
      ['2026-01-02', '2026-01-02T00:00:00.000Z'],
      ['Fri, 02 Jan 2026 10:00:00 +0530', '2026-01-02T04:30:00.000Z'],
      ['2026-02-30T10:00:00Z', undefined],
      ['2026-01-02T10:00:60Z', undefined],
      ['2026-01-02T10:0x:00Z', undefined],
      ['2026-01-02T10:00:GMZ', undefined],
      ['2026/01/02T10:00:00Z', undefined],
      ['2026/01/02', undefined],
      ['2026 01 02', undefined],
    ])('reads the date %s as %s', async (date, at) => {
      const { activity, report } = await load(
        await open(),
        `${HEADER}\n${row()}\n${row({ CustomerID: 'D', Date: date })}`,
      );
      expect(report.rejected).toBe(at === undefined ? 1 : 0);
      expect(activity.at(1)?.last_at).toEqual(at === undefined ? undefined : new Date(at));
    });

    it('changes nothing when it runs again', async () => {
      const stage = await open();
      const { report, again, uploadId } = await load(stage, `${HEADER}\n${row()}\n${row({ Date: 'x' })}`);
      expect(await again()).toEqual(report);
      const [count] = await stage.queries.query<{ n: number }>({
        text: 'select count(*) as n from rfm_activity where upload_id = ?',
        values: [{ type: 'varchar', value: uploadId }],
      });
      expect(count?.n).toBe(1);
    });

    it('refuses a quote that is never closed', async () => {
      await expect(load(await open(), `${HEADER}\n${row()}\n"${row()}\n${row()}`)).rejects.toMatchObject({
        code: 'BadFile',
      });
    });

    it('agrees with itself whatever the order of the rows', async () => {
      const stage = await open();
      const cell = (column: (typeof COLUMNS)[number], ...values: string[]) =>
        fc.constantFrom(...values).map((value) => ({ [column]: value }));
      const rows = fc
        .tuple(
          cell('EventName', 'PURCHASED', 'viewed', 'Processed', 'bought', ' PURCHASED'),
          cell('UnitPrice', '1', '2.505', '1,000.25', '0.00005', '', '1e2', '12,5', '-3'),
          cell('Quantity', '1', '3', '0.5', 'x'),
          cell('CustomerID', 'A', 'a', 'B-2', ' A', 'é', 'A"b'),
          cell('ChannelType', 'EMAIL', 'email', 'SMS', 'FAX'),
          cell('Address', 'x@example.com', 'X@example.com', '+1', ''),
          cell(
            'Date',
            '2026-01-01',
            '2026-01-01T24:00:00Z',
            '2026-02-30',
            'Mon, 19 Jan 2026 12:16:01 +0530',
            '19 Jan 2026 12:16 GMT',
            '2026-01-05 10:00:00.1234',
            '20260101',
            'epoch',
            '2026-01-01 10:00:00 Europe/Lisbon',
            'infinity',
            '2022-09-19 12:00:00 IST',
            '2022-09-19 12:00:00 EST',
            '2022-09-19 12:00:00 GMT0',
          ),
        )
        .map((cells) => row(Object.assign({}, ...cells)));
      await fc.assert(
        fc.asyncProperty(fc.array(rows, { minLength: 1, maxLength: 12 }), async (lines) => {
          const there = await load(stage, [HEADER, ...lines].join('\n'));
          const back = await load(stage, [HEADER, ...lines.toReversed()].join('\n'));
          expect(back.activity).toEqual(there.activity);
          expect(back.report.rejected).toBe(there.report.rejected);
          // One row at a time may go another way than all together; the sum must be the same.
          const alone = [];
          for (const line of lines) alone.push(await load(stage, `${HEADER}\n${line}`));
          expect(alone.reduce((sum, one) => sum + one.report.rejected, 0)).toBe(there.report.rejected);
          const events = (list: { events?: unknown }[]) =>
            list.reduce((sum, one) => sum + Number(one.events), 0);
          expect(alone.reduce((sum, one) => sum + events(one.activity), 0)).toBe(events(there.activity));
          const money = (list: { amount?: unknown }[]) =>
            list.reduce((sum, one) => sum + BigInt(String(one.amount).replace('.', '')), 0n);
          expect(alone.reduce((sum, one) => sum + money(one.activity), 0n)).toBe(money(there.activity));
        }),
        { numRuns: 25 },
      );
    });
  });
}
