/**
 * Counts of segments over 2 million endpoints: the compiled statement against the SQL that a person
 * who knows the data would write for the same answer.
 *
 *     node bench/segments.ts [endpoints]      default: 2000000
 *
 * Both run through the local query engine in one process and take turns; the ratio is that of their medians.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDbLake, openDuckDbLake } from '../src/adapters/local/duckdb-lake.ts';
import { compileSegmentCount } from '../src/compiler/segment.ts';
import type { SegmentDimensions } from '../src/core/segments/segment.ts';
import type { GroupNode, ImportedNode, SegmentNode } from '../src/core/segments/segment-graph.ts';
import type { Statement } from '../src/core/statement.ts';

/** A case takes at least so many turns, and goes on until it has taken a second: short ones vary most. */
const LEAST_TURNS = 9;
const LEAST_MS = 1000;
const APP = 'a'.repeat(32);
const AT = new Date('2026-11-15T12:00:00Z');
/** One endpoint in ten is in the imported segment. */
const IMPORTED: ImportedNode = { kind: 'imported', id: 'customers', version: 1, mayHoldUsers: false };

const group = (given: Partial<GroupNode>): GroupNode => ({
  sources: [],
  sourceType: 'ALL',
  dimensions: [],
  type: 'ALL',
  ...given,
});
const groups = (...list: Partial<GroupNode>[]): SegmentNode => ({
  kind: 'dimensional',
  include: 'ALL',
  groups: list.map(group),
});
const one = (dimensions: SegmentDimensions) => groups({ dimensions: [dimensions] });
const plan = (...Values: string[]): SegmentDimensions => ({ Attributes: { Plan: { Values } } });
const atLeast3 = { ComparisonOperator: 'GREATER_THAN_OR_EQUAL' as const, Value: 3 };
const isImported = `endpoint_id in (select endpoint_id from segment_members where application_id = '${APP}' and segment_id = 'customers')`;

/** A segment and the bare condition on `endpoints`. */
const CASES: readonly [what: string, node: SegmentNode, bare: string][] = [
  ['everyone', groups(), 'true'],
  ['an attribute has a value', one(plan('gold')), `list_contains(attributes['Plan'], 'gold')`],
  [
    'an attribute has one of two values',
    one(plan('gold', 'silver')),
    `list_has_any(attributes['Plan'], ['gold', 'silver'])`,
  ],
  [
    'an attribute does not have a value',
    one({ Attributes: { Plan: { AttributeType: 'EXCLUSIVE', Values: ['free'] } } }),
    `list_contains(attributes['Plan'], 'free') is not true`,
  ],
  [
    'an attribute contains a text',
    one({ Attributes: { Plan: { AttributeType: 'CONTAINS', Values: ['old'] } } }),
    `len(list_filter(attributes['Plan'], x -> contains(x, 'old'))) > 0`,
  ],
  [
    'a date lies between two',
    one({
      Attributes: {
        Joined: { AttributeType: 'BETWEEN', Values: ['2025-01-01T00:00:00Z', '2025-06-30T00:00:00Z'] },
      },
    }),
    `len(list_filter(attributes['Joined'], x -> try_cast(x as timestamptz) between timestamptz '2025-01-01T00:00:00Z' and timestamptz '2025-06-30T00:00:00Z')) > 0`,
  ],
  [
    'three scores (RFM champions)',
    one({ Metrics: { RScore: atLeast3, FScore: atLeast3, MScore: atLeast3 } }),
    `metrics['RScore'] >= 3 and metrics['FScore'] >= 3 and metrics['MScore'] >= 3`,
  ],
  ['a channel', one({ Demographic: { Channel: { Values: ['EMAIL'] } } }), `channel_type = 'EMAIL'`],
  [
    'a country',
    one({ Location: { Country: { Values: ['PT'] } } }),
    `upper(location_country) in ('PT', 'PRT')`,
  ],
  [
    'active within 7 days',
    one({ Behavior: { Recency: { Duration: 'DAY_7', RecencyType: 'ACTIVE' } } }),
    `(effective_date >= timestamp '2026-11-08 12:00:00' or endpoint_id in (select endpoint_id from events where application_id = '${APP}' and event_version <> '3.1' and arrival_date between '2026-11-08' and '2026-11-15' and arrival_timestamp >= epoch_ms(timestamp '2026-11-08 12:00:00')))`,
  ],
  [
    'within 300 km of Lisbon',
    one({
      Location: {
        GPSPoint: { Coordinates: { Latitude: 38.7, Longitude: -9.1 }, RangeInKilometers: 300 },
      },
    }),
    `2 * 6371.0088 * asin(sqrt(pow(sin(radians(location_latitude - 38.7) / 2), 2) + cos(radians(38.7)) * cos(radians(location_latitude)) * pow(sin(radians(location_longitude + 9.1) / 2), 2))) <= 300`,
  ],
  [
    'one of two segments, in two countries, without a third segment',
    groups(
      {
        sources: [one(plan('gold')), one({ Metrics: { RScore: atLeast3 } })],
        sourceType: 'ANY',
        dimensions: [{ Location: { Country: { Values: ['PT', 'ES'] } } }],
      },
      {
        sources: [one({ Behavior: { Recency: { Duration: 'DAY_30', RecencyType: 'INACTIVE' } } })],
        sourceType: 'NONE',
      },
    ),
    `(list_contains(attributes['Plan'], 'gold') or metrics['RScore'] >= 3) and upper(location_country) in ('PT', 'PRT', 'ES', 'ESP') and effective_date >= timestamp '2026-10-16 12:00:00'`,
  ],
  ['imported', IMPORTED, isImported],
  [
    'imported, with an attribute',
    groups({ sources: [IMPORTED], dimensions: [plan('gold')] }),
    `${isImported} and list_contains(attributes['Plan'], 'gold')`,
  ],
];

