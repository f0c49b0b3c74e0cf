import type { DocumentKey } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { arnOf, resourceOf } from '../arn.ts';
import { allDocuments, changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';

export type Tags = Record<string, string>;

/** Source of the four: pinpoint-api.md 1.7. Lengths in characters. */
export const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;
const ALLOWED = /^[\p{L}\p{N}\p{Z}_.:/=+-]*$/u;

/** Applications, campaigns and segments; group 1 is the application. Templates are account-wide. */
const OF_APPLICATION = /^apps\/([^/]+)(?:\/(?:campaigns|segments)\/[^/]+)?$/;
const OF_TEMPLATE = /^templates\/[^/]+\/(?:EMAIL|SMS|PUSH|VOICE|INAPP)$/;

/**
 * Stores the tags with which a taggable resource is created, also when there are none: from then
 * on `TagResource` knows the resource. Every creator of such a resource calls it.
 * @throws PlatformError `BadRequest` when a tag breaks the rules, or nothing at `arn` can have tags
 */
export async function putTags(ports: Ports, arn: string, tags: Tags = {}): Promise<void> {
  checkTags(tags);
  await ports.documents.put(keyOf(ports, arn), tags);
}

/** Forgets a deleted resource's tags. What lies under a deleted application goes with it. */
export async function removeTags(ports: Ports, arn: string): Promise<void> {
  await ports.documents.delete(keyOf(ports, arn));
}

/** @returns the tags of a resource, `{}` when it has none. */
export async function tagsOf(ports: Ports, arn: string): Promise<Tags> {
  return (await ports.documents.get<Tags>(keyOf(ports, arn)))?.value ?? {};
}

/** Tags by ARN of an application and all that lies under it, for lists. */
export async function tagsWithin(ports: Ports, applicationId: string): Promise<Map<string, Tags>> {
  const found = await allDocuments<Tags>(ports.documents, applicationPartition(applicationId), SORT);
  return new Map(found.map(({ key, value }) => [arnOf(ports.stage, key.sort.slice(SORT.length)), value]));
}

/** @throws PlatformError `NotFound` when there is no such resource */
export async function listTags(ports: Ports, arn: string): Promise<Tags> {
  const found = await ports.documents.get<Tags>(keyOf(ports, arn));
  if (!found) throw notFound(arn);
  return found.value;
}

/**
 * Adds tags; a key that is there gets the new value.
 * @throws PlatformError `NotFound` when there is no such resource, `BadRequest` when a rule is broken
 */
export async function addTags(ports: Ports, arn: string, tags: Tags): Promise<void> {
  await changeDocument<Tags>(ports.documents, keyOf(ports, arn), (found) => {
    if (!found) throw notFound(arn);
    const merged = { ...found, ...tags };
    checkTags(merged);
    return merged;
  });
}

/** Removes tags by key; a key that is not there is no error. @throws PlatformError `NotFound` */
export async function dropTags(ports: Ports, arn: string, tagKeys: readonly string[]): Promise<void> {
  await changeDocument<Tags>(ports.documents, keyOf(ports, arn), (found) => {
    if (!found) throw notFound(arn);
    return Object.fromEntries(Object.entries(found).filter(([key]) => !tagKeys.includes(key)));
  });
}

/** @throws PlatformError `BadRequest` naming the tag that breaks a rule */
export function checkTags(tags: Tags): void {
  const count = Object.keys(tags).length;
  if (count > MAX_TAGS) throw new PlatformError('BadRequest', `${count} tags are more than ${MAX_TAGS}`);
  for (const [key, value] of Object.entries(tags)) {
    const length = [...key].length;
    if (length < 1 || length > MAX_KEY) {
      throw new PlatformError('BadRequest', `Tag key ${key} has ${length} characters, not 1 to ${MAX_KEY}`);
    }
    if ([...value].length > MAX_VALUE) {
      throw new PlatformError('BadRequest', `The value of tag ${key} has over ${MAX_VALUE} characters`);
    }
    if (!ALLOWED.test(key) || !ALLOWED.test(value)) {
      throw new PlatformError(
        'BadRequest',
        `Tag ${key}=${value} may hold only letters, digits, white space and _ . : / = + -`,
      );
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw new PlatformError('BadRequest', `Tag key ${key} begins with the reserved aws:`);
    }
  }
}

const SORT = 'tags#';

/** Under the resource's application, so that they go with it. */
function keyOf(ports: Ports, arn: string): DocumentKey {
  const resource = resourceOf(ports.stage, arn);
  if (resource === undefined) {
    if (arn.startsWith('arn:')) throw notFound(arn);
    throw new PlatformError('BadRequest', `Not an ARN: ${arn}`);
  }
  const applicationId = OF_APPLICATION.exec(resource)?.[1];
  if (applicationId) return { partition: applicationPartition(applicationId), sort: SORT + resource };
  if (OF_TEMPLATE.test(resource)) return { partition: 'tags', sort: SORT + resource };
  throw new PlatformError(
    'BadRequest',
    `${arn} cannot have tags; apps, campaigns, segments and templates can`,
  );
}

function notFound(arn: string): PlatformError {
  return new PlatformError('NotFound', `Resource ${arn} not found`);
}
