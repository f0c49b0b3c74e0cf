import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { type Page, type PageRequest, pageOf } from '../paging.ts';
import { tagsOf } from '../tags/tags.ts';
import { templateArn } from './read-template.ts';
import {
  allRecords,
  findVersion,
  requireRecord,
  type TemplateId,
  type TemplateRecord,
  type TemplateVersion,
  versionsOf,
} from './template-documents.ts';
import { TEMPLATE_TYPES, type TemplateType } from './template-types.ts';

/** @param text in any case @throws PlatformError `BadRequest` */
export function readTemplateType(text: string): TemplateType {
  const type = TEMPLATE_TYPES.find((known) => known === text.toUpperCase());
  if (type) return type;
  throw new PlatformError('BadRequest', `TemplateType is ${text}; it must be one of ${TEMPLATE_TYPES}`);
}

/** Templates of the account by their active versions, newest first. */
export async function listTemplates(
  ports: Ports,
  { prefix = '', type }: { readonly prefix?: string; readonly type?: TemplateType },
  request: PageRequest,
): Promise<Page<object>> {
  const records = (await allRecords(ports, type)).filter(({ TemplateName }) =>
    TemplateName.startsWith(prefix),
  );
  const keyOf = ({ CreationDate, TemplateType, TemplateName }: TemplateRecord) =>
    `${CreationDate}#${TemplateType}#${TemplateName}`;
  const page = pageOf(records, keyOf, request);
  return { ...page, Item: await Promise.all(page.Item.map((record) => describeRecord(ports, record))) };
}

/** Versions of one template, newest first. @throws PlatformError `NotFound` */
export async function listTemplateVersions(
  ports: Ports,
  id: TemplateId,
  request: PageRequest,
): Promise<Page<object>> {
  const record = await requireRecord(ports, id);
  const keyOf = ({ Version }: TemplateVersion) => String(Version).padStart(10, '0');
  const page = pageOf(await versionsOf(ports, record), keyOf, request);
  return { ...page, Item: page.Item.map((version) => described(record, version)) };
}

async function describeRecord(ports: Ports, record: TemplateRecord): Promise<object> {
  const active = (await findVersion(ports, record, record.activeVersion)) ?? record.latest;
  const Arn = templateArn(ports, { type: record.TemplateType, name: record.TemplateName });
  const { CreationDate } = record;
  return { Arn, ...described(record, active), CreationDate, tags: await tagsOf(ports, Arn) };
}

/** Without what only the whole template tells. */
function described({ TemplateName, TemplateType }: TemplateRecord, version: TemplateVersion) {
  const { contentKey: _, RecommenderId: __, Version, ...told } = version;
  return { TemplateName, TemplateType, ...told, Version: String(Version) };
}
