import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { countBatch } from '../../src/core/messages/finish-batch.ts';
import type { OutgoingMessage } from '../../src/core/messages/outgoing.ts';
import { createRecommender } from '../../src/core/recommenders/recommenders.ts';
import { createTemplate } from '../../src/core/templates/templates.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { type LocalStage, openLocalStage } from '../../src/runtime/local.ts';
import { prepareBatch, sendPrepared } from './prepared-batch.ts';

let home: string;
let stage: LocalStage;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'touchpoint-recommended-'));
  stage = await openLocalStage({ home, clock: settableClock(new Date('2026-06-01T09:00:00Z')) });
});
afterAll(async () => {
  await stage.close();
  rmSync(home, { recursive: true });
});

interface Call {
  readonly Endpoints: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('a batch whose template has a recommender', () => {
  it('fills in what it recommends, asks about 50 at a time, and holds back whom it says nothing of', async () => {
    const sent: OutgoingMessage[] = [];
    const calls: Call[] = [];
    const ports: Ports = {
      ...stage.ports,
      channels: {
        ...stage.ports.channels,
        EMAIL: {
          window: 100,
          idempotent: true,
          tracks: true,
          async send(messages) {
            sent.push(...messages);
            return messages.map(() => ({ kind: 'accepted' }));
          },
        },
      },
      functions: {
        check: async () => undefined,
        async call(_, payload) {
          const call = payload as Call;
          calls.push(call);
          const ids = Object.keys(call.Endpoints).filter((id) => id !== 'person-7');
          const title = (id: string) => [`For ${id}`];
          return {
            status: 200,
            body: Object.fromEntries(ids.map((id) => [id, { Recommendations: { title: title(id) } }])),
          };
        },
      },
    };
    const { Id } = await createRecommender(ports, {
      RecommendationProviderUri: 'arn:aws:personalize:eu-west-1:000000000000:campaign/offers',
      RecommendationProviderRoleArn: 'arn:aws:iam::000000000000:role/personalize',
      RecommendationTransformerUri: 'describe-offers',
      Attributes: { title: 'Title' },
    });
    const id = { type: 'EMAIL', name: 'offers' } as const;
    const Subject = '{{Recommendations.title}}: {{User.UserId}}';
    await createTemplate(ports, id, { Subject, HtmlPart: '<p>x</p>', RecommenderId: Id });
    const variants = { '0': { TemplateConfiguration: { EmailTemplate: { Name: 'offers' } } } };
    const prepared = await prepareBatch(ports, { messages: 60, batch: { variants } });

    await sendPrepared(ports, prepared);

    const { outcomes } = await countBatch(ports, prepared);
    const subjects = sent.map(({ content }) => (content as { subject: string }).subject);
    expect(outcomes).toEqual({ SUCCESS: 59, RECOMMENDATION_FAILURE: 1 });
    expect(subjects).toContain('For person-12: user-12');
    expect(subjects).toHaveLength(59);
    expect(calls.map(({ Endpoints }) => Object.keys(Endpoints).length)).toEqual([50, 10]);
    expect(calls[0]?.Endpoints['person-1']).toMatchObject({ Address: 'person-1@example.com' });
  });
});
