import type { FlowActivity } from '../../api/types.ts';
import type { Tone } from '../../ui/badge.tsx';
import type { IconName } from '../../ui/icon.tsx';
import { holdReason, sendStatus } from '../../ui/words.ts';

const STATES: Record<string, { readonly name: string; readonly tone: Tone; readonly about: string }> = {
  DRAFT: { name: 'Draft', tone: 'even', about: 'Not published yet: nobody enters' },
  ACTIVE: { name: 'Running', tone: 'good', about: 'People enter and move on' },
  PAUSED: { name: 'Paused', tone: 'warm', about: 'Nobody enters or moves on until it is resumed' },
  CLOSED: {
    name: 'Closed to new people',
    tone: 'accent',
    about: 'Nobody enters any more; who is in moves on',
  },
  COMPLETED: { name: 'Completed', tone: 'even', about: 'Everybody is through' },
  CANCELLED: { name: 'Cancelled', tone: 'bad', about: 'Ended before everybody was through' },
};
export const stateOf = (state: string) => STATES[state] ?? { name: state, tone: 'even' as Tone, about: '' };

const KINDS: Record<string, string> = {
  EMAIL: 'E-mail',
  SMS: 'Text message',
  PUSH: 'Push message',
  CUSTOM: 'Own channel',
  ContactCenter: 'Call',
  Wait: 'Wait',
  ConditionalSplit: 'Yes or no',
  MultiCondition: 'Several ways',
  RandomSplit: 'Random split',
  Holdout: 'Holdout',
};
export const kindName = (kind: string): string => KINDS[kind] ?? kind;

export function iconOf({ kind, sends }: FlowActivity): IconName {
  if (kind === 'EMAIL') return 'mailbox';
  if (sends) return 'campaigns';
  return kind === 'Wait' ? 'clock' : 'journeys';
}

/** Why somebody left: a sentence's beginning. */
const REASONS: Record<string, { readonly name: string; readonly why: string; readonly tone: Tone }> = {
  END: { name: 'Reached the end', why: 'The path ends here.', tone: 'good' },
  HOLDOUT: {
    name: 'Held out',
    why: 'Drawn into the holdout: the group that gets nothing, so that the effect can be measured.',
    tone: 'even',
  },
  NO_ENDPOINT: {
    name: 'Not reachable on this channel',
    why: 'The last message went out on a channel on which this person has no address.',
    tone: 'warm',
  },
};

export function reasonOf(reason: string): {
  readonly name: string;
  readonly why: string;
  readonly tone: Tone;
} {
  const known = REASONS[reason];
  if (known) return known;
  const held = holdReason(reason);
  const isStatus = /FAILURE|THROTTLED|EXPIRED|UNKNOWN|UNSUPPORTED/.test(reason);
  return isStatus
    ? { name: sendStatus(reason), why: 'The last message could not be handed over.', tone: 'bad' }
    : { name: `Held back: ${held}`, why: 'The last message was not sent.', tone: 'warm' };
}

/** Candidates that did not enter, by Pinpoint's counters. */
const REFUSALS: Record<string, string> = {
  ENDPOINT_OPT_OUT: 'opted out',
  ENDPOINT_INACTIVE: 'inactive',
  ENDPOINT_MISSING_TIMEZONE: 'time zone unknown',
  REENTRY_CAP_EXCEEDED: 'been in it before',
  REENTRY_INTERVAL_NOT_MET: 'been in it too recently',
  ACTIVE_ENDPOINT_REJECTED: 'in it already',
};
export const refusalName = (reason: string): string =>
  REFUSALS[reason] ?? reason.toLowerCase().replaceAll('_', ' ');
