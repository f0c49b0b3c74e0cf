import type { JourneyPlan } from '../core/journeys/journey-plan.ts';
import {
  AREA_CODES,
  COUNTRY_ZONES,
  POSTAL_COUNTRIES,
  POSTAL_PREFIXES,
  ZIP_RANGES,
} from '../core/schedule/estimated-zones.ts';
import { countrySpellings } from '../core/segments/countries.ts';
import type { EndpointColumn } from './segment.ts';
import { bound, identifier, join, type Sql, sql } from './sql.ts';

/** What an estimate reads beside the time zone. */
const READ: readonly EndpointColumn[] = ['address', 'location_country', 'location_postal_code'];

/** Whether a journey estimates time zones. */
export function estimatesZones({ zoneEstimates = [] }: JourneyPlan): boolean {
  return zoneEstimates.length > 0;
}

/** The columns that `zonedColumns` of these columns reads. */
export function columnsRead(plan: JourneyPlan, columns: readonly EndpointColumn[]): EndpointColumn[] {
  return [...new Set([...columns, ...(estimatesZones(plan) ? READ : [])])];
}

/**
 * A list of endpoint columns for a SELECT, in which a missing time zone is estimated where the journey asks for
 * it; `own_zone` is then the endpoint's own.
 */
export function zonedColumns(plan: JourneyPlan, columns: readonly EndpointColumn[]): Sql {
  const { zoneEstimates = [] } = plan;
  const listed = columns.map((column) => {
    if (column !== 'demographic_timezone' || !estimatesZones(plan)) return identifier(column);
    const estimates = zoneEstimates.map((method) =>
      method === 'PHONE_NUMBER' ? byNumber() : byPostalCode(),
    );
    return sql`demographic_timezone as own_zone, coalesce(nullif(demographic_timezone, ''), ${join(estimates, sql`, `)}) as demographic_timezone`;
  });
  return join(listed, sql`, `);
}

/** Of a row with `zonedColumns`: 1 when its time zone is an estimate, else 0. */
export function isEstimated(plan: JourneyPlan): Sql {
  if (!estimatesZones(plan)) return sql`0`;
  return sql`case when coalesce(own_zone, '') = '' and demographic_timezone is not null then 1 else 0 end`;
}

/** By a telephone number of the endpoint's own country. */
function byNumber(): Sql {
  const american = (['US', 'CA'] as const).map((country) => {
    const zone = byPrefix(AREA_CODES[country], sql`substr(address, 3, 3)`);
    return sql`when ${isIn(country)} and strpos(address, '+1') = 1 then ${zone}`;
  });
  const others = COUNTRY_ZONES.map(
    ({ country, callingCode, zone }) =>
      sql`when ${isIn(country)} and strpos(address, ${callingCode}) = 1 then ${zone}`,
  );
  return sql`case ${join([...american, ...others], sql` `)} end`;
}

function byPostalCode(): Sql {
  const zip = sql`try_cast(substr(location_postal_code, 1, 3) as integer)`;
  const ranges = ZIP_RANGES.map(
    ([from, to, zone]) =>
      sql`when ${zip} between ${bound('bigint', from)} and ${bound('bigint', to)} then ${zone}`,
  );
  const first = (length: number) => sql`upper(substr(location_postal_code, 1, ${bound('bigint', length)}))`;
  const single = COUNTRY_ZONES.filter(({ country }) => POSTAL_COUNTRIES.includes(country)).map(
    ({ country, zone }) => sql`when ${isIn(country)} then ${zone}`,
  );
  return sql`case when coalesce(location_postal_code, '') = '' then null
            when ${isIn('US')} then case ${join(ranges, sql` `)} end
            when ${isIn('CA')} then ${byPrefix(POSTAL_PREFIXES.CA, first(1))}
            when ${isIn('AU')} then ${byPrefix(POSTAL_PREFIXES.AU, first(1))}
            when ${isIn('ES')} then coalesce(${byPrefix(POSTAL_PREFIXES.ES, first(2))}, 'Europe/Madrid')
            ${join(single, sql` `)} end`;
}

function isIn(country: string): Sql {
  const spellings = countrySpellings(country).map((spelling) => sql`${spelling}`);
  return sql`upper(location_country) in (${join(spellings, sql`, `)})`;
}

/** The zone whose list, parted by blanks, holds a text. */
function byPrefix(lists: Readonly<Record<string, string>>, text: Sql): Sql {
  const branches = Object.entries(lists).map(([zone, list]) => {
    const padded = ` ${list.split(/\s+/).join(' ')} `;
    return sql`when strpos(${padded}, concat(' ', ${text}, ' ')) > 0 then ${zone}`;
  });
  return sql`case ${join(branches, sql` `)} end`;
}
