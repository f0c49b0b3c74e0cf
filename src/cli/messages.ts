import type { InDoubtPage, MessageInDoubt } from '../core/messages/in-doubt.ts';
import type { StageClient } from '../runtime/stage-client.ts';
import { type Command, readArguments, UsageError } from './command.ts';
import { allOf } from './find-application.ts';
import { instant, tableLines } from './format.ts';

/** Lists messages in doubt: the footnote of "each is sent once". */
export const messages: Command = {
  name: 'messages',
  summary: 'list messages of which nobody knows whether the provider took them',
  usage: `touchpoint messages --in-doubt [--app ID] [--json]

  --in-doubt  those set aside after a crash or a lost answer; they are not sent again
  --app       of this application only
  --json      one JSON a line`,
  async run({ args, terminal, stage }) {
    const options = {
      'in-doubt': { type: 'boolean' },
      app: { type: 'string' },
      json: { type: 'boolean' },
    } as const;
    const { values } = readArguments(args, options, { least: 0, most: 0 });
    if (!values['in-doubt']) throw new UsageError('say which messages: --in-doubt');
    const client = await stage();
    const found: MessageInDoubt[] = [];
    for (const app of await applicationsOf(client, values.app))
      found.push(...(await allInDoubt(client, app)));
    if (values.json) for (const one of found) terminal.line(JSON.stringify(one));
    else if (found.length === 0) terminal.line('No message is in doubt.');
    else for (const line of tableLines(COLUMNS, found.map(cells))) terminal.line(line);
  },
};

const COLUMNS = ['MESSAGE', 'BATCH', 'CHANNEL', 'ADDRESS', 'SINCE', 'WHY'].map((title) => ({ title }));

function cells({ messageId, batchId, channelType, address, at, reason }: MessageInDoubt): string[] {
  return [messageId, batchId, channelType, address, instant(at), reason];
}

async function applicationsOf(client: StageClient, given: string | undefined): Promise<string[]> {
  if (given !== undefined) return [given];
  return (await allOf<{ readonly Id: string }>(client, '/v1/apps')).map(({ Id }) => Id);
}

async function allInDoubt(client: StageClient, app: string): Promise<MessageInDoubt[]> {
  const found: MessageInDoubt[] = [];
  for (let next: string | undefined; ; ) {
    const query = { app, limit: '1000', ...(next !== undefined && { next }) };
    const page: InDoubtPage = await client.call<InDoubtPage>('/messages/in-doubt', { query });
    found.push(...page.items);
    next = page.next;
    if (next === undefined) return found;
  }
}
