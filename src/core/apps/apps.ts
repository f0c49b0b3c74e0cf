import { z } from 'zod';
import type { DocumentKey } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { arnOf } from '../arn.ts';
import { allDocuments, changeDocument } from '../documents.ts';
import { requestApplicationErasure } from '../erasure/request-erasure.ts';
import { PlatformError } from '../errors.ts';
import { jobPrefix } from '../jobs/job-documents.ts';
import { type Page, type PageRequest, pageOf } from '../paging.ts';
import { parse } from '../parse.ts';
import { forgetSuppressions } from '../suppression/suppressed-rows.ts';
import { checkTags, putTags, type Tags, tagsOf } from '../tags/tags.ts';
import { applicationPartition } from './partition.ts';

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
const keyOf = (applicationId: string): DocumentKey => ({
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
  const found = await ports.documents.get<StoredApplication>(keyOf(applicationId));
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
export async function allApps(ports: Ports): Promise<string[]> {
  const stored = await allDocuments<StoredApplication>(ports.documents, PARTITION, 'app#');
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

/**
 * Removes an application with its endpoints and every document of its partition, and asks for the erasure of its rows
 * and files.
 * The application itself goes last, so that a deletion cut short can be asked for again.
 * @returns the application as it was
 * @throws PlatformError `NotFound`
 */
export async function deleteApp(ports: Ports, applicationId: string, keyId?: string): Promise<Application> {
  const app = await requireApp(ports, applicationId);
  await forgetDefault(ports, applicationId);
  await requestApplicationErasure(ports, applicationId, await filePrefixes(ports, applicationId), { keyId });
  await ports.endpoints.removeAll(applicationId);
  await forgetSuppressions(ports, applicationId);
  for (const { key } of await allDocuments(ports.documents, applicationPartition(applicationId), '')) {
    await ports.documents.delete(key);
  }
  await ports.documents.delete(keyOf(applicationId));
  return app;
}

/** Where the application's jobs keep files in the lake bucket; what was imported from and exported to is its owner's. */
async function filePrefixes(ports: Ports, applicationId: string): Promise<string[]> {
  const partition = applicationPartition(applicationId);
  const jobs = await Promise.all(
    ['import-job#', 'export-job#'].map((kind) => allDocuments(ports.documents, partition, kind)),
  );
  return jobs.flat().map(({ key }) => jobPrefix(key.sort.slice(key.sort.indexOf('#') + 1)));
}

/** Stores a new application; one of that id that is there already stays as it is. */
async function storeApp(ports: Ports, id: string, name: string, tags: Tags): Promise<Application> {
  const taken = await ports.documents.get<StoredApplication>(keyOf(id));
  if (taken) return describeApp(ports, taken.value);
  // Tags first: an application that can be found has its tags.
  await putTags(ports, arnOf(ports.stage, `apps/${id}`), tags);
  const stored = await changeDocument<StoredApplication>(
    ports.documents,
    keyOf(id),
    (found) => found ?? { Id: id, Name: name, CreationDate: ports.clock.now().toISOString() },
  );
  return describeApp(ports, stored);
}

async function forgetDefault(ports: Ports, applicationId: string): Promise<void> {
  const found = await ports.documents.get<DefaultApplication>(DEFAULT);
  if (found?.value.ApplicationId !== applicationId) return;
  await ports.documents.delete(DEFAULT, { ifVersion: found.version });
}

async function describeApp(
  ports: Ports,
  { Id, Name, CreationDate }: StoredApplication,
): Promise<Application> {
  const Arn = arnOf(ports.stage, `apps/${Id}`);
  return { Arn, Id, Name, CreationDate, tags: await tagsOf(ports, Arn) };
}
