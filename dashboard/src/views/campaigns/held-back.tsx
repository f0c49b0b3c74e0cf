import type { UseQueryResult } from '@tanstack/react-query';
import type { CampaignResponse } from '../../api/pinpoint.ts';
import type { RunOutcomesRow } from '../../api/types.ts';
import type { QueryAnswer } from '../../api/use-stage.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { count, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { holdReason, holdReasonWhy, sendStatus } from '../../ui/words.ts';

interface Line {
  readonly key: string;
  readonly name: string;
  readonly why?: string;
  /** Why it was held back; absent when it was tried and failed. */
  readonly reason?: string;
  readonly messages: number;
}

/** Why members of the audience got nothing, with how many. */
export function HeldBack({
  campaign,
  outcomes,
}: {
  readonly campaign: CampaignResponse;
  readonly outcomes: UseQueryResult<QueryAnswer<RunOutcomesRow>, Error>;
}) {
  return (
    <Card
      title="Who got nothing, and why"
      about="Messages of all runs: the first reason that held"
      tools={
        <StageLink to={`/campaigns/${campaign.Id}`} parameters={{ tab: 'customer' }}>
          Look up a customer
        </StageLink>
      }
    >
      <Loaded
        of={outcomes}
        what="The reasons"
        isEmpty={({ rows }) => linesOf(rows).length === 0}
        empty={<p className="quiet">Everyone in the audience got it.</p>}
      >
        {({ rows }) => {
          const all = rows.reduce((sum, { messages }) => sum + (messages ?? 0), 0);
          return (
            <DataTable
              caption="Reasons for which nothing was sent"
              rows={linesOf(rows)}
              rowKey={({ key }) => key}
              columns={[
                {
                  key: 'reason',
                  header: 'Reason',
                  cell: ({ name, why, reason }) => (
                    <>
                      {reason ? (
                        <StageLink
                          to={`/campaigns/${campaign.Id}`}
                          parameters={{ tab: 'customer', reason }}
                          title="Show some of them"
                        >
                          {name}
                        </StageLink>
                      ) : (
                        name
                      )}
                      {why && <span className="small quiet"> – {why}</span>}
                    </>
                  ),
                },
                {
                  key: 'messages',
                  header: 'Messages',
                  isNumber: true,
                  cell: ({ messages }) => (
                    <span title={`${percent(share(messages, all))} of ${count(all)} decided`}>
                      {count(messages)}
                    </span>
                  ),
                  sortBy: ({ messages }) => messages,
                },
              ]}
            />
          );
        }}
      </Loaded>
    </Card>
  );
}

function linesOf(rows: readonly RunOutcomesRow[]): Line[] {
  const lines = new Map<string, Line>();
  for (const { held, outcome, messages } of rows) {
    if (!outcome || (!held && outcome === 'SUCCESS')) continue;
    const key = `${held} ${outcome}`;
    const before = lines.get(key)?.messages ?? 0;
    const words = held
      ? { name: `Held back: ${holdReason(outcome)}`, why: holdReasonWhy(outcome), reason: outcome }
      : { name: sendStatus(outcome) };
    lines.set(key, { key, ...words, messages: before + (messages ?? 0) });
  }
  return [...lines.values()].sort((a, b) => b.messages - a.messages);
}
