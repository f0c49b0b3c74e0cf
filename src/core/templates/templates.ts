import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { requireRecommender } from '../recommenders/recommenders.ts';
import { putTags, removeTags } from '../tags/tags.ts';
import { requireVersion, templateArn } from './read-template.ts';
import { compileTemplate } from './render.ts';
import {
  changeRecord,
  findRecord,
  removeRecord,
  removeVersion,
  requireRecord,
  storeContent,
  type TemplateId,
  type TemplateRecord,
  type TemplateVersion,
  templateNotFound,
  versionsOf,
} from './template-documents.ts';
import { readTemplateRequest, type TemplateRequest, templateTexts } from './template-requests.ts';
import type { TemplateType } from './template-types.ts';

export { requireTemplate } from './read-template.ts';
export { type StoredTemplate, TEMPLATE_TYPES, type TemplateType } from './template-types.ts';

/** Source of the two: pinpoint-api.md 1.2, 1.6, 4.2. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;
const MAX_VERSIONS = 5_000;

/** @param input the type's request, not yet checked @throws PlatformError `BadRequest`, also when the name is taken */
export async function createTemplate(ports: Ports, id: TemplateId, input: unknown): Promise<string> {
  if (!NAME.test(id.name)) {
    throw new PlatformError(
      'BadRequest',
      `TemplateName is ${id.name}; it must be 1 to 128 letters, digits, _ and -, a letter or digit first`,
    );
  }
  const request = await readRequest(ports, id.type, input);
  const refuseTaken = (found: TemplateRecord | undefined) => {
    if (!found) return;
    throw new PlatformError('BadRequest', `Template ${id.name} of type ${id.type} exists already`);
  };
  refuseTaken(await findRecord(ports, id));
  const arn = templateArn(ports, id);
  await putTags(ports, arn, request.tags);
  const latest = await newVersion(ports, id, request, 1);
  await changeRecord(ports, id, (found) => {
    refuseTaken(found);
    return {
      TemplateName: id.name,
      TemplateType: id.type,
      CreationDate: latest.CreationDate,
      activeVersion: 1,
      latest,
      lastVersion: 1,
    };
  });
  return arn;
}

export interface TemplateUpdate {
  /** Of the version to overwrite; it must be the latest. */
  readonly version?: string;
  readonly createNewVersion: boolean;
}

/**
 * Overwrites the latest version or adds one, which is not made active.
 * @returns the version that was written
 * @throws PlatformError `BadRequest`, `NotFound`
 */
export async function updateTemplate(
  ports: Ports,
  id: TemplateId,
  { version, createNewVersion }: TemplateUpdate,
  input: unknown,
): Promise<number> {
  if (createNewVersion && version !== undefined) {
    throw new PlatformError('BadRequest', `version is ${version}; a new version cannot be given a number`);
  }
  await requireRecord(ports, id);
  const request = await readRequest(ports, id.type, input);
  const written = await newVersion(ports, id, request, 0);
  const { before, after } = await changeRecord(ports, id, (found) => {
    if (!found) throw templateNotFound(id);
    return createNewVersion ? withNewVersion(found, written) : withLatest(found, written, version);
  });
  if (before && !createNewVersion) await ports.lake.delete(before.latest.contentKey);
  return after.latest.Version;
}

function withNewVersion(found: TemplateRecord, written: TemplateVersion): TemplateRecord {
  const Version = found.lastVersion + 1;
  if (Version > MAX_VERSIONS) {
    throw new PlatformError('BadRequest', `Template ${found.TemplateName} has had ${MAX_VERSIONS} versions`);
  }
  return { ...found, latest: { ...written, Version }, lastVersion: Version };
}

function withLatest(found: TemplateRecord, written: TemplateVersion, version?: string): TemplateRecord {
  const { Version, CreationDate } = found.latest;
  if (version !== undefined && version !== 'latest' && Number(version) !== Version) {
    throw new PlatformError(
      'BadRequest',
      `version is ${version}; only the latest version, ${Version}, can be overwritten`,
    );
  }
  return { ...found, latest: { ...written, Version, CreationDate } };
}

/**
 * Deletes one version, or all when none is named. The only version left takes the template with it.
 * @throws PlatformError `NotFound`, `BadRequest` for the active version while there are others (ours)
 */
export async function deleteTemplate(ports: Ports, id: TemplateId, version?: string): Promise<void> {
  const record = await requireRecord(ports, id);
  const only = version === undefined ? undefined : await requireVersion(ports, id, record, version);
  if (only === undefined || (await versionsOf(ports, record)).length === 1) {
    await removeRecord(ports, id, record);
    await removeTags(ports, templateArn(ports, id));
    return;
  }
  await changeRecord(ports, id, async (found) => {
    if (!found) throw templateNotFound(id);
    if (found.activeVersion === only.Version) {
      throw new PlatformError(
        'BadRequest',
        `Version ${only.Version} of template ${id.name} is active; make another active before it is deleted`,
      );
    }
    const left = (await versionsOf(ports, found)).filter(({ Version }) => Version !== only.Version);
    return { ...found, latest: left.at(-1) ?? found.latest };
  });
  await removeVersion(ports, id, only);
}

/** @param input a TemplateActiveVersionRequest's Version: `latest` or a number @throws PlatformError `NotFound` */
export async function activateVersion(ports: Ports, id: TemplateId, version: string): Promise<number> {
  const { after } = await changeRecord(ports, id, async (found) => {
    if (!found) throw templateNotFound(id);
    return { ...found, activeVersion: (await requireVersion(ports, id, found, version)).Version };
  });
  return after.activeVersion;
}

async function readRequest(ports: Ports, type: TemplateType, input: unknown): Promise<TemplateRequest> {
  const request = readTemplateRequest(type, input);
  compileTemplate(templateTexts(type, request.content), {
    defaults: request.DefaultSubstitutions,
    now: () => ports.clock.now(),
    uuid: () => ports.ids.requestId(),
  });
  if (request.RecommenderId !== undefined)
    await requireRecommender(ports, request.RecommenderId, 'BadRequest');
  return request;
}

async function newVersion(
  ports: Ports,
  id: TemplateId,
  { TemplateDescription, DefaultSubstitutions, RecommenderId, content }: TemplateRequest,
  Version: number,
): Promise<TemplateVersion> {
  const now = ports.clock.now().toISOString();
  return {
    Version,
    TemplateDescription,
    DefaultSubstitutions,
    RecommenderId,
    CreationDate: now,
    LastModifiedDate: now,
    contentKey: await storeContent(ports, id, content),
  };
}
