import { verify, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { PlatformError } from '../errors.ts';
import { parse } from '../parse.ts';

const snsMessage = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string(),
  TopicArn: z.string(),
  Message: z.string(),
  Timestamp: z.string(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
  Subject: z.string().nullish(),
  SubscribeURL: z.string().nullish(),
  Token: z.string().nullish(),
});

/** What SNS posts to an HTTPS subscriber. */
export type SnsMessage = z.infer<typeof snsMessage>;

/** In the order in which SNS signs them ("Verifying the signatures of Amazon SNS messages"). */
const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
} as const;

const HASH = { '1': 'sha1', '2': 'sha256' } as const;
/** Of AWS: nobody else can have a name in these zones. */
const SNS_HOST = /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

/** @throws PlatformError `BadRequest` */
export function readSnsMessage(value: unknown): SnsMessage {
  return parse(snsMessage, value, 'SNS message');
}

/** Says whether an address is one of SNS itself, which alone may be fetched on a message's word. */
export function isOfSns(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  return (
    protocol === 'https:' && SNS_HOST.test(hostname) && port === '' && username === '' && password === ''
  );
}

/**
 * Checks a message's signature.
 * @param certificate gives the PEM text at an address of SNS
 * @param now against which the certificate's dates are checked
 * @throws PlatformError `Forbidden` when it was not signed by SNS, or was changed
 */
export async function checkSignature(
  message: SnsMessage,
  certificate: (address: string) => Promise<string>,
  now: Date,
): Promise<void> {
  const { SigningCertURL: address, SignatureVersion, Signature } = message;
  if (!isOfSns(address) || !new URL(address).pathname.endsWith('.pem')) {
    throw forged(message, `its certificate is at ${address}, which is not SNS's`);
  }
  const signer = readCertificate(message, await certificate(address));
  if (now < new Date(signer.validFrom) || now > new Date(signer.validTo)) {
    throw forged(message, `its certificate is good from ${signer.validFrom} to ${signer.validTo}`);
  }
  const signature = Buffer.from(Signature, 'base64');
  if (!verify(HASH[SignatureVersion], Buffer.from(signedText(message)), signer.publicKey, signature)) {
    throw forged(message, 'its signature does not fit');
  }
}

function signedText(message: SnsMessage): string {
  const names: readonly (keyof SnsMessage)[] =
    message.Type === 'Notification' ? SIGNED.Notification : SIGNED.SubscriptionConfirmation;
  return names
    .filter((name) => message[name] !== undefined && message[name] !== null)
    .map((name) => `${name}\n${message[name]}\n`)
    .join('');
}

function readCertificate(message: SnsMessage, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw forged(message, 'its certificate cannot be read');
  }
}

function forged({ MessageId }: SnsMessage, reason: string): PlatformError {
  return new PlatformError('Forbidden', `SNS message ${MessageId} is not accepted: ${reason}`);
}
