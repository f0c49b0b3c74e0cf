import type { UseQueryResult } from '@tanstack/react-query';
import type { MessagesOverTimeRow } from '../../api/types.ts';
import type { QueryAnswer } from '../../api/use-stage.ts';
import { usePeriod } from '../../app/period.ts';
import { count, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Stat, Stats, StatsSkeleton } from '../../ui/stat.tsx';
import { Loaded } from '../../ui/states.tsx';
import { type Counts, MEASURE_WORDS, sumOf } from './messages.ts';

export type Messages = UseQueryResult<QueryAnswer<MessagesOverTimeRow>, Error>;

/** The numbers of the period beside those of the one before. */
export function Headline({ messages, before }: { readonly messages: Messages; readonly before: Messages }) {
  const { label, days } = usePeriod();
  const length = days === 1 ? 'day' : `${days} days`;
  return (
    <Card title={label} about={`Compared with the ${length} before`}>
      <Loaded of={messages} what="The numbers of messages" skeleton={<StatsSkeleton count={4} />}>
        {({ rows }) => (
          <Numbers
            now={sumOf(rows)}
            earlier={before.data && !before.isPlaceholderData ? sumOf(before.data.rows) : undefined}
          />
        )}
      </Loaded>
    </Card>
  );
}

function Numbers({ now, earlier }: { readonly now: Counts; readonly earlier?: Counts }) {
  return (
    <Stats>
      <Stat
        name={MEASURE_WORDS.sent.name}
        about={MEASURE_WORDS.sent.about}
        value={count(now.sent)}
        of="messages"
        now={now.sent}
        before={earlier?.sent}
      />
      <Stat
        name={MEASURE_WORDS.delivered.name}
        about={MEASURE_WORDS.delivered.about}
        value={percent(share(now.delivered, now.sent))}
        of={`${count(now.delivered)} of ${count(now.sent)} sent`}
        {...compared(
          share(now.delivered, now.sent),
          earlier && share(earlier.delivered, earlier.sent),
          earlier,
        )}
        better="more"
      />
      <Stat
        name={MEASURE_WORDS.opened.name}
        about={MEASURE_WORDS.opened.about}
        value={percent(share(now.opened, now.openable))}
        of={`${count(now.opened)} of ${count(now.openable)} delivered by e-mail or push`}
        {...compared(
          share(now.opened, now.openable),
          earlier && share(earlier.opened, earlier.openable),
          earlier,
        )}
        better="more"
      />
      <Stat
        name={MEASURE_WORDS.clicked.name}
        about={MEASURE_WORDS.clicked.about}
        value={percent(share(now.clicked, now.clickable))}
        of={`${count(now.clicked)} of ${count(now.clickable)} delivered by e-mail`}
        {...compared(
          share(now.clicked, now.clickable),
          earlier && share(earlier.clicked, earlier.clickable),
          earlier,
        )}
        better="more"
      />
    </Stats>
  );
}

/** Nothing is compared until the earlier period is there. */
function compared(now: number | undefined, before: number | undefined, earlier: Counts | undefined) {
  return earlier ? { now: now ?? null, before: before ?? null, isShare: true } : {};
}
