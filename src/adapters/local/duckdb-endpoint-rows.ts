import type { DuckDBConnection } from '@duckdb/node-api';
import type { Endpoint } from '../../core/endpoints/endpoint.ts';
import { type EndpointRow, endpointOfRow, rowOfEndpoint } from '../../core/endpoints/endpoint-columns.ts';
import { addressKey, endpointKey } from '../../core/endpoints/endpoint-id.ts';
import type { EndpointChange, EndpointLookup } from '../../ports/endpoint-store.ts';

/** The endpoints that a lookup names, in no order. */
export async function findEndpoints(
  connection: DuckDBConnection,
  applicationId: string,
  lookup: EndpointLookup,
): Promise<Endpoint[]> {
  const wanted: [column: string, values: readonly string[]][] = [
    ['endpoint_id', lookup.ids.map(endpointKey)],
    ['user_id', lookup.userIds],
    [
      `channel_type || ':' || case when channel_type = 'EMAIL' then lower(address) else address end`,
      lookup.addresses.map(({ channelType, address }) => addressKey(channelType, address)),
    ],
  ];
  const asked = wanted.filter(([, values]) => values.length > 0);
  if (asked.length === 0) return [];
  const branches = asked.map(
    ([column], index) => `select rowid from endpoints where application_id = $1
      and ${column} in (select unnest(from_json($${index + 2}, '["VARCHAR"]')))`,
  );
  const prepared = await connection.prepare(
    `select to_json(endpoints) from endpoints where rowid in (${branches.join(' union ')})`,
  );
  prepared.bindVarchar(1, applicationId);
  asked.forEach(([, values], index) => {
    prepared.bindVarchar(index + 2, JSON.stringify(values));
  });
  const reader = await prepared.runAndReadAll();
  return reader.getRows().map(([text]) => endpointOfRow(JSON.parse(String(text)) as EndpointRow));
}

/** Deletes and writes endpoints inside the caller's transaction. */
export async function writeEndpoints(
  connection: DuckDBConnection,
  applicationId: string,
  change: EndpointChange,
): Promise<void> {
  const gone = [...change.remove, ...change.put.map((endpoint) => endpoint.Id)].map(endpointKey);
  if (gone.length === 0) return;
  const remove = await connection.prepare(
    `delete from endpoints where application_id = $1
      and endpoint_id in (select unnest(from_json($2, '["VARCHAR"]')))`,
  );
  remove.bindVarchar(1, applicationId);
  remove.bindVarchar(2, JSON.stringify(gone));
  await remove.run();
  if (change.put.length === 0) return;
  const described = await connection.runAndReadAll('describe endpoints');
  const shape = Object.fromEntries(described.getRows().map(([name, type]) => [name, type]));
  const put = await connection.prepare(
    `insert into endpoints by name select row.* from (select unnest(from_json($1, $2)) as row)`,
  );
  put.bindVarchar(1, JSON.stringify(change.put.map(rowOfEndpoint)));
  put.bindVarchar(2, JSON.stringify([shape]));
  await put.run();
}
