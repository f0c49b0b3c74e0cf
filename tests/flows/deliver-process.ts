/**
 * A process that sends a prepared batch, to be killed: by a fault of its own, or from outside.
 * Arguments: home, SMTP_URL, application id, and perhaps `point:count`, where it kills itself. When
 * it comes to the end it prints what became of everyone, and the messages in doubt.
 */

import { readSmtpUrl } from '../../src/adapters/mail/smtp-url.ts';
import { countBatch } from '../../src/core/messages/finish-batch.ts';
import { listInDoubt } from '../../src/core/messages/in-doubt.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { openLocalStage } from '../../src/runtime/local.ts';
import { sendPrepared } from './prepared-batch.ts';

const [, , home = '', smtp = '', applicationId = '', fault = ''] = process.argv;
const [point, count] = fault.split(':');
let left = Number(count);

/** Dies, as if the power failed, at the given visit of the point. */
function passes(name: string): void {
  if (name === point && left-- === 0) process.kill(process.pid, 'SIGKILL');
}

function faulty(ports: Ports): Ports {
  return {
    ...ports,
    documents: {
      ...ports.documents,
      async put(key, value, options) {
        const isLedger = key.sort.includes('#ledger#');
        if (isLedger) passes('before-claim');
        const version = await ports.documents.put(key, value, options);
        if (isLedger) passes('after-claim');
        return version;
      },
    },
    events: {
      async append(events) {
        passes('before-record');
        await ports.events.append(events);
        passes('after-record');
      },
    },
    channels: {
      ...ports.channels,
      EMAIL: {
        ...ports.channels.EMAIL,
        async send(messages) {
          const sending = ports.channels.EMAIL.send(messages);
          passes('on-the-way');
          const answers = await sending;
          passes('after-acceptance');
          return answers;
        },
      },
    },
  };
}

const stage = await openLocalStage({ home, smtp: readSmtpUrl(smtp) });
const reference = { kind: 'campaign', applicationId, batchId: 'run-1' } as const;
const ports = faulty(stage.ports);
await sendPrepared(ports, reference);
const counts = await countBatch(stage.ports, reference);
const { items } = await listInDoubt(stage.ports, applicationId, { limit: 100_000 });
const recorded = await stage.ports.queries.query({
  text: `select attributes['campaign_send_status'] as status, count(distinct event_id) as messages
    from events where application_id = ? and event_type = '_campaign.send' group by 1`,
  values: [{ type: 'varchar', value: applicationId }],
});
await stage.close();
console.log(
  JSON.stringify({
    counts,
    inDoubt: items.map(({ messageId }) => messageId),
    recorded: Object.fromEntries(recorded.map(({ status, messages }) => [status, messages])),
  }),
);
