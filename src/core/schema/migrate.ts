import type { Clock } from '../../ports/clock.ts';
import type { DocumentKey, DocumentStore } from '../../ports/document-store.ts';
import type { LakeSchema } from '../../ports/lake-schema.ts';
import { changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';

/** The document that says which schema a stage has. A stage without it is of version 0, or new. */
export interface SchemaState {
  readonly version: number;
  /** The oldest version whose code works with this stage. */
  readonly readableFrom: number;
  /** ISO 8601, UTC: when the version was reached. */
  readonly at: string;
}

export interface MigrationPorts {
  readonly documents: DocumentStore;
  readonly schema: LakeSchema;
  readonly clock: Clock;
}

export interface MigrationReport {
  /** Versions: of the stage before, and now. */
  readonly from: number;
  readonly to: number;
  /** What each step did, in order; none when the stage was up to date. */
  readonly steps: readonly string[];
}

const KEY: DocumentKey = { partition: 'stage', sort: 'schema' };
const UNVERSIONED: SchemaState = { version: 0, readableFrom: 0, at: '' };

export async function readSchema(documents: DocumentStore): Promise<SchemaState> {
  return (await documents.get<SchemaState>(KEY))?.value ?? UNVERSIONED;
}

/**
 * Nothing of a stage may be touched before this.
 * @throws PlatformError `Conflict` when later code made the stage what this code does not understand
 */
export async function checkSchema(documents: DocumentStore, migrations = MIGRATIONS): Promise<void> {
  const { version, readableFrom } = await readSchema(documents);
  if (readableFrom > migrations.length) throw tooNew(version, readableFrom, migrations.length);
}

/**
 * Brings a stage to the version of this code. The version is noted after each step, so one that was interrupted is done
 * again. A stage that later code made, but that this code can work with, is put back to this code's version: the later
 * code then does its steps again over what this one writes.
 * @throws PlatformError as `checkSchema`
 */
export async function migrate(ports: MigrationPorts, migrations = MIGRATIONS): Promise<MigrationReport> {
  await checkSchema(ports.documents, migrations);
  const { version: from } = await readSchema(ports.documents);
  const to = migrations.length;
  const steps: string[] = [];
  for (const [index, step] of migrations.entries()) {
    if (index < from) continue;
    await carryOut(ports, step);
    await note(ports, { version: index + 1, readableFrom: step.readableFrom ?? index + 1 }, to);
    steps.push(`${index + 1}: ${step.what}`);
  }
  if (from > to) await note(ports, { version: to, readableFrom: 0 }, to);
  return { from, to, steps };
}

async function carryOut(ports: MigrationPorts, step: Migration): Promise<void> {
  const { schema } = ports;
  for (const table of new Set(step.columns?.map((column) => column.table))) {
    const known = await schema.columnsOf(table);
    if (known.length === 0) throw new PlatformError('Internal', `The lake has no table ${table} to migrate`);
    const columns = step.columns?.filter((column) => column.table === table) ?? [];
    const missing = columns.filter(({ name }) => !known.includes(name));
    if (missing.length > 0) await schema.addColumns(table, missing);
    for (const { name, earlierRows } of columns)
      if (earlierRows) await schema.fill(table, { column: name, ...earlierRows });
  }
  await step.documents?.(ports);
}

/** What could once not be read by older code does not become readable by a later step. */
async function note(
  { documents, clock }: MigrationPorts,
  { version, readableFrom }: Pick<SchemaState, 'version' | 'readableFrom'>,
  known: number,
): Promise<void> {
  await changeDocument<SchemaState>(documents, KEY, (found = UNVERSIONED) => {
    if (found.readableFrom > known) throw tooNew(found.version, found.readableFrom, known);
    return {
      version,
      readableFrom: Math.max(readableFrom, found.readableFrom),
      at: clock.now().toISOString(),
    };
  });
}

function tooNew(version: number, readableFrom: number, known: number): PlatformError {
  return new PlatformError(
    'Conflict',
    `The stage has schema version ${version}, which code of version ${readableFrom} or later understands; this code is of version ${known}. Deploy or start the later code again (docs/operate.md, "Upgrade and rollback").`,
    { version, readableFrom, known },
  );
}
