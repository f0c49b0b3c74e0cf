import { createApp } from '../../src/core/apps/apps.ts';
import { updateChannel } from '../../src/core/channels/channel-settings.ts';
import { type BatchReference, batchKey, type MessageBatch } from '../../src/core/messages/batch.ts';
import { chunkBatch, sendChunk } from '../../src/core/messages/deliver-steps.ts';
import type { BoundValue } from '../../src/core/statement.ts';
import type { Ports } from '../../src/ports/ports.ts';

export interface PreparedBatch extends BatchReference {
  readonly batch: MessageBatch;
}

export interface BatchWish {
  readonly messages: number;
  /** Other members of the batch than those of an e-mail campaign. */
  readonly batch?: Partial<MessageBatch>;
  /** SQL over `i`, the message's number from 1. */
  readonly channelType?: string;
  readonly reason?: string;
}

const text = (value: string): BoundValue => ({ type: 'varchar', value });

/** The address of message `i` of a prepared batch. */
export const addressOf = (i: number) => `person-${i}@example.com`;

/**
 * An application with an e-mail channel, and a batch as a decision leaves it: endpoints
 * `person-1` and so on in the lake, a row of `messages` for each, `batch.json`.
 */
export async function prepareBatch(ports: Ports, wish: BatchWish): Promise<PreparedBatch> {
  const { channelType = `'EMAIL'`, reason = 'cast(null as varchar)' } = wish;
  const { Id: applicationId } = await createApp(ports, { Name: 'deliver' });
  await updateChannel(ports, applicationId, 'email', {
    FromAddress: 'news@example.com',
    Identity: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
  });
  const batchId = 'run-1';
  const now = ports.clock.now();
  const people = `range(1, ${wish.messages + 1}) as person (i)`; // sequence has Athena's limit of 10,000
  const address = `concat('person-', cast(i as varchar), '@example.com')`;
  await ports.queries.run(
    {
      text: `insert into endpoints by name select
          ? as application_id,
          concat('person-', cast(i as varchar)) as endpoint_id,
          concat('Person-', cast(i as varchar)) as given_id,
          ${channelType} as channel_type,
          ${address} as address,
          'NONE' as opt_out,
          'ACTIVE' as endpoint_status,
          i % 100 as cohort_id,
          map(array['City'], array[array['Lisbon']]) as attributes,
          map(array['Visits'], array[cast(i as double)]) as metrics,
          concat('user-', cast(i as varchar)) as user_id,
          map(array['FirstName', 'PlanType'], array[array[concat('Ana ', cast(i as varchar))], array['Gold', 'Silver']]) as user_attributes,
          cast(? as timestamp) as creation_date,
          cast(? as timestamp) as effective_date
        from ${people}`,
      values: [text(applicationId), { type: 'timestamp', value: now }, { type: 'timestamp', value: now }],
    },
    'endpoints',
  );
  await ports.queries.run(
    {
      text: `insert into messages by name select
          ? as application_id,
          ? as batch_id,
          lower(to_hex(md5(to_utf8(concat(?, cast(i as varchar)))))) as message_id,
          'campaign-1' as campaign_id,
          'activity-1' as campaign_activity_id,
          '0' as treatment_id,
          concat('person-', cast(i as varchar)) as endpoint_id,
          concat('user-', cast(i as varchar)) as user_id,
          ${channelType} as channel_type,
          ${address} as address,
          ${reason} as reason,
          cast(? as timestamp) as decided_at
        from ${people}`,
      values: [text(applicationId), text(batchId), text(applicationId), { type: 'timestamp', value: now }],
    },
    'messages',
  );
  const batch: MessageBatch = {
    applicationId,
    batchId,
    origin: { kind: 'campaign', campaignId: 'campaign-1', campaignName: 'Spring' },
    scheduledAt: now.toISOString(),
    decidedAt: now.toISOString(),
    variants: {
      '0': {
        MessageConfiguration: {
          EmailMessage: {
            Title: 'Hello {{User.UserAttributes.FirstName}}',
            HtmlBody:
              '<p>Hi {{User.UserAttributes.FirstName}}, <a href="https://example.com/{{Id}}">look</a></p>',
          },
        },
      },
    },
    ...wish.batch,
  };
  await ports.lake.put(batchKey(applicationId, batchId), JSON.stringify(batch));
  return { applicationId, batchId, kind: batch.origin.kind, batch };
}

/** What the machine does between the decision and the end. */
export async function sendPrepared(
  ports: Ports,
  { applicationId, batchId, kind }: BatchReference,
): Promise<void> {
  const reference = { applicationId, batchId, kind };
  const { chunks } = await chunkBatch(ports, reference);
  for (const chunk of chunks) {
    for (let finished = false; !finished; ) ({ finished } = await sendChunk(ports, { ...reference, chunk }));
  }
}