async function fill(lake: DuckDbLake, endpoints: number): Promise<void> {
  const pick = (salt: string, list: string) =>
    `list_extract(${list}, 1 + cast(hash('${salt}' || i) % len(${list}) as int))`;
  const score = (salt: string) => `cast(1 + hash('${salt}' || i) % 4 as double)`;
  await lake.exclusively(async (connection) => {
    await connection.run(`
      insert into endpoints by name
      select if(i % 10 = 0, 'another application', '${APP}') as application_id, md5('e' || i) as endpoint_id,
        endpoint_id as given_id, ${pick('c', "['EMAIL', 'SMS', 'GCM', 'APNS']")} as channel_type,
        'person-' || i || '@example.com' as address, 'NONE' as opt_out, 'ACTIVE' as endpoint_status,
        cast(hash('h' || i) % 100 as int) as cohort_id,
        map_from_entries([
          {k: 'Stage', v: [${pick('s', "['Renewal', 'Upsell', 'New']")}]},
          {k: 'Plan', v: [${pick('p', "['gold', 'silver', 'free', 'trial']")}]},
          {k: 'Joined', v: [strftime(timestamp '2024-01-01' + to_seconds(cast(hash('j' || i) % 60000000 as int)), '%Y-%m-%dT%H:%M:%SZ')]},
          {k: 'Topics', v: ['t' || (hash('t' || i) % 50), 'u' || (hash('u' || i) % 50)]}
        ]) as attributes,
        map_from_entries([
          {k: 'RScore', v: ${score('r')}}, {k: 'FScore', v: ${score('f')}}, {k: 'MScore', v: ${score('m')}}
        ]) as metrics,
        'u' || (i // 2) as user_id, map_from_entries([{k: 'Interests', v: ['music', 'travel']}]) as user_attributes,
        ${pick('d', "['iOS', 'Android', null]")} as demographic_platform,
        ${pick('l', "['PT', 'ES', 'US', 'FR', 'prt']")} as location_country,
        30 + (hash('y' || i) % 300) / 10.0e0 as location_latitude, -10 + (hash('x' || i) % 300) / 10.0e0 as location_longitude,
        timestamp '2026-01-01' as creation_date,
        timestamp '2026-11-15 12:00:00' - to_seconds(cast(hash('a' || i) % 27000000 as int)) as effective_date
      from range(cast(${endpoints} as bigint) * 10 // 9 + 1) as numbers(i)`);
    await connection.run(`
      insert into segment_members by name
      select application_id, 'customers' as segment_id, 1 as segment_version, true as registered, endpoint_id
      from endpoints where application_id = '${APP}' and hash(endpoint_id) % 10 = 0`);
  });
}

async function measure(lake: DuckDbLake, statement: Statement): Promise<{ ms: number; total: number }> {
  const started = performance.now();
  const [row] = await lake.engine.query<{ total: number }>(statement);
  return { ms: performance.now() - started, total: row?.total ?? 0 };
}

const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

const endpoints = Number(process.argv[2] ?? 2_000_000);
const folder = mkdtempSync(join(tmpdir(), 'touchpoint-bench-segments-'));
try {
  const lake = await openDuckDbLake({ file: join(folder, 'lake.duckdb'), lakeFolder: join(folder, 'lake') });
  await fill(lake, endpoints);
  console.log('| Segment | Endpoints | Compiled, ms | Bare SQL, ms | Ratio |\n|---|--:|--:|--:|--:|');
  for (const [what, node, condition] of CASES) {
    const compiled = compileSegmentCount(node, { applicationId: APP, at: AT }).statement();
    const text = `select count(*) as total from endpoints where application_id = '${APP}' and ${condition}`;
    const times: { compiled: number[]; bare: number[] } = { compiled: [], bare: [] };
    let total = 0;
    const started = performance.now();
    while (times.bare.length < LEAST_TURNS || performance.now() - started < LEAST_MS) {
      const ours = await measure(lake, compiled);
      const bare = await measure(lake, { text, values: [] });
      if (ours.total !== bare.total) throw new Error(`${what}: ${ours.total} is not ${bare.total}`);
      total = ours.total;
      times.compiled.push(ours.ms);
      times.bare.push(bare.ms);
    }
    const [ours, bare] = [median(times.compiled), median(times.bare)];
    console.log(
      `| ${what} | ${total.toLocaleString('en')} | ${ours.toFixed(0)} | ${bare.toFixed(0)} | ${(ours / bare).toFixed(2)} |`,
    );
  }
  await lake.close();
} finally {
  rmSync(folder, { recursive: true });
}
