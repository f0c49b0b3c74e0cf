import { mapHeader } from '../../core/rfm/columns.ts';
import type { FileDialect } from '../../core/rfm/file-dialect.ts';
import { EVENT_NAMES } from '../../core/rfm/transaction.ts';

/** A text as SQL writes it. File names and column names cannot be bound in a table function. */
export function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The statements that read a transactions file by DuckDB's CSV reader. */
export interface TransactionsCsv {
  /** Makes the temporary table `gathered`: (customer_id, channel_type, address, good, last_at, events, amount, extra). */
  readonly gather: string;
  /** Rows of `gathered` that the authority need not see. */
  readonly plain: string;
  /** The other rows of the file: ordinal (from 1) and cells. */
  readonly suspects: string;
}

/** Price times quantity beyond this does not fit the fast decimal type. */
const PLAIN_MONEY = '1e9';
const FIRST_YEAR = "timestamp '1900-01-01 00:00:00'";
const LAST_YEAR = "timestamp '2200-01-01 00:00:00'";

/**
 * Rows are grouped by their texts as they stand; keys are checked after grouping, when there are fewer.
 * A customer's addresses are told apart by 64 bits of hash, which is a fifth faster than by their text; rows that are
 * not good have none. What passes as good here is read alike by `readTransaction`; all else is a suspect.
 */
export function transactionsCsv(dialect: FileDialect, path: string): TransactionsCsv {
  const { positions, extra } = mapHeader(dialect.header);
  const column = (name: Parameters<typeof positions.get>[0]) => `c${positions.get(name)}`;
  const extras = extra.map(({ name, position }) => `${sqlText(name)}, coalesce(c${position}, '')`).join(', ');
  const newest = `(max(row(happened, cast(json_object(${extras}) as varchar))))[2]`;
  const typed = (parallel: boolean, more = '') => `
    select *, case when event_name in (${list(spellings('PURCHASED'))}) and abs(money) < ${PLAIN_MONEY} then price * quantity else 0 end as amount,
      coalesce(event_name in (${list(EVENT_NAMES.flatMap(spellings))}) and happened between ${FIRST_YEAR} and ${LAST_YEAR}
        and epoch_us(happened) % 1000 = 0 and abs(money) < ${PLAIN_MONEY} and overflow is null, false) as good
    from (
      select *, ${column('CustomerID')} as customer_id, ${column('ChannelType')} as channel_type,
        ${column('Address')} as address, ${column('EventName')} as event_name,
        ${instant(column('Date'))} as happened,
        try_cast(${column('UnitPrice')} as decimal(18, 4)) as price,
        try_cast(${column('Quantity')} as decimal(18, 4)) as quantity,
        cast(price as double) * cast(quantity as double) as money${more}
      from ${reader(dialect, path, parallel)}
    )`;
  return {
    gather: `create or replace temp table gathered as
      select customer_id, any_value(channel_type) as channel_type, any_value(address) as address, any_value(good) as good, max(happened) as last_at, count(*) as events, sum(amount) as amount,
        ${extra.length > 0 ? newest : 'cast(null as varchar)'} as extra
      from (${typed(true)})
      group by customer_id, case when good then hash(channel_type, address) end`,
    plain: `coalesce(good and ${KEYS_ARE_PLAIN}, false)`,
    suspects: `select ordinal, ${dialect.header.map((_, position) => `c${position}`).join(', ')}, overflow
      from (${typed(false, ', row_number() over () as ordinal')})
      where not coalesce(good and ${KEYS_ARE_PLAIN}, false)`,
  };
}

/**
 * The UTC timestamp that a text says, or null. What almost every cell looks like needs no zone, which halves the time.
 * Dates need hyphens: DuckDB takes other marks too, the authority does not.
 */
function instant(date: string): string {
  return `case when ${date} like '____-__-__T__:__:__Z' then try_cast(${date} as timestamp)
    when (right(${date}, 1) between '0' and '9' or right(${date}, 1) = 'Z')
      and not contains(${date}, 'GMT') -- the cast of a named zone shifts the rows after it
    then cast(case when ${date} like '____-%' then try_cast(${date} as timestamptz)
      else try_strptime(${date}, '%a, %d %b %Y %H:%M:%S %z') end as timestamp) end`;
}

/** Trimmed printable texts of the right shape; anything odd is left to the authority. */
const KEYS_ARE_PLAIN = `${isPlainText('customer_id', 200)} and ${isPlainText('address', 500)}
  and (channel_type = 'EMAIL' and contains(address, '@') or channel_type in ('SMS', 'VOICE', 'PUSH', 'APNS', 'GCM', 'CUSTOM'))`;

/** Bounds in the pattern would take the pattern's machine four times as long. */
function isPlainText(column: string, most: number): string {
  return `strlen(${column}) <= ${most} and regexp_full_match(${column}, '[!-~][ -~]*') and not suffix(${column}, ' ')`;
}

function reader(dialect: FileDialect, path: string, parallel: boolean): string {
  const columns = dialect.header.map((_, position) => `'c${position}': 'varchar'`).join(', ');
  return `read_csv(${sqlText(path)}, delim = ${sqlText(dialect.delimiter)}, quote = '"', escape = '"', header = false,
    skip = ${dialect.headerLine}, auto_detect = false, null_padding = true, strict_mode = true, parallel = ${parallel},
    compression = ${dialect.gzip ? "'gzip'" : "'none'"}, columns = {${columns}, 'overflow': 'varchar'})`;
}

function spellings(name: string): string[] {
  return [name, name.toLowerCase(), name.charAt(0) + name.slice(1).toLowerCase()];
}

function list(texts: readonly string[]): string {
  return texts.map(sqlText).join(', ');
}
