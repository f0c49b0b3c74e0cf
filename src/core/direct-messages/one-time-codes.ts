import { createHash, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { DocumentKey } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { applicationPartition } from '../apps/partition.ts';
import { PlatformError } from '../errors.ts';
import { parse } from '../parse.ts';
import { CODE_LANGUAGES, codeText } from './code-texts.ts';
import { sendDirect } from './send-direct.ts';
import type { MessageResponse } from './send-messages.ts';

/** Source of all bounds: pinpoint-api.md 3.5. */
const MAX_BRAND = 20;
const MAX_REFERENCE = 48;
const MS_PER_MINUTE = 60_000;
/** A code of eight digits is soon guessed from a hash that is quick to make; ours. */
const HASH_BYTES = 32;
/** How often a check is tried again because another came between. */
const ATTEMPTS = 10;

const number = z.string().regex(/^\+[1-9]\d{4,14}$/, 'must be a phone number such as +351912345678');
const reference = z.string().min(1).max(MAX_REFERENCE);

const sendRequest = z.object({
  AllowedAttempts: z.int32().min(1).max(5).nullish(),
  BrandName: z.string().min(1).max(MAX_BRAND),
  Channel: z.literal('SMS'),
  CodeLength: z.int32().min(5).max(8).nullish(),
  DestinationIdentity: number,
  EntityId: z.string().nullish(),
  Language: z.enum(CODE_LANGUAGES).nullish(),
  OriginationIdentity: z.string().min(1),
  ReferenceId: reference,
  TemplateId: z.string().nullish(),
  ValidityPeriod: z.int32().min(5).max(60).nullish(),
});
const verifyRequest = z.object({ DestinationIdentity: number, Otp: z.string(), ReferenceId: reference });

/** A code that was sent: never the code itself. */
interface SentCode {
  readonly salt: string;
  /** Hex. */
  readonly hash: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  readonly attemptsLeft: number;
}

const derive = promisify<string, string, number, Buffer>(scrypt);

/**
 * Sends a new code; a code that was sent before for the same reference and number is good no more.
 * @param input SendOTPMessageRequestParameters, not yet checked
 * @throws PlatformError `NotFound` for the application, `BadRequest`
 */
export async function sendCode(
  ports: Ports,
  applicationId: string,
  input: unknown,
): Promise<MessageResponse> {
  await requireApp(ports, applicationId);
  const request = parse(sendRequest, input, 'SendOTPMessageRequestParameters');
  const { DestinationIdentity: address, ReferenceId, BrandName } = request;
  const code = drawCode(ports, request.CodeLength ?? 6);
  const expiresAt = new Date(ports.clock.now().getTime() + (request.ValidityPeriod ?? 15) * MS_PER_MINUTE);
  const salt = ports.ids.secret(HASH_BYTES);
  const sent: SentCode = {
    salt,
    hash: (await derive(code, salt, HASH_BYTES)).toString('hex'),
    expiresAt: expiresAt.toISOString(),
    attemptsLeft: request.AllowedAttempts ?? 3,
  };
  await ports.documents.put(keyOf(applicationId, address, ReferenceId), sent, { expiresAt });
  const SMSMessage = {
    Body: codeText(request.Language ?? 'en-US'),
    MessageType: 'TRANSACTIONAL' as const,
    ...originOf(request.OriginationIdentity),
    EntityId: request.EntityId ?? undefined,
    TemplateId: request.TemplateId ?? undefined,
  };
  const configuration = { Substitutions: { brand: [BrandName], code: [code] } };
  const recipients = [{ channelType: 'SMS', address, data: {}, configuration }];
  const message = { MessageConfiguration: { SMSMessage } };
  const [result] = await sendDirect(ports, applicationId, message, recipients);
  return { ApplicationId: applicationId, Result: result ? { [address]: result } : {} };
}

/**
 * Says whether a code is the one that was sent. It is good once; a wrong one costs an attempt.
 * @param input VerifyOTPMessageRequestParameters, not yet checked
 * @throws PlatformError `NotFound` for the application, `BadRequest`
 */
export async function verifyCode(ports: Ports, applicationId: string, input: unknown): Promise<boolean> {
  await requireApp(ports, applicationId);
  const request = parse(verifyRequest, input, 'VerifyOTPMessageRequestParameters');
  const key = keyOf(applicationId, request.DestinationIdentity, request.ReferenceId);
  for (let attempt = 1; ; attempt += 1) {
    const found = await ports.documents.get<SentCode>(key);
    if (!found) return false;
    const { salt, hash, expiresAt, attemptsLeft } = found.value;
    const expiry = new Date(expiresAt);
    if (attemptsLeft < 1 || ports.clock.now() >= expiry) return false;
    const given = await derive(request.Otp, salt, HASH_BYTES);
    const isRight = timingSafeEqual(given, Buffer.from(hash, 'hex'));
    try {
      if (isRight) await ports.documents.delete(key, { ifVersion: found.version });
      else {
        const left: SentCode = { ...found.value, attemptsLeft: attemptsLeft - 1 };
        await ports.documents.put(key, left, { ifVersion: found.version, expiresAt: expiry });
      }
      return isRight;
    } catch (error) {
      // Another check of the same code came between.
      const isLate = error instanceof PlatformError && error.code === 'Conflict';
      if (!isLate || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Numbers and reference ids may hold any character, so a hash names them. */
function keyOf(applicationId: string, address: string, referenceId: string): DocumentKey {
  const name = createHash('sha256')
    .update(JSON.stringify([address, referenceId]))
    .digest('hex');
  return { partition: applicationPartition(applicationId), sort: `otp#${name}` };
}

/** Random digits; of so many random bits that none is more likely than another by more than 2⁻¹⁰⁰. */
function drawCode({ ids }: Pick<Ports, 'ids'>, length: number): string {
  const bits = createHash('sha256').update(ids.secret(HASH_BYTES)).digest('hex');
  return (BigInt(`0x${bits}`) % 10n ** BigInt(length)).toString().padStart(length, '0');
}

/** Digits are a number or a short code, all else is a sender's name. */
function originOf(identity: string) {
  return /^\+?\d+$/.test(identity) ? { OriginationNumber: identity } : { SenderId: identity };
}
