import { checkId, endpointIdFor } from '../endpoints/endpoint-id.ts';
import type { EndpointRequest } from '../endpoints/endpoint-request.ts';
import { type EndpointImportRow, importRowOf } from '../endpoints/import-row.ts';
import { parseEndpointRequest, shownValue } from '../endpoints/parse-endpoint-request.ts';
import { PlatformError } from '../errors.ts';

/** What an import does with its definitions. */
export interface ImportRules {
  readonly registerEndpoints: boolean;
  readonly defineSegment: boolean;
  /** Drops values that RemoveAttributes blocked. */
  readonly allowed: (request: EndpointRequest) => EndpointRequest;
  /** @throws PlatformError `BadRequest` when a request's names are too many for the application */
  readonly checkNames: (request: EndpointRequest) => void;
}

/**
 * Checks one definition of an import file.
 *
 * @param raw as JSON has it; members that cannot be imported are passed over
 * @param line becomes the row's `line`
 * @returns the row to merge; for a definition that is a user id and nothing else, a row without endpoint
 * @throws PlatformError `BadRequest`; `Missing ChannelType`, `Missing Address` when no id can be
 *   derived, or a segment needs a whole copy
 * @remarks pinpoint-segments.md 5.1
 */
export function importRow(raw: unknown, line: number, rules: ImportRules): EndpointImportRow {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new PlatformError('BadRequest', 'not a JSON object');
  }
  const {
    Id: id,
    EndpointStatus: _status,
    EffectiveDate: _date,
    ...members
  } = raw as Record<string, unknown>;
  const request = parseEndpointRequest(members);
  if (id === undefined || id === null) {
    if (isBareUser(request)) return bareUser(request.User?.UserId as string, line, rules);
    const { channelType, address } = place(request);
    return checkedRow(endpointIdFor(channelType, address), request, line, rules);
  }
  if (typeof id !== 'string')
    throw new PlatformError('BadRequest', `Id must be a string, not ${shownValue(id)}`);
  checkId('Endpoint id', id);
  return checkedRow(id, request, line, rules);
}

/** An e-mail address as far as a typo or a placeholder can be told from one; that an import checks it is ours. */
const EMAIL = /^[^\s<>@]+@[^\s<>@]+$/;

function checkedRow(id: string, given: EndpointRequest, line: number, rules: ImportRules): EndpointImportRow {
  // An endpoint that exists may be given in part; only the store knows. A copy must be whole.
  if (!rules.registerEndpoints) place(given);
  if (given.ChannelType === 'EMAIL' && given.Address !== undefined && !EMAIL.test(given.Address)) {
    throw new PlatformError('BadRequest', `Address is no e-mail address: ${given.Address}`);
  }
  const request = rules.allowed(given);
  if (rules.registerEndpoints) rules.checkNames(request);
  return importRowOf({ id, request }, line);
}

function bareUser(userId: string, line: number, { defineSegment }: ImportRules): EndpointImportRow {
  if (!defineSegment) {
    throw new PlatformError(
      'BadRequest',
      'a User.UserId alone can only define a segment, and DefineSegment is false',
    );
  }
  return { line, endpoint_id: null, user_id: userId };
}

function isBareUser({ User, ...others }: EndpointRequest): boolean {
  return User?.UserId !== undefined && User.UserAttributes === undefined && Object.keys(others).length === 0;
}

function place({ ChannelType, Address }: EndpointRequest): { channelType: string; address: string } {
  if (ChannelType === undefined) throw new PlatformError('BadRequest', 'Missing ChannelType');
  if (Address === undefined) throw new PlatformError('BadRequest', 'Missing Address');
  return { channelType: ChannelType, address: Address };
}
