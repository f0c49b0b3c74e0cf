import { type HttpAnswer, type HttpRequest, openHttpServer } from './http-server.ts';

/** A request as one of AWS's messaging services took it. */
export interface TakenMessage {
  readonly to: string;
  /** The request's body, parsed. */
  readonly request: Record<string, unknown>;
  readonly path: string;
}

/** What a service does instead of taking a message: an error of its own, or no answer. */
export type Fault =
  | 'hang up'
  | 'silence'
  | { readonly status: number; readonly type: string; readonly message?: string };

export interface AwsMessaging {
  /** Configuration for the SDK's clients. */
  readonly client: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
    requestHandler: object;
  };
  readonly taken: TakenMessage[];
  /** Requests that came, taken or not. */
  requests(): number;
  /** From now on every request meets this; `undefined` ends it. */
  fail(fault: Fault | undefined): void;
  /** Members of the answer to a push message, from now on. */
  pushResult(result: Record<string, unknown>): void;
  close(): Promise<void>;
}

/** What is read of the requests' bodies. */
interface Body extends Record<string, unknown> {
  readonly Destination?: { readonly ToAddresses: readonly string[] };
  readonly DestinationPhoneNumber?: string;
  readonly Addresses?: Record<string, unknown>;
}

const json = (value: unknown, status = 200, headers = {}): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

/** What a service may take; longer than a busy machine makes it wait. */
const PATIENCE_MS = 20_000;

/**
 * SES v2, End User Messaging and SendMessages in their wire formats; addresses `refused…` and `+999` are refused.
 * @param requestTimeout after which the clients give up, in milliseconds
 */
export async function openAwsMessaging(requestTimeout = PATIENCE_MS): Promise<AwsMessaging> {
  const taken: TakenMessage[] = [];
  let fault: Fault | undefined;
  let result: Record<string, unknown> = { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200 };

  function take(request: HttpRequest): HttpAnswer {
    if (typeof fault === 'string') return fault;
    if (fault) {
      const { status, type, message = type } = fault;
      return json({ __type: type, message, Message: message }, status, { 'x-amzn-errortype': type });
    }
    const body = JSON.parse(request.body);
    if (request.path === '/v2/email/outbound-emails') return email(request, body);
    if (request.headers['x-amz-target']) return textOrVoice(request, body);
    return push(request, body);
  }

  function keep(to: string, { path }: HttpRequest, request: Record<string, unknown>): string {
    taken.push({ to, request, path });
    return `aws-${taken.length}`;
  }

  function email(request: HttpRequest, body: Body): HttpAnswer {
    const [to = ''] = body.Destination?.ToAddresses ?? [];
    if (to.startsWith('refused')) {
      return json({ message: 'Email address is not verified.' }, 400, {
        'x-amzn-errortype': 'MessageRejected',
      });
    }
    return json({ MessageId: keep(to, request, body) });
  }

  function textOrVoice(request: HttpRequest, body: Body): HttpAnswer {
    const to = body.DestinationPhoneNumber ?? '';
    if (to === '+999') {
      const __type = 'com.amazonaws.pinpointsmsvoicev2#ValidationException';
      return json({ __type, Message: 'Invalid number', Reason: 'INVALID_PARAMETER' }, 400);
    }
    return json({ MessageId: keep(to, request, body) });
  }

  function push(request: HttpRequest, body: Body): HttpAnswer {
    const [to = ''] = Object.keys(body.Addresses ?? {});
    const refused = { DeliveryStatus: 'PERMANENT_FAILURE', StatusCode: 410, StatusMessage: 'Gone' };
    const answer = to === '+999' ? refused : { MessageId: keep(to, request, body), ...result };
    return json({ ApplicationId: 'push', RequestId: 'r', Result: { [to]: answer } });
  }

  const server = await openHttpServer(take);
  let closed: Promise<void> | undefined;
  return {
    client: {
      endpoint: server.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
      requestHandler: { requestTimeout, throwOnRequestTimeout: true },
    },
    taken,
    requests: () => server.requests.length,
    fail(given) {
      fault = given;
    },
    pushResult(given) {
      result = given;
    },
    close() {
      closed ??= server.close();
      return closed;
    },
  };
}
