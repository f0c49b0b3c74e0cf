import type { Erasure, ErasurePage } from '../core/erasure/erasure.ts';
import { type Command, readArguments } from './command.ts';
import { count, instant, tableLines } from './format.ts';

const PAGE = '1000';

/** Lists erasures, or shows one. */
export const erasures: Command = {
  name: 'erasures',
  summary: 'list erasures of deleted persons, and what was removed where',
  usage: `touchpoint erasures [ID] [--app ID] [--json]

  ID      one erasure, with its counts
  --app   of this application only
  --json  one JSON a line`,
  async run({ args, terminal, stage }) {
    const options = { app: { type: 'string' }, json: { type: 'boolean' } } as const;
    const { values, positionals } = readArguments(args, options, { least: 0, most: 1 });
    const client = await stage();
    const [id] = positionals;
    if (id !== undefined) {
      const erasure = await client.call<Erasure>(`/erasures/${encodeURIComponent(id)}`);
      if (values.json) terminal.line(JSON.stringify(erasure));
      else for (const line of described(erasure)) terminal.line(line);
      return;
    }
    const found: Erasure[] = [];
    for (let next: string | undefined; ; ) {
      const query = { limit: PAGE, ...(values.app && { app: values.app }), ...(next && { next }) };
      const page = await client.call<ErasurePage>('/erasures', { query });
      found.push(...page.items);
      next = page.next;
      if (next === undefined) break;
    }
    if (values.json) for (const one of found) terminal.line(JSON.stringify(one));
    else if (found.length === 0) terminal.line('Nobody was erased.');
    else for (const line of tableLines(COLUMNS, found.map(cells))) terminal.line(line);
  },
};

const COLUMNS = ['ERASURE', 'APPLICATION', 'KIND', 'STATE', 'REQUESTED', 'COMPLETED', 'REMOVED'].map(
  (title) => ({
    title,
  }),
);

function cells({ id, applicationId, kind, state, requestedAt, completedAt, counts }: Erasure): string[] {
  const removed = Object.values(counts).reduce((sum, one) => sum + one, 0);
  return [id, applicationId, kind, state, instant(requestedAt), instant(completedAt), count(removed)];
}

function described({ counts, error, watchedUntil, ...erasure }: Erasure): string[] {
  return [
    `${erasure.kind} of application ${erasure.applicationId}: ${erasure.state}`,
    `requested  ${instant(erasure.requestedAt)}${erasure.requestedBy ? ` by ${erasure.requestedBy}` : ''}`,
    ...(erasure.completedAt ? [`completed  ${instant(erasure.completedAt)}`] : []),
    ...(watchedUntil ? [`watched    until ${instant(watchedUntil)}`] : []),
    ...(error ? [`error      ${error}`] : []),
    ...tableLines(
      [{ title: 'WHERE' }, { title: 'REMOVED', align: 'right' as const }],
      Object.entries(counts).map(([name, found]) => [name, count(found)]),
    ),
  ];
}
