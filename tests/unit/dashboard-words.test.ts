import { describe, expect, it } from '@jest/globals';
import { channelName, holdReason, holdReasonWhy } from '../../dashboard/src/ui/words.ts';
import { placeOf, titleOf, titleOfMany, whyOf } from '../../dashboard/src/views/overview/attention-words.ts';
import { ATTENTION_KINDS, SUBJECT_TYPES } from '../../src/core/attention/attention.ts';
import { CHANNEL_TYPES } from '../../src/core/endpoints/endpoint.ts';
import { HOLD_REASONS } from '../../src/core/messages/hold-reasons.ts';

/** Names of the stage: capital letters and underscores. */
const A_NAME = /\b[A-Z]{2,}_[A-Z_]+\b/;

describe("the dashboard's words", () => {
  it.each(HOLD_REASONS)('say in a sentence why a customer was held back by %s', (reason) => {
    expect(holdReason(reason)).toMatch(/^[a-z ,]+$/);
    expect(holdReasonWhy(reason)).toMatch(/^[A-Z].{20,}\.$/);
    expect(holdReasonWhy(reason)).not.toMatch(/^It was held back: /); // what an unknown one says
    expect(holdReasonWhy(reason)).not.toMatch(A_NAME);
  });

  it.each(CHANNEL_TYPES)('name the channel %s', (channel) => {
    expect(channelName(channel)).not.toBe(channel);
  });

  it.each(ATTENTION_KINDS)('tell what %s is, with its numbers', (kind) => {
    for (const type of SUBJECT_TYPES) {
      const item = {
        kind,
        severity: 'warning',
        subject: { type, id: 'x' },
        count: 7,
        of: 100,
        threshold: 0.05,
      };
      const words = [titleOf(item as never), whyOf(item as never) ?? ''].join(' ');
      expect(words).toMatch(/^[A-Z0-9]/);
      expect(words).not.toMatch(/undefined|NaN|–/);
    }
    expect(
      titleOf({ kind, severity: 'warning', subject: { type: 'messages' }, count: 1 } as never),
    ).not.toContain('1 messages');
  });

  it('lead to the view that shows a campaign, a journey, an upload, an import and an export', () => {
    expect(
      ['campaign', 'journey', 'upload', 'import', 'export', 'messages'].map(
        (type) => placeOf({ subject: { type, id: 'x' } } as never)?.to,
      ),
    ).toEqual(['/campaigns/x', '/journeys/x', '/rfm/x', '/segments/jobs/x', '/segments/jobs/x', undefined]);
  });

  it('say of several jobs whether they were imports or exports', () => {
    const job = (type: string) => ({ kind: 'failedJob', subject: { type, id: type } }) as never;
    expect(titleOfMany([job('import'), job('import')])).toBe('2 imports failed');
    expect(titleOfMany([job('export'), job('export')])).toBe('2 exports failed');
  });
});
