import { z } from 'zod';
import { parse } from '../parse.ts';
import type { ChannelResource } from './channel-resource.ts';

/** A request taken apart: what is answered again, and what is kept sealed and never answered. */
export interface ChannelRequest {
  /** Absent when the caller did not say. */
  readonly enabled?: boolean;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

interface Definition {
  /** The request's name in Pinpoint's API. */
  readonly shape: string;
  readonly schema: z.ZodType<Record<string, string | boolean | null | undefined>>;
  /** Members that are kept sealed. */
  readonly secrets: readonly string[];
  /** The sealed members, one of these sets of which a channel must have. */
  readonly needs?: readonly (readonly string[])[];
}

const text = (max = 10_000) => z.string().trim().min(1).max(max);
const arn = (service: string) =>
  text(2048).regex(new RegExp(`^arn:aws[\\w-]*:${service}:.+`), {
    error: ({ input }) => `must be an ARN of ${service}, not ${input}`,
  });
/** Apple, Google and Amazon give their credentials as text of a few kilobytes. */
const secret = text().nullish();
const Enabled = z.boolean().nullish();

/** `Name <local@domain>` or the address alone. */
export const SENDER = /^(?:[^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;

const APNS: Definition = {
  shape: 'APNSChannelRequest',
  schema: z.object({
    BundleId: secret,
    Certificate: secret,
    DefaultAuthenticationMethod: oneOf('CERTIFICATE', 'KEY', 'TOKEN'),
    Enabled,
    PrivateKey: secret,
    TeamId: secret,
    TokenKey: secret,
    TokenKeyId: secret,
  }),
  secrets: ['BundleId', 'Certificate', 'PrivateKey', 'TeamId', 'TokenKey', 'TokenKeyId'],
  needs: [
    ['Certificate', 'PrivateKey'],
    ['TokenKey', 'TokenKeyId', 'TeamId', 'BundleId'],
  ],
};
const apns = (shape: string): Definition => ({ ...APNS, shape });

/** The requests of the ten channels (pinpoint-api.md 3.2). Bounds of lengths are ours. */
const DEFINITIONS: Readonly<Record<ChannelResource, Definition>> = {
  adm: {
    shape: 'ADMChannelRequest',
    schema: z.object({ ClientId: text(), ClientSecret: text(), Enabled }),
    secrets: ['ClientId', 'ClientSecret'],
  },
  apns: APNS,
  apns_sandbox: apns('APNSSandboxChannelRequest'),
  apns_voip: apns('APNSVoipChannelRequest'),
  apns_voip_sandbox: apns('APNSVoipSandboxChannelRequest'),
  baidu: {
    shape: 'BaiduChannelRequest',
    schema: z.object({ ApiKey: text(), SecretKey: text(), Enabled }),
    secrets: ['ApiKey', 'SecretKey'],
  },
  email: {
    shape: 'EmailChannelRequest',
    schema: z.object({
      FromAddress: text(320).regex(SENDER, {
        error: ({ input }) => `must be an e-mail address or Name <address>, not ${input}`,
      }),
      Identity: arn('ses'),
      ConfigurationSet: text(64)
        .regex(/^[\w-]+$/, { error: ({ input }) => `must be letters, digits, _ and -, not ${input}` })
        .nullish(),
      Enabled,
      RoleArn: arn('iam').nullish(),
      OrchestrationSendingRoleArn: arn('iam').nullish(),
    }),
    secrets: [],
  },
  gcm: {
    shape: 'GCMChannelRequest',
    schema: z.object({
      ApiKey: secret,
      DefaultAuthenticationMethod: oneOf('KEY', 'TOKEN'),
      Enabled,
      ServiceJson: text().refine(isJsonObject, 'is not the JSON object that Google gives').nullish(),
    }),
    secrets: ['ApiKey', 'ServiceJson'],
    needs: [['ApiKey'], ['ServiceJson']],
  },
  sms: {
    shape: 'SMSChannelRequest',
    schema: z.object({
      Enabled,
      SenderId: text(11)
        .regex(/^[A-Za-z0-9-]+$/, { error: ({ input }) => `must be letters, digits and -, not ${input}` })
        .nullish(),
      ShortCode: text(20)
        .regex(/^\+?\d+$/, { error: ({ input }) => `must be digits, not ${input}` })
        .nullish(),
    }),
    secrets: [],
  },
  voice: { shape: 'VoiceChannelRequest', schema: z.object({ Enabled }), secrets: [] },
};

/**
 * @param input the body of an Update…Channel operation, not yet checked
 * @throws PlatformError `BadRequest`
 */
export function readChannelRequest(channel: ChannelResource, input: unknown): ChannelRequest {
  const { shape, schema, secrets } = DEFINITIONS[channel];
  const { Enabled: enabled, ...members } = parse(schema, input ?? {}, shape);
  const given = Object.entries(members).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return {
    ...(typeof enabled === 'boolean' && { enabled }),
    settings: Object.fromEntries(given.filter(([name]) => !secrets.includes(name))),
    secrets: Object.fromEntries(given.filter(([name]) => secrets.includes(name))),
  };
}

/**
 * What a channel lacks before it can be used.
 * @param has names of the sealed members it has
 * @returns `GCMChannelRequest: needs ApiKey, or ServiceJson`; `undefined` when it lacks nothing
 */
export function lackingCredentials(channel: ChannelResource, has: readonly string[]): string | undefined {
  const { shape, needs } = DEFINITIONS[channel];
  if (!needs || needs.some((set) => set.every((name) => has.includes(name)))) return undefined;
  return `${shape}: needs ${needs.map((set) => set.join(' and ')).join(', or ')}`;
}

function oneOf(...allowed: readonly string[]) {
  return z
    .string()
    .transform((given) => given.toUpperCase())
    .refine((given) => allowed.includes(given), {
      error: ({ input }) => `must be ${allowed.join(' or ')}, not ${input}`,
    })
    .nullish();
}

function isJsonObject(given: string): boolean {
  try {
    const value = JSON.parse(given);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
