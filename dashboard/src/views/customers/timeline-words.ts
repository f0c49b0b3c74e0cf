import type { TimelineEntry } from '../../api/types.ts';
import type { Tone } from '../../ui/badge.tsx';
import type { IconName } from '../../ui/icon.tsx';
import { channelName, holdReason, holdReasonWhy, sendStatus } from '../../ui/words.ts';
import { eventName } from '../event-words.ts';

export interface EntryWords {
  readonly title: string;
  readonly why?: string;
  readonly icon: IconName;
  readonly tone: Tone;
}

const BAD = /bounce|complaint|rejected|rendering_failure|FAILURE|OPTOUT|unsubscribe/;

/** One thing that happened, for people. */
export function wordsOf(entry: TimelineEntry): EntryWords {
  const { kind, what, reason, channelType, origin } = entry;
  const channel = channelName(channelType);
  switch (kind) {
    case 'message':
      return messageWords(channel, what, reason);
    case 'response':
      return {
        title: `${channelType ? `${channel}: ` : ''}${eventName(what).toLowerCase()}`,
        icon: BAD.test(what) ? 'warning' : 'check',
        tone: BAD.test(what) ? 'bad' : 'good',
      };
    case 'journey':
      return {
        title:
          `${what === 'ENTERED' ? 'Entered' : 'Left'} the journey ${origin?.name ?? origin?.id ?? ''}`.trim(),
        why: what === 'LEFT' && origin?.activityName ? `From “${origin.activityName}”.` : undefined,
        icon: 'journeys',
        tone: 'accent',
      };
    case 'profile':
      return { title: `${channel} added`, icon: 'customers', tone: 'even' };
    default:
      return { title: eventName(what), icon: 'overview', tone: 'even' };
  }
}

function messageWords(channel: string, what: string, reason: string | undefined): EntryWords {
  if (what === 'HELD') {
    return {
      title: `${channel} held back: ${holdReason(reason ?? '')}`,
      why: holdReasonWhy(reason ?? ''),
      icon: 'warning',
      tone: 'warm',
    };
  }
  if (what === 'FAILED') {
    return { title: `${channel} failed`, why: `${sendStatus(reason ?? '')}.`, icon: 'warning', tone: 'bad' };
  }
  return what === 'PENDING'
    ? { title: `${channel} under way`, icon: 'clock', tone: 'accent' }
    : { title: `${channel} sent`, icon: 'mailbox', tone: 'good' };
}
