import type { AccessKey, NewAccessKey } from '../core/keys/keys.ts';
import { SCOPES } from '../core/keys/scope.ts';
import { type Command, type CommandContext, readArguments, UsageError } from './command.ts';
import { instant, tableLines } from './format.ts';

/** Issues, lists and revokes access keys. */
export const keys: Command = {
  name: 'keys',
  summary: 'issue, list and revoke access keys',
  usage: `touchpoint keys create --scope SCOPE [--name NAME] | list | revoke ID

  --scope admin    everything
  --scope send     messages and endpoints
  --scope report   reading definitions and numbers
  --scope report-admin
                   reading everything, single persons and own SQL included
  --scope ingest   events and uploads
                   (give --scope twice for two)
  --name NAME      what the key is for`,
  async run(context) {
    const [action, ...rest] = context.args;
    if (action === 'create') return create({ ...context, args: rest });
    if (action === 'list') return list({ ...context, args: rest });
    if (action === 'revoke') return revoke({ ...context, args: rest });
    throw new UsageError(action ? `there is no ${action}` : 'create, list or revoke?');
  },
};

async function create({ args, terminal, stage }: CommandContext): Promise<void> {
  const { values } = readArguments(
    args,
    {
      scope: { type: 'string', multiple: true },
      name: { type: 'string', default: 'made on the command line' },
    },
    { least: 0, most: 0 },
  );
  const scopes = values.scope ?? [];
  if (scopes.length === 0) throw new UsageError('--scope is missing');
  const unknown = scopes.find((scope) => !(SCOPES as readonly string[]).includes(scope));
  if (unknown) throw new UsageError(`${unknown} is none of the scopes ${SCOPES.join(', ')}`);
  const client = await stage();
  const key = await client.call<NewAccessKey>('/keys', {
    method: 'POST',
    json: { name: values.name, scopes },
  });
  terminal.line(`access key id      ${key.keyId}`);
  terminal.line(`secret access key  ${key.secret}`);
  terminal.line('The secret is shown this once.');
}

async function list({ args, terminal, stage }: CommandContext): Promise<void> {
  readArguments(args, {}, { least: 0, most: 0 });
  const client = await stage();
  const { keys: issued } = await client.call<{ keys: AccessKey[] }>('/keys');
  const columns = [
    { title: 'KEY' },
    { title: 'NAME' },
    { title: 'SCOPES' },
    { title: 'CREATED' },
    { title: 'REVOKED' },
  ];
  const rows = issued.map((key) => [
    key.keyId,
    key.name,
    key.scopes.join(' '),
    instant(key.createdAt),
    instant(key.revokedAt),
  ]);
  for (const line of tableLines(columns, rows)) terminal.line(line);
}

async function revoke({ args, terminal, stage }: CommandContext): Promise<void> {
  const { positionals } = readArguments(args, {}, { least: 1, most: 1 });
  const keyId = positionals[0] as string;
  const client = await stage();
  await client.call(`/keys/${encodeURIComponent(keyId)}`, { method: 'DELETE' });
  terminal.line(`${keyId} is revoked`);
}
