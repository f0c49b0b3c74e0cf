import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  linkSuffix,
  originOf,
  readClickToken,
  readTrackingToken,
  readUnsubscribeToken,
  trackingToken,
  unsubscribeToken,
} from '../../../src/core/messages/tracking-token.ts';
import { MESSAGE, SIGNER } from './render-finished.ts';

const { key } = SIGNER;
const { trace, sentAt, address } = MESSAGE;
const { campaign_id: _, campaign_activity_id: __, treatment_id: ___, ...direct } = trace;
const id = fc.oneof(fc.uuid(), fc.string({ minLength: 1 }), fc.stringMatching(/^[0-9a-f]{32}$/));

describe('a token', () => {
  it('brings back the ids of a campaign, a journey or a direct message, whatever they look like', () => {
    const traces = fc.oneof(
      fc.record(
        { application_id: id, message_id: id, endpoint_id: id, user_id: id },
        { requiredKeys: ['application_id', 'message_id'] },
      ),
      fc.record({
        application_id: id,
        message_id: id,
        campaign_id: id,
        campaign_activity_id: id,
        treatment_id: id,
      }),
      fc.record({
        application_id: id,
        message_id: id,
        journey_id: id,
        journey_run_id: id,
        journey_activity_id: id,
      }),
    );
    fc.assert(
      fc.property(traces, fc.string(), fc.webUrl(), (ids, to, link) => {
        const message = { trace: ids, address: to, sentAt };
        const suffix = linkSuffix(key, originOf(ids), link);

        expect(readTrackingToken(key, trackingToken(key, message))).toEqual({ trace: ids, sentAt });
        expect(readClickToken(key, trackingToken(key, message) + suffix)).toEqual({
          trace: ids,
          sentAt,
          link,
        });
        expect(readUnsubscribeToken(key, unsubscribeToken(key, message) + suffix)).toEqual({
          ...message,
          link,
        });
      }),
    );
  });

  it('is refused when one character of it is changed, left out or added', () => {
    const link = linkSuffix(key, originOf(trace), 'https://shop.example');
    const tokens = [
      [readTrackingToken, trackingToken(key, MESSAGE)],
      [readClickToken, trackingToken(key, MESSAGE) + link],
      [readUnsubscribeToken, unsubscribeToken(key, MESSAGE)],
      [readUnsubscribeToken, unsubscribeToken(key, MESSAGE) + link],
    ] as const;

    const accepted = tokens.flatMap(([read, token]) =>
      Array.from(token).flatMap((character, index) => {
        const other = character === 'A' ? 'B' : 'A';
        const [before, after] = [token.slice(0, index), token.slice(index + 1)];
        return [before + other + after, before + after, `${before}A${token.slice(index)}`].filter((changed) =>
          read(key, changed),
        );
      }),
    );

    expect(accepted).toEqual([]);
  });

  it('is good for its own purpose, its own origin and its own stage only', () => {
    const link = linkSuffix(key, originOf(trace), 'https://shop.example');
    const token = trackingToken(key, MESSAGE);
    const elsewhere = createSecretKey(Buffer.alloc(32, 8));
    const other = trackingToken(key, {
      trace: { ...trace, campaign_activity_id: 'another run' },
      address,
      sentAt,
    });
    const refused = [
      readUnsubscribeToken(key, token),
      readTrackingToken(key, unsubscribeToken(key, MESSAGE)),
      readClickToken(key, token),
      readTrackingToken(key, token + link),
      readClickToken(key, trackingToken(key, { trace: direct, address, sentAt }) + link),
      readClickToken(key, other + link),
      readClickToken(elsewhere, token + link),
      readTrackingToken(key, ''),
      readUnsubscribeToken(key, 'a.b'),
    ];

    expect(refused).toEqual(refused.map(() => undefined));
  });

  it('says nothing of the address unless it is for unsubscribing', () => {
    const fields = trackingToken(key, MESSAGE).split('.');
    const readable = fields.map((field) => Buffer.from(field.slice(1), 'base64url').toString());

    expect(readable.join()).not.toContain('ana@');
  });
});
