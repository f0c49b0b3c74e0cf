import { z } from 'zod';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { PlatformError } from '../errors.ts';
import { parse } from '../parse.ts';
import { blockNames, type NameKind } from './custom-names.ts';

/** What the path's `AttributeType` means. */
const KINDS: Readonly<Record<string, NameKind>> = {
  'endpoint-custom-attributes': 'Attributes',
  'endpoint-metric-attributes': 'Metrics',
  'endpoint-user-attributes': 'UserAttributes',
};

/** AttributesResource. */
export interface RemovedAttributes {
  ApplicationId: string;
  AttributeType: string;
  /** The names that remain. */
  Attributes: readonly string[];
}

const updateAttributesRequest = z.object({ Blacklist: z.array(z.string().min(1)).min(1) });

/**
 * From now on values of these names are silently not stored. Endpoints keep the values they have.
 *
 * @param body an UpdateAttributesRequest, not yet checked; `Blacklist` holds names and globs (`*`)
 * @throws PlatformError `NotFound` for the application, `BadRequest` for an unknown type or no names
 * @remarks pinpoint-api.md 3. It calls the answer's names the remaining ones, and so do we; the
 *   SDK's text calls them the removed ones.
 */
export async function removeAttributes(
  ports: Ports,
  applicationId: string,
  attributeType: string,
  body: unknown,
): Promise<RemovedAttributes> {
  const kind = KINDS[attributeType];
  if (!kind) {
    const types = Object.keys(KINDS).join(', ');
    throw new PlatformError('BadRequest', `AttributeType must be one of ${types}, not ${attributeType}`);
  }
  const { Blacklist } = parse(updateAttributesRequest, body, 'UpdateAttributesRequest');
  await requireApp(ports, applicationId);
  const Attributes = await blockNames(ports, applicationId, kind, Blacklist);
  return { ApplicationId: applicationId, AttributeType: attributeType, Attributes };
}
