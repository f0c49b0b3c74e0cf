import type { DocumentKey } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { allDocuments } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import type { TemplateType } from './template-types.ts';

/*
 * How templates are stored. A template and its latest version are at `template#{type}#{name}`, each
 * older version at `version#{type}#{name}#{version}`, put there just before the latest is replaced.
 * The content of a version may be larger than a document: it is an object of its own in the lake's
 * bucket, written once under a new key before the document names it.
 */

/** A version without its content. Dates are ISO 8601, UTC. */
export interface TemplateVersion {
  readonly Version: number;
  readonly TemplateDescription?: string;
  readonly DefaultSubstitutions?: string;
  readonly RecommenderId?: string;
  readonly CreationDate: string;
  readonly LastModifiedDate: string;
  readonly contentKey: string;
}

export interface TemplateRecord {
  readonly TemplateName: string;
  readonly TemplateType: TemplateType;
  readonly CreationDate: string;
  readonly activeVersion: number;
  readonly latest: TemplateVersion;
  /** The highest number ever given; numbers are never given again. */
  readonly lastVersion: number;
}

export interface TemplateId {
  readonly type: TemplateType;
  readonly name: string;
}

const PARTITION = 'templates';
const VERSION_DIGITS = 10;
/** Stops a writer that never gets its turn. */
const MAX_ATTEMPTS = 20;

const recordKey = ({ type, name }: TemplateId): DocumentKey => ({
  partition: PARTITION,
  sort: `template#${type}#${name}`,
});
const versionPrefix = ({ type, name }: TemplateId) => `version#${type}#${name}#`;
const versionKey = (id: TemplateId, version: number): DocumentKey => ({
  partition: PARTITION,
  sort: versionPrefix(id) + String(version).padStart(VERSION_DIGITS, '0'),
});

export async function findRecord({ documents }: Ports, id: TemplateId): Promise<TemplateRecord | undefined> {
  return (await documents.get<TemplateRecord>(recordKey(id)))?.value;
}

/** @throws PlatformError `NotFound` */
export async function requireRecord(ports: Ports, id: TemplateId, version?: string): Promise<TemplateRecord> {
  const found = await findRecord(ports, id);
  if (found) return found;
  throw templateNotFound(id, version);
}

export function templateNotFound({ type, name }: TemplateId, version?: string | number): PlatformError {
  const which = version === undefined ? '' : ` version ${version}`;
  return new PlatformError('NotFound', `Template ${name} of type ${type}${which} not found`);
}

export async function allRecords({ documents }: Ports, type?: TemplateType): Promise<TemplateRecord[]> {
  const prefix = type === undefined ? 'template#' : `template#${type}#`;
  return (await allDocuments<TemplateRecord>(documents, PARTITION, prefix)).map(({ value }) => value);
}

export async function findVersion(
  { documents }: Ports,
  { TemplateType, TemplateName, latest }: TemplateRecord,
  version: number,
): Promise<TemplateVersion | undefined> {
  if (version === latest.Version) return latest;
  const key = versionKey({ type: TemplateType, name: TemplateName }, version);
  const older = (await documents.get<TemplateVersion>(key))?.value;
  return older && older.Version < latest.Version ? older : undefined;
}

/** Every version, oldest first. */
export async function versionsOf({ documents }: Ports, record: TemplateRecord): Promise<TemplateVersion[]> {
  const { TemplateType, TemplateName, latest } = record;
  const prefix = versionPrefix({ type: TemplateType, name: TemplateName });
  const older = await allDocuments<TemplateVersion>(documents, PARTITION, prefix);
  return [...older.map(({ value }) => value).filter(({ Version }) => Version < latest.Version), latest];
}

/**
 * Writes a template as `decide` says; it may be called again when another writer came between.
 * @throws PlatformError `Conflict` when others were faster every time
 */
export async function changeRecord(
  { documents }: Ports,
  id: TemplateId,
  decide: (found: TemplateRecord | undefined) => TemplateRecord | Promise<TemplateRecord>,
): Promise<{ readonly before?: TemplateRecord; readonly after: TemplateRecord }> {
  const key = recordKey(id);
  for (let attempt = 1; ; attempt += 1) {
    const found = await documents.get<TemplateRecord>(key);
    const after = await decide(found?.value);
    const before = found?.value;
    if (before && after.latest.Version > before.latest.Version) {
      await documents.put(versionKey(id, before.latest.Version), before.latest);
    }
    try {
      await documents.put(key, after, { ifVersion: found?.version ?? 'absent' });
      return { before, after };
    } catch (error) {
      const isLate = error instanceof PlatformError && error.code === 'Conflict';
      if (!isLate || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

export async function removeVersion({ documents, lake }: Ports, id: TemplateId, version: TemplateVersion) {
  await documents.delete(versionKey(id, version.Version));
  await lake.delete(version.contentKey);
}

/** The template first: without it the rest is not found. */
export async function removeRecord(ports: Ports, id: TemplateId, record: TemplateRecord): Promise<void> {
  const versions = await versionsOf(ports, record);
  await ports.documents.delete(recordKey(id));
  for (const version of versions) await removeVersion(ports, id, version);
}

type Content = Readonly<Record<string, unknown>>;

/** @returns the key under which the content lies */
export async function storeContent({ lake, ids }: Ports, id: TemplateId, content: Content): Promise<string> {
  const key = `templates/${id.type}/${id.name}/${ids.resourceId()}.json`;
  await lake.put(key, JSON.stringify(content));
  return key;
}

/** @returns `undefined` when the version was replaced or deleted meanwhile */
export async function readContent({ lake }: Ports, key: string): Promise<Content | undefined> {
  const body = await lake.get(key);
  return body && JSON.parse(Buffer.from(body).toString());
}
