import { z } from 'zod';
import { SENDER } from '../channels/channel-requests.ts';
import { parseInstant } from '../segments/instant.ts';
import { simpleCondition } from './condition-shapes.ts';
import { durationMs } from './duration.ts';
import { listUpTo, oneOf, textLike, textUpTo, wholeNumber } from './member-shapes.ts';

/* The ten kinds of activity (pinpoint-campaigns-journeys.md 2.7), each member by itself. */

const MAX_ACTIVITIES = 40;
const MAX_ACTIVITY_ID = 100;
const MAX_DATA = 5000;
const MAX_MULTI_BRANCHES = 4;
const MAX_RANDOM_BRANCHES = 5;
const TIME_TO_LIVE = /^\d{1,9}$/;

/** Endpoint types that a custom activity may name. */
const ENDPOINT_TYPES = [
  'PUSH',
  'GCM',
  'APNS',
  'APNS_SANDBOX',
  'APNS_VOIP',
  'APNS_VOIP_SANDBOX',
  'ADM',
  'SMS',
  'VOICE',
  'EMAIL',
  'BAIDU',
  'CUSTOM',
] as const;

const text = z.string().nullish();
const next = { NextActivity: z.string().nullish() };
const template = { TemplateName: text, TemplateVersion: text };

/** Without a zone an instant is UTC. @remarks ours */
const untilInstant = z.string().transform((value, context) => {
  const at = parseInstant(value) ?? parseInstant(`${value}Z`) ?? parseInstant(`${value}:00Z`);
  if (at !== undefined) return new Date(at).toISOString();
  context.addIssue(`is ${value}; it must be an instant such as 2026-06-01T09:00:00Z`);
  return z.NEVER;
});
const waitTime = z
  .object({
    WaitFor: z
      .string()
      .refine((value) => durationMs(value) !== undefined, {
        error: ({ input }) => `is ${input}; it must be an ISO 8601 duration such as PT6H or P3D`,
      })
      .nullish(),
    WaitUntil: untilInstant.nullish(),
  })
  .refine(({ WaitFor, WaitUntil }) => WaitFor == null || WaitUntil == null, {
    message: 'has both WaitFor and WaitUntil; it may have one of them',
  });

const percentage = wholeNumber(1, 100);

const emailActivity = z.object({
  ...template,
  ...next,
  MessageConfig: z
    .object({
      FromAddress: z
        .string()
        .refine((sender) => sender === '' || SENDER.test(sender), {
          error: ({ input }) => `is ${input}; it must be an e-mail address or Name <address>`,
        })
        .nullish(),
    })
    .nullish(),
});
const smsActivity = z.object({
  ...template,
  ...next,
  MessageConfig: z
    .object({
      MessageType: oneOf(['TRANSACTIONAL', 'PROMOTIONAL']).nullish(),
      OriginationNumber: text,
      SenderId: text,
      EntityId: text,
      TemplateId: text,
    })
    .nullish(),
});
const pushActivity = z.object({
  ...template,
  ...next,
  MessageConfig: z.object({ TimeToLive: textLike(TIME_TO_LIVE, 'a number of seconds').nullish() }).nullish(),
});
const customActivity = z.object({
  ...template,
  ...next,
  DeliveryUri: text,
  EndpointTypes: z.array(oneOf(ENDPOINT_TYPES)).nullish(),
  MessageConfig: z.object({ Data: textUpTo(MAX_DATA).nullish() }).nullish(),
});

const conditionalSplit = z.object({
  Condition: z
    .object({
      Conditions: z.array(simpleCondition).nullish(),
      Operator: oneOf(['ALL', 'ANY']).nullish(),
    })
    .nullish(),
  EvaluationWaitTime: waitTime.nullish(),
  TrueActivity: text,
  FalseActivity: text,
});
const multiCondition = z.object({
  Branches: listUpTo(
    MAX_MULTI_BRANCHES,
    z.object({ Condition: simpleCondition.nullish(), ...next }),
    'branches',
  ).nullish(),
  DefaultActivity: text,
  EvaluationWaitTime: waitTime.nullish(),
});
const randomSplit = z.object({
  Branches: listUpTo(
    MAX_RANDOM_BRANCHES,
    z.object({ Percentage: percentage.nullish(), ...next }),
    'branches',
  ).nullish(),
});

const kinds = {
  EMAIL: emailActivity.nullish(),
  SMS: smsActivity.nullish(),
  PUSH: pushActivity.nullish(),
  CUSTOM: customActivity.nullish(),
  ContactCenter: z.object(next).nullish(),
  Wait: z.object({ WaitTime: waitTime.nullish(), ...next }).nullish(),
  ConditionalSplit: conditionalSplit.nullish(),
  MultiCondition: multiCondition.nullish(),
  RandomSplit: randomSplit.nullish(),
  Holdout: z.object({ Percentage: percentage, ...next }).nullish(),
};
export const ACTIVITY_KINDS = Object.keys(kinds) as (keyof typeof kinds)[];
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

const activity = z
  .object({ Description: text, ...kinds })
  .refine((given) => ACTIVITY_KINDS.filter((kind) => given[kind] != null).length === 1, {
    error: ({ input }) => {
      const found = ACTIVITY_KINDS.filter((kind) => (input as Record<string, unknown>)[kind] != null);
      return found.length === 0
        ? `has none of ${ACTIVITY_KINDS.join(', ')}`
        : `has ${found.join(' and ')}; an activity has exactly one of them`;
    },
  });

const activityId = z
  .string()
  .max(MAX_ACTIVITY_ID)
  .regex(/^[A-Za-z0-9_-]+$/);

/** Ids may also hold `_` and `-`, as ids made by the console do. @remarks ours: the reference says alphanumeric */
export const activities = z
  .record(activityId, activity)
  .refine((map) => Object.keys(map).length <= MAX_ACTIVITIES, {
    error: ({ input }) => `are ${Object.keys(input as object).length}; at most ${MAX_ACTIVITIES} are allowed`,
  });
