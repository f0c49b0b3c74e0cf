import { inAppCampaignsFor } from '../core/campaigns/in-app-campaigns.ts';
import { sendCode, verifyCode } from '../core/direct-messages/one-time-codes.ts';
import { sendMessages, sendUsersMessages } from '../core/direct-messages/send-messages.ts';
import { validateNumber } from '../core/direct-messages/validate-number.ts';
import { getEndpoint } from '../core/endpoints/endpoints.ts';
import type { Operation, OperationRequest } from './operation.ts';

/** Messages that are asked for one by one (pinpoint-api.md 2, "Direct messages, OTP, phone validation, in-app"). */
export const directMessageOperations: readonly Operation[] = [
  {
    name: 'SendMessages',
    method: 'POST',
    path: '/v1/apps/{ApplicationId}/messages',
    status: 200,
    scope: 'send',
    handle: async (ports, request) =>
      withRequestId(request, await sendMessages(ports, applicationId(request), request.body)),
  },
  {
    name: 'SendUsersMessages',
    method: 'POST',
    path: '/v1/apps/{ApplicationId}/users-messages',
    status: 200,
    scope: 'send',
    handle: async (ports, request) =>
      withRequestId(request, await sendUsersMessages(ports, applicationId(request), request.body)),
  },
  {
    name: 'SendOTPMessage',
    method: 'POST',
    path: '/v1/apps/{ApplicationId}/otp',
    status: 200,
    scope: 'send',
    handle: async (ports, request) =>
      withRequestId(request, await sendCode(ports, applicationId(request), request.body)),
  },
  {
    name: 'VerifyOTPMessage',
    method: 'POST',
    path: '/v1/apps/{ApplicationId}/verify-otp',
    status: 200,
    scope: 'send',
    handle: async (ports, request) => ({
      Valid: await verifyCode(ports, applicationId(request), request.body),
    }),
  },
  {
    name: 'PhoneNumberValidate',
    method: 'POST',
    path: '/v1/phone/number/validate',
    status: 200,
    scope: 'send',
    handle: async (_, { body }) => validateNumber(body),
  },
  {
    name: 'GetInAppMessages',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/endpoints/{EndpointId}/inappmessages',
    status: 200,
    scope: 'ingest',
    async handle(ports, request) {
      const { Id } = await getEndpoint(ports, applicationId(request), request.labels.EndpointId ?? '');
      return { InAppMessageCampaigns: await inAppCampaignsFor(ports, applicationId(request), Id) };
    },
  },
];

function applicationId({ labels }: OperationRequest): string {
  return labels.ApplicationId ?? '';
}

function withRequestId<T extends object>({ requestId }: OperationRequest, answer: T) {
  return { ...answer, RequestId: requestId };
}
