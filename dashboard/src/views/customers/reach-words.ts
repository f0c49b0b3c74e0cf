import type { CustomerReach } from '../../api/types.ts';
import type { Tone } from '../../ui/badge.tsx';
import { count } from '../../ui/format.ts';
import { holdReason, holdReasonWhy, nameOf, sendStatus } from '../../ui/words.ts';

export interface Verdict {
  readonly tone: Tone;
  readonly name: string;
  /** Why, in a sentence. */
  readonly why: string;
}

const times = (value: number) => (value === 1 ? 'once' : `${count(value)} times`);

/** What a campaign or journey was to the customer, and why. */
export function verdictOf(reach: CustomerReach): Verdict {
  const { sent, failed, held, type, stay, inSegment, segment, state } = reach;
  const [reason] = mostOf(held);
  const [status] = mostOf(failed);
  if (sent > 0) {
    const others = [
      ...Object.entries(held).map(([name, value]) => `${times(value)} held back: ${holdReason(name)}`),
      ...Object.entries(failed).map(
        ([name, value]) => `${times(value)} failed: ${sendStatus(name).toLowerCase()}`,
      ),
    ];
    return {
      tone: others.length === 0 ? 'good' : 'warm',
      name: sent === 1 ? 'Got a message' : `Got ${count(sent)} messages`,
      why: others.length === 0 ? 'Nothing was held back.' : `And ${others.join(', ')}.`,
    };
  }
  if (reason !== undefined) {
    return { tone: 'warm', name: `Held back: ${holdReason(reason)}`, why: holdReasonWhy(reason) };
  }
  if (status !== undefined) {
    return { tone: 'bad', name: 'Failed', why: `${sendStatus(status)}.` };
  }
  if (stay !== undefined) {
    return {
      tone: 'even',
      name: stay.isInside ? 'No message yet' : 'No message',
      why: stay.isInside
        ? `Waits at “${stay.activityName ?? stay.activity}”.`
        : `Went through without one: left from “${stay.activityName ?? stay.activity}”.`,
    };
  }
  if (state === 'DRAFT')
    return { tone: 'even', name: 'Not started', why: 'The journey is not published yet.' };
  if (inSegment === false) {
    return {
      tone: 'even',
      name: 'Not in the audience',
      why: `Not in the segment ${segment && nameOf(segment)}.`,
    };
  }
  if (inSegment === undefined) {
    return {
      tone: 'even',
      name: 'No message',
      why:
        segment === undefined
          ? 'It starts by an event, which has not come.'
          : 'Its segment cannot be evaluated any more.',
    };
  }
  if (type === 'campaign' && (state === 'SCHEDULED' || state === 'PENDING_NEXT_RUN')) {
    return {
      tone: 'accent',
      name: 'Still to come',
      why: 'Is in the audience; the campaign has not run since.',
    };
  }
  return {
    tone: 'even',
    name: 'No message',
    why:
      type === 'campaign'
        ? 'Is in the audience now, but was not when the campaign ran.'
        : 'Is in the segment now, but the journey has not let the customer in: it looks for new people from time to time, or takes none any more.',
  };
}

function mostOf(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name);
}
