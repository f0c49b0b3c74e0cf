import type { Ports } from '../../ports/ports.ts';
import type { StageChecks } from '../../ports/stage-checks.ts';
import { allApps } from '../apps/apps.ts';
import { fewAtOnce } from '../few-at-once.ts';
import { readSchema } from '../schema/migrate.ts';
import { laterColumns, MIGRATIONS } from '../schema/migrations.ts';
import { type Finding, ok, SECTIONS, worry } from './finding.ts';

const DAY_MS = 86_400_000;
/** Events are looked for so many days back: what a query reads is paid for. */
const DAYS = 7;
/** So many applications are looked at, each by a query. */
const MOST_APPLICATIONS = 20;

export async function schemaFindings({ documents }: Ports): Promise<Finding[]> {
  const { version } = await readSchema(documents);
  const seen = `version ${version}; the code is of version ${MIGRATIONS.length}`;
  if (version === MIGRATIONS.length) return [ok('schema', seen, SECTIONS.upgrade)];
  return [worry('problem', 'schema', seen, 'deploy or start this code again', SECTIONS.upgrade)];
}

/** Tables that are gone, and columns of migrations that are. */
export async function tableFindings(_: Ports, checks: StageChecks): Promise<Finding[]> {
  const looked = await Promise.all(
    checks.tables.map(async (table) => ({ table, columns: await checks.columnsOf(table) })),
  );
  const faults = looked.flatMap(({ table, columns }) => {
    if (columns.length === 0) return [`${table} is not there`];
    const missing = laterColumns(table).filter(({ name }) => !columns.includes(name));
    return missing.map(({ name }) => `${table} lacks ${name}`);
  });
  if (faults.length === 0)
    return [ok('tables', `${looked.length} are there, with their columns`, SECTIONS.upgrade)];
  return faults.map((fault) =>
    worry(
      'problem',
      'tables',
      fault,
      'deploy or start this code again; what is gone comes back from a copy only',
      SECTIONS.upgrade,
    ),
  );
}

/** When the last event of each application arrived, if one did within a week. */
export async function eventFindings(ports: Ports): Promise<Finding[]> {
  const now = ports.clock.now();
  const from_day = new Date(now.getTime() - DAYS * DAY_MS).toISOString().slice(0, 10);
  const applications = await allApps(ports);
  const findings = await fewAtOnce(applications.slice(0, MOST_APPLICATIONS), async (application_id) => {
    const statement = ports.named('last_event', { application_id, from_day });
    const [row] = await ports.queries.query<{ arrived_at: Date | null; events: number }>(statement);
    return row?.arrived_at
      ? ok(
          'events',
          `${application_id}: the last of ${row.events} in ${DAYS} days arrived at ${row.arrived_at.toISOString()}`,
          SECTIONS.doctor,
        )
      : worry(
          'warning',
          'events',
          `${application_id}: none arrived in ${DAYS} days`,
          'where events are expected, see that its sender has a key, and whether alarms of delivery ring',
          SECTIONS.doctor,
        );
  });
  if (applications.length > MOST_APPLICATIONS)
    findings.push(
      ok(
        'events',
        `${applications.length - MOST_APPLICATIONS} further applications were not looked at`,
        SECTIONS.doctor,
      ),
    );
  return findings;
}
