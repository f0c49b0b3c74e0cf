import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { DirectRecipient } from './direct-recipient.ts';
import {
  type RecipientConfiguration,
  readMessageRequest,
  readUsersMessageRequest,
} from './direct-request.ts';
import { type DirectResult, optedOut, permanentFailure } from './direct-result.ts';
import { type DirectTemplates, directWords, readTemplates, saysSomething } from './direct-words.ts';
import { sendDirect } from './send-direct.ts';

/** MessageResponse, without the request's id. */
export interface MessageResponse {
  readonly ApplicationId: string;
  /** By address. */
  readonly Result?: Readonly<Record<string, DirectResult>>;
  /** By endpoint id, as the request spells it. */
  readonly EndpointResult?: Readonly<Record<string, DirectResult>>;
}

/** SendUsersMessageResponse, without the request's id: results by user id and endpoint id. */
export interface UsersMessageResponse {
  readonly ApplicationId: string;
  readonly Result: Readonly<Record<string, Readonly<Record<string, DirectResult>>>>;
}

const NOT_FOUND = 404;

/** One recipient of a request, or why nothing can be sent to it. */
interface Planned {
  /** Under which the result is told. */
  readonly keys: readonly string[];
  readonly plan: DirectRecipient | DirectResult;
}

/**
 * Sends to addresses and endpoints. Whether endpoints are active or opted out is not asked, since
 * these are messages that the recipient waits for; suppressed addresses are refused (ours).
 * @param input a MessageRequest, not yet checked
 * @throws PlatformError `NotFound` for the application or a template, `BadRequest`
 */
export async function sendMessages(
  ports: Ports,
  applicationId: string,
  input: unknown,
): Promise<MessageResponse> {
  await requireApp(ports, applicationId);
  const request = readMessageRequest(input);
  const { Addresses = {}, Endpoints = {} } = request;
  const addresses = Object.entries(Addresses).map(([address, { ChannelType, ...configuration }]): Planned => {
    const data = { Address: address, ChannelType };
    return { keys: [address], plan: { channelType: ChannelType, address, data, configuration } };
  });
  const endpoints = await Promise.all(
    Object.entries(Endpoints).map(async ([id, configuration]): Promise<Planned> => {
      const endpoint = await ports.endpoints.get(applicationId, id);
      const missing = permanentFailure(`Endpoint ${id} not found in application ${applicationId}`, NOT_FOUND);
      return { keys: [id], plan: endpoint ? planFor(endpoint, configuration) : missing };
    }),
  );
  const results = await sendPlanned(ports, applicationId, request, [...addresses, ...endpoints]);
  const told = (planned: readonly Planned[], from: number) =>
    Object.fromEntries(planned.map(({ keys }, index) => [keys[0], results[from + index] as DirectResult]));
  return {
    ApplicationId: applicationId,
    ...(request.Addresses && { Result: told(addresses, 0) }),
    ...(request.Endpoints && { EndpointResult: told(endpoints, addresses.length) }),
  };
}

/**
 * Sends to every endpoint of each user whose channel the message says something to. Whether
 * endpoints are active is not asked; those that opted out are left out (pinpoint-api.md 3.4 names only
 * the status as ignored).
 * @param input a SendUsersMessageRequest, not yet checked
 * @throws PlatformError `NotFound` for the application or a template, `BadRequest`
 */
export async function sendUsersMessages(
  ports: Ports,
  applicationId: string,
  input: unknown,
): Promise<UsersMessageResponse> {
  await requireApp(ports, applicationId);
  const request = readUsersMessageRequest(input);
  const templates = await readTemplates(ports, request);
  const planned: Planned[] = [];
  for (const [userId, configuration] of Object.entries(request.Users)) {
    for (const endpoint of await ports.endpoints.ofUser(applicationId, userId)) {
      const words = directWords(endpoint.ChannelType ?? '', request, templates);
      if (!words || !saysSomething(words, configuration)) continue;
      const plan =
        endpoint.OptOut === 'ALL'
          ? optedOut(`Endpoint ${endpoint.Id} is opted out`)
          : planFor(endpoint, configuration);
      planned.push({ keys: [userId, endpoint.Id], plan });
    }
  }
  const results = await sendPlanned(ports, applicationId, request, planned, templates);
  const byUser = new Map<string, [string, DirectResult][]>(Object.keys(request.Users).map((id) => [id, []]));
  for (const [index, { keys }] of planned.entries()) {
    byUser.get(keys[0] as string)?.push([keys[1] as string, results[index] as DirectResult]);
  }
  const Result = Object.fromEntries([...byUser].map(([id, told]) => [id, Object.fromEntries(told)]));
  return { ApplicationId: applicationId, Result };
}

function planFor(endpoint: Endpoint, configuration: RecipientConfiguration): DirectRecipient | DirectResult {
  const { Id, Address, ChannelType, User } = endpoint;
  if (!Address || !ChannelType) return permanentFailure(`Endpoint ${Id} has no address`);
  return {
    channelType: ChannelType,
    address: Address,
    endpointId: Id,
    ...(User.UserId !== undefined && { userId: User.UserId }),
    data: { ...endpoint },
    configuration,
  };
}

async function sendPlanned(
  ports: Ports,
  applicationId: string,
  message: Parameters<typeof sendDirect>[2],
  planned: readonly Planned[],
  templates?: DirectTemplates,
): Promise<DirectResult[]> {
  const plans = planned.map(({ plan }) => plan);
  const recipients = plans.filter((plan) => 'configuration' in plan);
  const sent = await sendDirect(ports, applicationId, message, recipients, templates);
  let next = 0;
  return plans.map((plan) => {
    if (!('configuration' in plan)) return plan;
    const result = sent[next++] as DirectResult;
    return plan.endpointId === undefined ? result : { ...result, Address: plan.address };
  });
}
