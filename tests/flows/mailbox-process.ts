import { openMailbox } from '../../src/adapters/local/mailbox-channel.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { email } from '../unit/channels/messages.ts';

/** Sends and reports until it is killed; says which message ids were accepted and which were reported. */
const [file = '', first = '0'] = process.argv.slice(2);
const mailbox = openMailbox({ file, clock: systemClock() });
mailbox.report(async (accepted) => {
  process.stdout.write(`reported ${accepted.map(({ message }) => message.messageId).join(' ')}\n`);
});
for (let from = Number(first); ; from += 20) {
  const messages = Array.from({ length: 20 }, (_, index) => email({ messageId: `m${from + index}` }));
  await mailbox.channel.send(messages);
  process.stdout.write(`accepted ${messages.map(({ messageId }) => messageId).join(' ')}\n`);
}
