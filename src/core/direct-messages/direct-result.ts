import type { Handover } from '../../ports/channels.ts';
import type { Suppression } from '../suppression/suppression.ts';

/** MessageResult; EndpointMessageResult adds the address. */
export interface DirectResult {
  readonly DeliveryStatus:
    | 'SUCCESSFUL'
    | 'THROTTLED'
    | 'TEMPORARY_FAILURE'
    | 'PERMANENT_FAILURE'
    | 'UNKNOWN_FAILURE'
    | 'OPT_OUT'
    | 'DUPLICATE';
  /** Of the channel; an HTTP or SMTP code. */
  readonly StatusCode: number;
  readonly MessageId?: string;
  readonly StatusMessage?: string;
  readonly UpdatedToken?: string;
  readonly Address?: string;
}

const BAD_REQUEST = 400;

export const permanentFailure = (StatusMessage: string, StatusCode = BAD_REQUEST): DirectResult => ({
  DeliveryStatus: 'PERMANENT_FAILURE',
  StatusCode,
  StatusMessage,
});

export const duplicate = (address: string): DirectResult => ({
  DeliveryStatus: 'DUPLICATE',
  StatusCode: BAD_REQUEST,
  StatusMessage: `${address} is in the request more than once`,
});

export const optedOut = (why: string): DirectResult => ({
  DeliveryStatus: 'OPT_OUT',
  StatusCode: BAD_REQUEST,
  StatusMessage: why,
});

const BECAUSE: Readonly<Record<Suppression['reason'], string>> = {
  BOUNCE: 'mail to it bounced for good',
  COMPLAINT: 'its reader complained',
  UNSUBSCRIBE: 'its reader unsubscribed',
  OPT_OUT: 'its owner opted out',
  MANUAL: 'an administrator says so',
};

export function suppressedResult({ address, reason, suppressedAt }: Suppression): DirectResult {
  return optedOut(`${address} is suppressed since ${suppressedAt} (${reason}): ${BECAUSE[reason]}`);
}

/** @param messageId ours, told where the provider gives none */
export function resultOf(answer: Handover, messageId: string): DirectResult {
  switch (answer.kind) {
    case 'accepted': {
      const MessageId = answer.providerMessageId ?? messageId;
      return {
        DeliveryStatus: 'SUCCESSFUL',
        StatusCode: 200,
        MessageId,
        StatusMessage: `MessageId: ${MessageId}`,
        ...(answer.updatedToken !== undefined && { UpdatedToken: answer.updatedToken }),
      };
    }
    case 'refused':
      return permanentFailure(answer.reason, answer.code);
    case 'throttled':
      return { DeliveryStatus: 'THROTTLED', StatusCode: 429, StatusMessage: answer.reason };
    case 'unavailable':
      return { DeliveryStatus: 'TEMPORARY_FAILURE', StatusCode: 503, StatusMessage: answer.reason };
    case 'in-doubt':
      return { DeliveryStatus: 'UNKNOWN_FAILURE', StatusCode: 500, StatusMessage: answer.reason };
  }
}
