import type { MessagesOverTimeRow } from '../../api/types.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { channelName, originName } from '../../ui/words.ts';
import type { Messages } from './headline.tsx';
import { type Counts, MEASURE_WORDS, sumOf } from './messages.ts';

interface Line extends Counts {
  readonly key: string;
}

const PLACES: Record<string, string> = { campaign: '/campaigns', journey: '/journeys' };

/** The period's numbers by channel and by origin. */
export function Breakdown({ messages }: { readonly messages: Messages }) {
  return (
    <div className="grid">
      <Card title="By channel">
        <Lines messages={messages} by="channel" header="Channel" cell={({ key }) => channelName(key)} />
      </Card>
      <Card title="By origin" about="Transactional messages are sent by your own code, one at a time.">
        <Lines messages={messages} by="origin" header="Origin" cell={originCell} />
      </Card>
    </div>
  );
}

function originCell({ key }: Line) {
  const place = PLACES[key];
  return place ? <StageLink to={place}>{originName(key)}</StageLink> : originName(key);
}

interface LinesProps {
  readonly messages: Messages;
  readonly by: 'channel' | 'origin';
  readonly header: string;
  readonly cell: Column<Line>['cell'];
}

function Lines({ messages, by, header, cell }: LinesProps) {
  return (
    <Loaded
      of={messages}
      what="The numbers"
      isEmpty={({ rows }) => rows.length === 0}
      empty={<Empty title="Nothing was sent in this period" />}
    >
      {({ rows }) => (
        <DataTable
          caption={`Messages by ${by}`}
          rows={linesOf(rows, by)}
          rowKey={({ key }) => key}
          columns={[
            { key: 'name', header, cell, sortBy: ({ key }) => key },
            {
              key: 'sent',
              header: 'Sent',
              about: MEASURE_WORDS.sent.about,
              isNumber: true,
              cell: ({ sent }) => count(sent),
              sortBy: ({ sent }) => sent,
            },
            rate('delivered', ({ delivered, sent }) => [delivered, sent]),
            rate('opened', ({ opened, openable }) => [opened, openable]),
            rate('clicked', ({ clicked, clickable }) => [clicked, clickable]),
          ]}
        />
      )}
    </Loaded>
  );
}

function rate(
  key: 'delivered' | 'opened' | 'clicked',
  parts: (line: Line) => readonly [part: number, all: number],
): Column<Line> {
  return {
    key,
    header: MEASURE_WORDS[key].name,
    about: MEASURE_WORDS[key].about,
    isNumber: true,
    cell: (line) => {
      const [part, all] = parts(line);
      return <span title={`${count(part)} of ${count(all)}`}>{percent(share(part, all))}</span>;
    },
    sortBy: (line) => share(...parts(line)),
  };
}

function linesOf(rows: readonly MessagesOverTimeRow[], by: 'channel' | 'origin'): Line[] {
  const keys = [...new Set(rows.map((row) => row[by] ?? ''))];
  return keys
    .map((key) => ({ key, ...sumOf(rows.filter((row) => (row[by] ?? '') === key)) }))
    .sort((a, b) => b.sent - a.sent);
}
