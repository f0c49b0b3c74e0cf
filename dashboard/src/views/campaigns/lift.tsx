import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { CampaignResponse } from '../../api/pinpoint.ts';
import type { CampaignLift, LiftGroup } from '../../api/types.ts';
import { asPoints, count, day, days, money, percent } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import styles from './campaigns.module.css';
import { IntervalBar } from './interval-bar.tsx';
import { type Conversion, conversionVerb } from './use-campaign.ts';

interface HoldoutLiftProps {
  readonly campaign: CampaignResponse;
  readonly lift: UseQueryResult<CampaignLift, Error>;
  readonly conversion: Conversion;
}

/** Those written to beside those held out by lot: did writing do anything? */
export function HoldoutLift({ campaign, lift, conversion }: HoldoutLiftProps) {
  const isMeasured = (campaign.HoldoutPercent ?? 0) > 0;
  return (
    <Card
      title="Did it make a difference?"
      about={
        isMeasured
          ? `${campaign.HoldoutPercent}% of the audience are held out by lot and get nothing`
          : undefined
      }
    >
      {isMeasured ? (
        <Loaded
          of={lift}
          what="The comparison with the holdout"
          isEmpty={(answer) => answer.lift === null}
          empty={<Empty title="Nothing to compare yet">One of the two groups is empty.</Empty>}
        >
          {(answer) => <Groups answer={answer} conversion={conversion} />}
        </Loaded>
      ) : (
        <Empty title="Not measured: it has no holdout">
          With HoldoutPercent a share of the audience gets nothing, so that what the rest does can be compared
          with what people do anyway.
        </Empty>
      )}
    </Card>
  );
}

function Groups({ answer, conversion }: { readonly answer: CampaignLift; readonly conversion: Conversion }) {
  const { targeted, holdout, lift, isComplete, completeAt, crossed } = answer;
  const most = Math.max(
    ...[targeted, holdout].map(({ conversionRate }) => conversionRate.interval?.high ?? 0),
    0.001,
  );
  return (
    <div className="stack">
      <Group name="Written to" group={targeted} most={most} conversion={conversion} colour={1} />
      <Group name="Held out" group={holdout} most={most} conversion={conversion} colour={6} />
      <p className={styles.flush}>{liftSentence(answer, conversion)}</p>
      <p className={`small quiet ${styles.flush}`}>
        Counted here: who {conversionVerb(conversion)} within {days(conversion.days)} of the first run that
        had the person in its audience, so that both groups have the same time; later runs do not count.
        {lift?.revenuePerPerson &&
          ` Revenue a person: ${money(targeted.revenuePerPerson)} against ${money(holdout.revenuePerPerson)}, in the events’ currency.`}
        {!isComplete &&
          completeAt &&
          ` The last of these windows closes on ${day(completeAt)}; numbers still move.`}
        {crossed > 0 && ` ${count(crossed)} people were drawn into both groups.`}
      </p>
    </div>
  );
}

function Group({
  name,
  group,
  most,
  conversion,
  colour,
}: {
  readonly name: string;
  readonly group: LiftGroup;
  readonly most: number;
  readonly conversion: Conversion;
  readonly colour: number;
}) {
  const { rate, numerator, denominator, interval } = group.conversionRate;
  return (
    <div>
      <div className={styles.treatmentHead}>
        <h3>{name}</h3>
        <span className={styles.rate}>{percent(rate)}</span>
      </div>
      <IntervalBar rate={rate ?? 0} low={interval?.low} high={interval?.high} most={most} colour={colour} />
      <p className={`small quiet ${styles.under}`}>
        {count(numerator)} of {count(denominator)} people {conversionVerb(conversion)}
      </p>
    </div>
  );
}

/** Whether writing did anything, with how sure one can be. */
export function liftSentence({ lift, level }: CampaignLift, conversion: Conversion): ReactNode {
  if (lift === null) return 'Whether it made a difference cannot be told: one of the groups is empty.';
  const { absolute, extraConverted, isSignificant } = lift;
  const verb = conversionVerb(conversion);
  const range = `${percent(level).replace('.0', '')} sure: ${asPoints(absolute.interval.low).replace(' points', '')} to ${asPoints(absolute.interval.high)}`;
  if (!isSignificant) {
    return (
      <>
        <b>No proven effect yet.</b> {asPoints(Math.abs(absolute.value))}{' '}
        {absolute.value < 0 ? 'fewer' : 'more'} of those written to {verb} than of those held out, which may
        be chance ({range}).
      </>
    );
  }
  return absolute.value > 0 ? (
    <>
      <b>It works:</b> {asPoints(absolute.value)} more of those written to {verb} than of those held out (
      {range}), about {count(extraConverted)} people more.
    </>
  ) : (
    <>
      <b>It did harm:</b> {asPoints(-absolute.value)} fewer of those written to {verb} than of those held out
      ({range}).
    </>
  );
}
