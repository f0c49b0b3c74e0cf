import { CHANNEL_TYPES, type ChannelType } from '../endpoints/endpoint.ts';
import { type Column, type HeaderMap, REQUIRED_COLUMNS } from './columns.ts';
import { AMOUNT_PLACES, parseAmount } from './parse-amount.ts';
import { parseInstant } from './parse-instant.ts';

export const EVENT_NAMES = ['VIEWED', 'PROCESSED', 'PURCHASED'] as const;

/** What one row of the file says, as far as scores and endpoints need it. */
export interface Transaction {
  readonly customerId: string;
  readonly channelType: ChannelType;
  readonly address: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Price times quantity of a purchase, 0 for other events; in units of 10^-8. */
  readonly amount: bigint;
}

/** Why a row was set aside. */
export interface Reject {
  readonly column: string;
  readonly reason: string;
}

/** Decimal places of an amount. */
export const MONEY_PLACES = 2 * AMOUNT_PLACES;
/** A thousand million million in any currency is a slip of the keys; the lake sums up to 10^30. */
const MAX_AMOUNT = 10n ** 15n * 10n ** BigInt(MONEY_PLACES);
/** Customer ids, addresses: longer than this is a quoting accident, not an address. */
const MAX_TEXT = 1000;
const KEY_COLUMNS = ['CustomerID', 'Address'] as const;

/**
 * Reads a row: the one authority on which rows are good. Texts are trimmed, never altered otherwise.
 * @param fields the row's cells, as many as the file gave
 * @param columns the header's width, against rows that are too long
 */
export function readTransaction(
  fields: readonly string[],
  header: HeaderMap,
  columns: number,
): Transaction | Reject {
  const cell = (column: Column): string => (fields[header.positions.get(column) ?? -1] ?? '').trim();
  if (fields.length > columns) {
    return reject('(row)', `has ${fields.length} fields, the header has ${columns}`);
  }
  const empty = REQUIRED_COLUMNS.find((column) => cell(column) === '');
  if (empty) {
    return fields.length < columns && (header.positions.get(empty) as number) >= fields.length
      ? reject(empty, `is missing: the row has ${fields.length} fields, the header has ${columns}`)
      : reject(empty, 'is empty');
  }
  const eventName = cell('EventName').toUpperCase();
  if (!(EVENT_NAMES as readonly string[]).includes(eventName)) {
    return reject('EventName', `${quote(cell('EventName'))} is none of ${EVENT_NAMES.join(', ')}`);
  }
  const at = parseInstant(cell('Date'));
  if (at === undefined) return reject('Date', `${quote(cell('Date'))} is not a date`);
  const price = parseAmount(cell('UnitPrice'));
  if (price === undefined) return reject('UnitPrice', `${quote(cell('UnitPrice'))} is not a number`);
  const quantity = parseAmount(cell('Quantity'));
  if (quantity === undefined) return reject('Quantity', `${quote(cell('Quantity'))} is not a number`);
  const channelType = cell('ChannelType').toUpperCase() as ChannelType;
  if (!CHANNEL_TYPES.includes(channelType)) {
    return reject('ChannelType', `${quote(cell('ChannelType'))} is none of ${CHANNEL_TYPES.join(', ')}`);
  }
  if (channelType === 'EMAIL' && !cell('Address').includes('@')) {
    return reject('Address', `${quote(cell('Address'))} is not an e-mail address`);
  }
  const long = KEY_COLUMNS.find((column) => cell(column).length > MAX_TEXT);
  if (long) return reject(long, `is longer than ${MAX_TEXT} characters`);
  const amount = eventName === 'PURCHASED' ? price * quantity : 0n;
  if (amount >= MAX_AMOUNT || amount <= -MAX_AMOUNT) {
    return reject(
      'UnitPrice',
      `${quote(cell('UnitPrice'))} times ${quote(cell('Quantity'))} is too much money`,
    );
  }
  return {
    customerId: cell('CustomerID'),
    channelType,
    address: cell('Address'),
    at,
    amount,
  };
}

export function isReject(row: Transaction | Reject): row is Reject {
  return 'reason' in row;
}

function reject(column: string, reason: string): Reject {
  return { column, reason };
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
