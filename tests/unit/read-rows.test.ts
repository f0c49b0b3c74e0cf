import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { FileDialect } from '../../src/core/rfm/file-dialect.ts';
import { readRows } from '../../src/core/rfm/read-rows.ts';
import { sniffFile } from '../../src/core/rfm/sniff-file.ts';
import { streamTransactions } from '../../src/core/rfm/stream-transactions.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { TransactionSource } from '../../src/ports/transaction-loader.ts';

const HEADER = 'EventName,UnitPrice,Quantity,CustomerID,ChannelType,Address,Date,ProductName';
const limit = 1_000_000;
const open = (...chunks: (string | Buffer)[]) =>
  Readable.from(
    chunks.map((chunk) => Buffer.from(chunk as string)),
    { objectMode: true },
  );
const sniff = (...chunks: (string | Buffer)[]) => sniffFile(open(...chunks), 'a.csv', limit);

describe('sniffFile', () => {
  it('finds delimiter, encoding and mark', async () => {
    const { dialect, bytes } = await sniff(
      '\ufeff\n',
      `${HEADER.replaceAll(',', ';').toLowerCase()}\r\nx;y\r\n`,
    );
    expect(dialect).toEqual({
      gzip: false,
      encoding: 'utf-8',
      bom: true,
      delimiter: ';',
      headerLine: 2,
      header: HEADER.toLowerCase().split(','),
    });
    expect(bytes).toBe(87);
  });
  it('tells Windows-1252 from UTF-8, also when a character is cut between chunks', async () => {
    const utf8 = Buffer.from(`${HEADER}\nJosé,日本`);
    for (let cut = 1; cut < utf8.length; cut++) {
      expect((await sniff(utf8.subarray(0, cut), utf8.subarray(cut))).dialect.encoding).toBe('utf-8');
    }
    expect((await sniff(`${HEADER}\n`, Buffer.from([0x4a, 0x6f, 0x73, 0xe9]))).dialect.encoding).toBe(
      'windows-1252',
    );
  });
  it('reads through gzip', async () => {
    expect((await sniff(gzipSync(`${HEADER}\nx\n`))).dialect).toMatchObject({ gzip: true, delimiter: ',' });
  });
  it.each([
    ['plain', false],
    ['gzip', true],
  ])('reads %s chunks that are overwritten when the next is asked for', async (_, gzip) => {
    const text = Buffer.from(`${HEADER}\nJosé,日本\n${'x'.repeat(1000)}`);
    const body = gzip ? gzipSync(text) : text;
    async function* lent() {
      const buffer = Buffer.alloc(7);
      for (let at = 0; at < body.length; at += buffer.length) {
        yield buffer.subarray(0, body.copy(buffer, 0, at));
        buffer.fill(0xff);
      }
    }
    const { dialect, bytes } = await sniffFile(lent(), 'a.csv', limit);
    expect(dialect).toMatchObject({ gzip, encoding: 'utf-8', header: HEADER.split(',') });
    expect(bytes).toBe(text.length);
  });
  it.each([
    [[''], 'a.csv is empty'],
    [['\n \n'], 'a.csv is empty: it holds only blank lines'],
    [[`${HEADER}\n\n`], 'a.csv is empty: nothing stands below the header in line 1'],
    [['"EventName"x,2\n4,5\n'], 'a.csv has no header: line 1 names none of the columns EventName'],
    [['1,2,3\n4,5,6\n'], 'a.csv has no header: line 1 names none of the columns EventName'],
    [[`${HEADER.replace('Date,', '')}\nx\n`], 'a.csv lacks column Date: line 1 has EventName'],
    [[`${HEADER},date\nx\n`], 'a.csv has column Date twice in line 1'],
    [[Buffer.from(`${HEADER}\nx`, 'utf16le')], 'a.csv is not text: it holds a zero byte'],
    [[Buffer.concat([gzipSync(`${HEADER}\nx`).subarray(0, 20)])], 'a.csv cannot be decompressed'],
    [[HEADER, 'x'.repeat(limit)], 'a.csv is larger than the limit of 1000000 bytes'],
  ])('refuses %j', async (chunks, message) => {
    await expect(sniff(...chunks)).rejects.toThrow(message as string);
    await expect(sniff(...chunks)).rejects.toMatchObject({ code: 'BadFile' });
  });
});

describe('readRows', () => {
  async function rows(text: string | Buffer) {
    const { dialect } = await sniff(text);
    const found = [];
    for await (const row of readRows(open(text), dialect, 'a.csv')) found.push(row);
    return found;
  }
  it('says on which line a row starts, over quoted line breaks and blank lines', async () => {
    expect(await rows(`${HEADER}\na,"x\ny",c\n\n   \nd,e,"f ""g"""\r\nh,"j\r\nk"\r\nl\n`)).toEqual([
      { cells: ['a', 'x\ny', 'c'], line: 2 },
      { cells: ['d', 'e', 'f "g"'], line: 6 },
      { cells: ['h', 'j\r\nk'], line: 7 },
      { cells: ['l'], line: 9 },
    ]);
  });
  it('decodes Windows-1252', async () => {
    expect(await rows(Buffer.from(`${HEADER}\nJos\xe9,\x80 5\n`, 'latin1'))).toEqual([
      { cells: ['José', '€ 5'], line: 2 },
    ]);
  });
  it('refuses a quote that is never closed', async () => {
    await expect(rows(`${HEADER}\na,"b\nc\n`)).rejects.toThrow('a quote opened before line');
  });
});

describe('what breaks while rows are read', () => {
  const dialect = { gzip: true, encoding: 'utf-8', delimiter: ',' } as FileDialect;
  const zipped = gzipSync(`${HEADER}\n${'x,1\n'.repeat(10_000)}`);
  const cut = async function* () {
    yield zipped.subarray(0, 30);
    throw new Error('the connection broke');
  };

  it.each([
    ['a file that ends early', () => open(zipped.subarray(0, -10)), 'unexpected end of file'],
    ['a source that breaks', () => Readable.from(cut()), 'the connection broke'],
  ])('is told to whoever reads them, and to nobody else: %s', async (_, source, message) => {
    const everything = async () => {
      for await (const { line } of readRows(source(), dialect, 'a.csv')) expect(line).toBeGreaterThan(1);
    };
    await expect(everything()).rejects.toThrow(message);
    await new Promise((turn) => setTimeout(turn, 20)); // an error that nobody takes would fail this test
  });

  it('is a bad file for who stores them, though its stores have not begun to read', async () => {
    const body = `${HEADER}\n"x`;
    const late: Partial<ObjectStore> = {
      stream: async () => open(body),
      put: async (_key, written) => {
        await new Promise((turn) => setTimeout(turn, 20));
        for await (const chunk of written as Readable) expect(chunk).toBeDefined();
      },
    };
    const stores = { uploads: late as ObjectStore, lake: late as ObjectStore };
    const source = {
      key: 'a.csv',
      uploadId: 'u',
      runPrefix: 'runs/u/',
      dialect: { ...dialect, gzip: false, header: HEADER.split(',') },
    } as TransactionSource;
    await expect(streamTransactions(stores, source)).rejects.toMatchObject({ code: 'BadFile' });
  });
});
