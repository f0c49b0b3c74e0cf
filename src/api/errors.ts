import { type ErrorCode, PlatformError } from '../core/errors.ts';
import { reply } from './route.ts';

/** From our codes to Pinpoint's exceptions and status (pinpoint-api.md 1.4). */
const EXCEPTIONS: Readonly<Record<ErrorCode, { readonly exception: string; readonly status: number }>> = {
  NotFound: { exception: 'NotFoundException', status: 404 },
  BadRequest: { exception: 'BadRequestException', status: 400 },
  BadFile: { exception: 'BadRequestException', status: 400 },
  Forbidden: { exception: 'ForbiddenException', status: 403 },
  MethodNotAllowed: { exception: 'MethodNotAllowedException', status: 405 },
  Conflict: { exception: 'ConflictException', status: 409 },
  PayloadTooLarge: { exception: 'PayloadTooLargeException', status: 413 },
  Throttled: { exception: 'TooManyRequestsException', status: 429 },
  Internal: { exception: 'InternalServerErrorException', status: 500 },
};

/** What the gateway in front of AWS's JSON services answers before an operation is reached, always with 403. */
export type AccessException =
  | 'MissingAuthenticationTokenException' // the request carries no key at all
  | 'IncompleteSignatureException' // the signature's parts cannot be read
  | 'UnrecognizedClientException' // no such key, or a revoked one
  | 'InvalidSignatureException' // wrong secret, changed request, or an instant too far from ours
  | 'AccessDeniedException'; // a good key without the scope

/** A key or signature that is not good for this request. */
export class AccessError extends PlatformError {
  readonly exception: AccessException;

  constructor(exception: AccessException, message: string) {
    super('Forbidden', message);
    this.exception = exception;
  }
}

/** An error that may be told to the caller. Others are faults of ours: told without their reason. */
export function tellable(error: unknown): PlatformError | undefined {
  return error instanceof PlatformError && error.code !== 'Internal' ? error : undefined;
}

/**
 * An error as an AWS SDK reads it: its class from `x-amzn-ErrorType`. Access errors have the
 * gateway's body, with the message in both spellings that SDKs know.
 */
export function pinpointError(error: unknown, requestId: string): Response {
  const { message, headers, status } = read(error);
  const body =
    error instanceof AccessError ? { message, Message: message } : { Message: message, RequestID: requestId };
  return reply(status, body, headers);
}

/** An error of our own API. */
export function platformError(error: unknown, requestId: string): Response {
  const { code, message, details, headers, status } = read(error);
  return reply(status, { error: { code, message, details }, requestId }, headers);
}

function read(error: unknown) {
  const told = tellable(error) ?? new PlatformError('Internal', 'The platform failed to answer this request');
  const { exception, status } = EXCEPTIONS[told.code];
  return {
    code: told.code,
    message: told.message,
    details: Object.keys(told.details).length > 0 ? told.details : undefined,
    headers: {
      'x-amzn-ErrorType': told instanceof AccessError ? told.exception : exception,
      ...(Array.isArray(told.details.allowed) && { allow: told.details.allowed.join(', ') }),
    },
    status,
  };
}
