import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';

/**
 * Writes a transactions file in the guidance's form, the same one each time: a tenth as many customers as rows, visits
 * skewed by the square of an even draw, 70 % purchases.
 */
export async function generateTransactions(file: string, rows: number): Promise<void> {
  if (existsSync(file)) return;
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const customers = rows / 10;
  await connection.run(`copy (
    with draws as (
      select hash(i) % 1000003 / 1000003.0 as u, hash(i * 7 + 1) as h, hash(i * 13 + 5) as g from range(${rows}) as t (i)
    ),
    visits as (select *, cast(floor(${customers} * u * u * 0.999) as bigint) as c from draws)
    select
      case h % 10 when 0 then 'VIEWED' when 1 then 'VIEWED' when 2 then 'PROCESSED' else 'PURCHASED' end as "EventName",
      'P' || lpad(cast(h % 5000 as varchar), 6, '0') as "ProductCode",
      'Product ' || (h % 5000) as "ProductName",
      'A fine product number ' || (h % 5000) || ' of ours' as "ProductDescription",
      cast(((h % 20000) + 99) / 100.0 as decimal(10, 2)) as "UnitPrice",
      1 + (g % 4) as "Quantity",
      'C-' || lpad(cast(c as varchar), 8, '0') as "CustomerID",
      'user' || c as "Username",
      'EMAIL' as "ChannelType",
      'user' || c || '@example.com' as "Address",
      'City' || (c % 500) as "City",
      'State' || (c % 50) as "State",
      'PRT' as "Country",
      strftime(timestamp '2025-01-01' + to_seconds(cast(g % 50000000 as bigint)), '%Y-%m-%dT%H:%M:%SZ') as "Date"
    from visits
  ) to '${file}.part' (header, delimiter ',')`);
  connection.closeSync();
  instance.closeSync();
  await rename(`${file}.part`, file);
}
