import type { DocumentKey } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { allDocuments, changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import { type Page, type PageRequest, pageOf } from '../paging.ts';
import { type Recommender, readRecommenderRequest } from './recommender.ts';

/** Source: pinpoint-api.md 4.2. */
const MAX_RECOMMENDERS = 100;
const PARTITION = 'recommenders';
const SORT = 'recommender#';
const keyOf = (id: string): DocumentKey => ({ partition: PARTITION, sort: SORT + id });

/** @param input a CreateRecommenderConfiguration, not yet checked @throws PlatformError `BadRequest` */
export async function createRecommender(ports: Ports, input: unknown): Promise<Recommender> {
  const request = readRecommenderRequest(input, 'CreateRecommenderConfiguration');
  if ((await allRecommenders(ports)).length >= MAX_RECOMMENDERS) {
    throw new PlatformError(
      'BadRequest',
      `There are ${MAX_RECOMMENDERS} recommenders already; no more are allowed`,
    );
  }
  const now = ports.clock.now().toISOString();
  const recommender = {
    ...request,
    Id: ports.ids.resourceId(),
    CreationDate: now,
    LastModifiedDate: now,
  };
  await ports.documents.put(keyOf(recommender.Id), recommender, { ifVersion: 'absent' });
  return recommender;
}

/** @param code with which a missing one is refused @throws PlatformError of that code */
export async function requireRecommender(
  ports: Pick<Ports, 'documents'>,
  id: string,
  code: 'NotFound' | 'BadRequest' = 'NotFound',
): Promise<Recommender> {
  const found = await ports.documents.get<Recommender>(keyOf(id));
  if (found) return found.value;
  throw new PlatformError(code, `Recommender ${id} not found`);
}

/** Newest first. */
export async function listRecommenders(ports: Ports, request: PageRequest): Promise<Page<Recommender>> {
  return pageOf(await allRecommenders(ports), ({ CreationDate, Id }) => `${CreationDate}#${Id}`, request);
}

/** Replaces all that a request can say. @throws PlatformError `NotFound`, `BadRequest` */
export async function updateRecommender(ports: Ports, id: string, input: unknown): Promise<Recommender> {
  return changeDocument<Recommender>(ports.documents, keyOf(id), (found) => {
    if (!found) throw new PlatformError('NotFound', `Recommender ${id} not found`);
    const request = readRecommenderRequest(input, 'UpdateRecommenderConfiguration');
    const { Id, CreationDate } = found;
    return { ...request, Id, CreationDate, LastModifiedDate: ports.clock.now().toISOString() };
  });
}

/** @returns it as it was @throws PlatformError `NotFound` */
export async function deleteRecommender(ports: Ports, id: string): Promise<Recommender> {
  const recommender = await requireRecommender(ports, id);
  await ports.documents.delete(keyOf(id));
  return recommender;
}

async function allRecommenders({ documents }: Ports): Promise<Recommender[]> {
  return (await allDocuments<Recommender>(documents, PARTITION, SORT)).map(({ value }) => value);
}
