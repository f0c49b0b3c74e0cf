/** A service of AWS whose protocol is JSON with a target: `ask('AmazonSQS.ReceiveMessage', {…})`. */
export type JsonService = <Answer = Record<string, unknown>>(target: string, body: object) => Promise<Answer>;

/** What a target begins with, and the name under which its requests are signed. */
const SIGNED_AS: Record<string, string> = {
  AmazonSQS: 'sqs',
  AWSEvents: 'events',
  DynamoDBStreams_20120810: 'dynamodb',
};

/** The emulator's services for which the product has no client of the SDK. @throws Error with what was refused */
export function jsonService(endpoint: string): JsonService {
  return async <Answer>(target: string, body: object) => {
    const service = SIGNED_AS[target.split('.')[0] ?? ''];
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': target,
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260301/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${target} answered ${response.status}: ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Answer;
  };
}
