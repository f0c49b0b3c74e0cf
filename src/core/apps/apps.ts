import { z } from 'zod';
import type { DocumentKey } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { arnOf } from '../arn.ts';
import { allDocuments, changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import { type Page, type PageRequest, pageOf } from '../paging.ts';
import { parse } from '../parse.ts';
import { checkTags, putTags, type Tags, tagsOf } from '../tags/tags.ts';

/** An application as Pinpoint answers it (ApplicationResponse). */
export interface Application {
  Arn: string;
  Id: string;
  Name: string;
  /** ISO 8601, UTC, milliseconds. */
  CreationDate: string;
  tags: Tags;
}

interface DefaultApplication {
  ApplicationId: string;
}

type StoredApplication = Pick<Application, 'Id' | 'Name' | 'CreationDate'>;

const DEFAULT = { partition: 'stage', sort: 'default-app' };
const DEFAULT_NAME = 'Touchpoint';

/** The reference gives no length; this one is ours. */
const MAX_NAME = 128;

const createApplicationRequest = z.object({
  Name: z.string().trim().min(1).max(MAX_NAME),
  tags: z.record(z.string(), z.string()).nullish(),
});

const PARTITION = 'apps';
/** Where an application's own document lies. */
export const applicationKey = (applicationId: string): DocumentKey => ({
  partition: PARTITION,
  sort: `app#${applicationId}`,
});

/**
 * @param input a CreateApplicationRequest, not yet checked
 * @throws PlatformError `BadRequest`
 */
export async function createApp(ports: Ports, input: unknown): Promise<Application> {
  const { Name, tags } = parse(createApplicationRequest, input, 'CreateApplicationRequest');
  checkTags(tags ?? {});
  return storeApp(ports, ports.ids.resourceId(), Name, tags ?? {});
}

/** @throws PlatformError `NotFound` */
export async function requireApp(ports: Ports, applicationId: string): Promise<Application> {
  const found = await ports.documents.get<StoredApplication>(applicationKey(applicationId));
  if (!found) throw new PlatformError('NotFound', `Application ${applicationId} not found`);
  return describeApp(ports, found.value);
}

/** Newest first. */
export async function listApps(ports: Ports, request: PageRequest): Promise<Page<Application>> {
  const stored = await allDocuments<StoredApplication>(ports.documents, PARTITION, 'app#');
  const page = pageOf(
    stored.map(({ value }) => value),
    (app) => `${app.CreationDate}#${app.Id}`,
    request,
  );
  return { ...page, Item: await Promise.all(page.Item.map((app) => describeApp(ports, app))) };
}

/** The id of every application, in the order of ids. */
export async function allApps({ documents }: Pick<Ports, 'documents'>): Promise<string[]> {
  const stored = await allDocuments<StoredApplication>(documents, PARTITION, 'app#');
  return stored.map(({ value }) => value.Id);
}

/** The stage's default application, where uploads go; created, with the name `Touchpoint`, when first needed. */
export async function defaultApp(ports: Ports): Promise<Application> {
  const { ApplicationId } = await changeDocument<DefaultApplication>(
    ports.documents,
    DEFAULT,
    (found) => found ?? { ApplicationId: ports.ids.resourceId() },
  );
  return storeApp(ports, ApplicationId, DEFAULT_NAME, {});
}

/**
 * Makes an application the default one. An id that the stage does not know yet, such as one that
 * clients kept from Pinpoint, is created under that id with the name `Touchpoint`.
 */
export async function setDefaultApp(ports: Ports, applicationId: string): Promise<Application> {
  const app = await storeApp(ports, applicationId, DEFAULT_NAME, {});
  await ports.documents.put<DefaultApplication>(DEFAULT, { ApplicationId: applicationId });
  return app;
}

/** To be called before the application goes: the next caller of `defaultApp` gets another. */
export async function forgetDefault(ports: Ports, applicationId: string): Promise<void> {
  const found = await ports.documents.get<DefaultApplication>(DEFAULT);
  if (found?.value.ApplicationId !== applicationId) return;
  await ports.documents.delete(DEFAULT, { ifVersion: found.version });
}

/** Stores a new application; one of that id that is there already stays as it is. */
async function storeApp(ports: Ports, id: string, name: string, tags: Tags): Promise<Application> {
  const taken = await ports.documents.get<StoredApplication>(applicationKey(id));
  if (taken) return describeApp(ports, taken.value);
  // Tags first: an application that can be found has its tags.
  await putTags(ports, arnOf(ports.stage, `apps/${id}`), tags);
  const stored = await changeDocument<StoredApplication>(
    ports.documents,
    applicationKey(id),
    (found) => found ?? { Id: id, Name: name, CreationDate: ports.clock.now().toISOString() },
  );
  return describeApp(ports, stored);
}

async function describeApp(
  ports: Ports,
  { Id, Name, CreationDate }: StoredApplication,
): Promise<Application> {
  const Arn = arnOf(ports.stage, `apps/${Id}`);
  return { Arn, Id, Name, CreationDate, tags: await tagsOf(ports, Arn) };
}
