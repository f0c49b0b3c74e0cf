import type { LambdaEvent } from 'hono/aws-lambda';

/** Its last label is an ARN, which has slashes of its own. */
const TAGS = '/v1/tags/';

/**
 * An HTTP API of API Gateway decodes the path before it makes the event; signatures were made over
 * the encoded one. This encodes it again, as the AWS SDKs do. A slash in another label than an ARN
 * cannot be told from a separator any more.
 * @param event unchanged when it came from a function URL
 */
export function withEncodedPath(event: LambdaEvent): LambdaEvent {
  if (!('rawPath' in event) || event.requestContext.domainName.includes('.lambda-url.')) return event;
  const path = event.rawPath;
  const [fixed, labels] = path.startsWith(TAGS) ? [TAGS, [path.slice(TAGS.length)]] : ['', path.split('/')];
  return { ...event, rawPath: fixed + labels.map(encodeLabel).join('/') };
}

function encodeLabel(label: string): string {
  return encodeURIComponent(label).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
