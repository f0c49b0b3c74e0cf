import { useApplication } from '../../app/application.tsx';
import { usePeriod } from '../../app/period.ts';
import { Page } from '../../ui/page.tsx';
import { PeriodPicker } from '../../ui/period-picker.tsx';
import { NeedsAttention } from './attention.tsx';
import { Breakdown } from './breakdown.tsx';
import { Headline } from './headline.tsx';
import { daysBefore, daysOf, useMessages } from './messages.ts';
import { OverTime } from './over-time.tsx';
import styles from './overview.module.css';

/** What was sent and what came of it, and what needs attention. */
export function Overview() {
  const { id } = useApplication();
  const days = daysOf(usePeriod());
  const messages = useMessages(id, days);
  const before = useMessages(id, daysBefore(days));
  return (
    <Page title="Overview" tools={<PeriodPicker />}>
      <Headline messages={messages} before={before} />
      <div className={styles.columns}>
        <OverTime messages={messages} days={days} />
        <NeedsAttention days={days} />
        <Breakdown messages={messages} />
      </div>
    </Page>
  );
}
