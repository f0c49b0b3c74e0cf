import type { ReactNode } from 'react';
import type { JourneyFlow } from '../../api/types.ts';
import { useStageNow } from '../../app/stage-facts.ts';
import { ago, count, day, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import type { JourneyCounts } from './counts.ts';
import { refusalName } from './journey-words.ts';

interface HeadlineProps {
  readonly flow: JourneyFlow;
  readonly counts: JourneyCounts;
  /** The instant looked at; absent: now. */
  readonly when?: string;
  /** Below the numbers. */
  readonly children: ReactNode;
}

/** The journey in five numbers. */
export function Headline({ flow, counts, when, children }: HeadlineProps) {
  const now = useStageNow();
  const refused = Object.entries(flow.refused).filter(([reason]) => !/REENTRY|ACTIVE_ENDPOINT/.test(reason));
  return (
    <Card
      title={when === undefined ? 'So far' : `As of ${when}`}
      about={
        <>
          {flow.entry ? `Who enters: ${flow.entry}. ` : ''}
          {flow.publishedAt ? `Published ${day(flow.publishedAt)}. ` : 'Not published yet. '}
          {flow.tickedAt && `People were moved on last ${ago(flow.tickedAt, now)}.`}
        </>
      }
    >
      <Stats>
        <Stat
          name="Entered"
          value={count(counts.entered)}
          of={
            refused.length > 0
              ? `turned away: ${refused.map(([reason, times]) => `${count(times)} ${refusalName(reason)}`).join(', ')}`
              : flow.participants === 'user'
                ? 'customers'
                : 'addresses and devices'
          }
          about="Entries; one person may come again. Who is turned away is counted each time the journey looks for new people."
        />
        <Stat
          name="In it"
          value={count(counts.inside)}
          of={`${percent(share(counts.inside, counts.entered))} of those who entered`}
          about="Waiting at an activity"
        />
        <Stat
          name="Left"
          value={count(counts.gone)}
          of={`${percent(share(counts.gone, counts.entered))} of those who entered`}
          about="Came to an end of the path, or dropped out before"
        />
        <Stat name="Messages sent" value={count(counts.sent)} about="Handed over, or under way" />
        <Stat
          name="Messages held back"
          value={count(counts.held)}
          of={`of ${count(counts.sent + counts.held)} decided`}
          about="Not sent: opted out, limits, quiet time and so on"
        />
      </Stats>
      {children}
    </Card>
  );
}
