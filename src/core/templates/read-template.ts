import type { Ports } from '../../ports/ports.ts';
import { arnOf } from '../arn.ts';
import { tagsOf } from '../tags/tags.ts';
import {
  findVersion,
  readContent,
  requireRecord,
  type TemplateId,
  type TemplateRecord,
  type TemplateVersion,
  templateNotFound,
} from './template-documents.ts';
import type { StoredTemplate, TemplateType } from './template-types.ts';

/** How often a version is looked up again because its content was replaced while it was read. */
const READS = 3;

export const templateArn = ({ stage }: Pick<Ports, 'stage'>, { type, name }: TemplateId) =>
  arnOf(stage, `templates/${name}/${type}`);

/**
 * @param version the active one when absent; `latest` for the newest
 * @throws PlatformError `NotFound` naming the template and version
 */
export async function requireTemplate(
  ports: Ports,
  type: TemplateType,
  name: string,
  version?: string,
): Promise<StoredTemplate> {
  const { version: found, content } = await readVersion(ports, { type, name }, version);
  const { DefaultSubstitutions, RecommenderId, Version } = found;
  return {
    TemplateName: name,
    TemplateType: type,
    Version: String(Version),
    ...(DefaultSubstitutions !== undefined && { DefaultSubstitutions }),
    ...(RecommenderId !== undefined && { RecommenderId }),
    content,
  };
}

/** As Pinpoint answers it, with the type's own members. @throws PlatformError `NotFound` */
export async function getTemplate(ports: Ports, id: TemplateId, version?: string) {
  const { record, version: found, content } = await readVersion(ports, id, version);
  const Arn = templateArn(ports, id);
  const { contentKey: _, Version, CreationDate: __, ...told } = found;
  const { TemplateName, TemplateType, CreationDate } = record;
  const tags = await tagsOf(ports, Arn);
  return {
    Arn,
    TemplateName,
    TemplateType,
    CreationDate,
    ...told,
    Version: String(Version),
    ...content,
    tags,
  };
}

/** @param version the active one when absent; `latest` or a number @throws PlatformError `NotFound` */
export async function requireVersion(
  ports: Ports,
  id: TemplateId,
  record: TemplateRecord,
  version?: string,
): Promise<TemplateVersion> {
  const number =
    version === undefined ? record.activeVersion : version === 'latest' ? record.latest.Version : version;
  const found = /^\d{1,9}$/.test(String(number)) && (await findVersion(ports, record, Number(number)));
  if (!found) throw templateNotFound(id, version);
  return found;
}

async function readVersion(ports: Ports, id: TemplateId, wanted?: string) {
  for (let read = 1; ; read += 1) {
    const record = await requireRecord(ports, id, wanted);
    const version = await requireVersion(ports, id, record, wanted);
    const content = await readContent(ports, version.contentKey);
    if (content) return { record, version, content };
    if (read === READS) throw templateNotFound(id, version.Version);
  }
}
