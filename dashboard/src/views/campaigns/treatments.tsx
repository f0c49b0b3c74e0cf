import type { CampaignResponse } from '../../api/pinpoint.ts';
import type { TreatmentComparison } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import { Badge } from '../../ui/badge.tsx';
import { Choice } from '../../ui/choice.tsx';
import { asPoints, count, percent } from '../../ui/format.ts';
import { Empty } from '../../ui/states.tsx';
import styles from './campaigns.module.css';
import { IntervalBar } from './interval-bar.tsx';
import { chance, METRIC_WORDS, metricsOf } from './treatment-words.ts';
import { type Conversion, conversionVerb, treatmentName } from './use-campaign.ts';

/** A loss that is written as 0.0% is none. */
const COSTS_SOMETHING = 0.0005;

interface TreatmentsProps {
  readonly campaign: CampaignResponse;
  readonly comparison: TreatmentComparison;
  readonly conversion: Conversion;
}

/** The treatments side by side, by one metric at a time. */
export function Treatments({ campaign, comparison, conversion }: TreatmentsProps) {
  const { get, set } = useAddress();
  const metrics = metricsOf(comparison);
  const metric = metrics.find((one) => one.metric === get('metric')) ?? metrics.at(-1);
  if (!metric) {
    return <Empty title="Nothing to compare yet">Nobody opened, clicked or converted so far.</Empty>;
  }
  const { of, verb } = METRIC_WORDS[metric.metric];
  const most = Math.max(
    ...metric.treatments.map(({ interval, rate }) => interval?.high ?? rate.rate ?? 0),
    0.001,
  );
  return (
    <>
      <Choice
        label="By what treatments are compared"
        options={metrics.map(({ metric: key }) => ({ key, name: METRIC_WORDS[key].name }))}
        chosen={metric.metric}
        onChoose={(key) => set({ metric: key })}
      />
      <ul className={styles.treatments} aria-label="Treatments">
        {metric.treatments.map(({ treatmentId, rate, interval, probabilityBest, expectedLoss }, place) => (
          <li key={treatmentId}>
            <div className={styles.treatmentHead}>
              <h3>{treatmentName(campaign, treatmentId)}</h3>
              {metric.winner === treatmentId && <Badge tone="good">Winner</Badge>}
              <span className={styles.rate}>{percent(rate.rate)}</span>
            </div>
            <IntervalBar
              rate={rate.rate ?? 0}
              low={interval?.low}
              high={interval?.high}
              most={most}
              colour={place + 1}
            />
            <p className="small quiet">
              {count(rate.numerator)} of {count(rate.denominator)} {of} {verb(conversionVerb(conversion))}
              {interval && `, 95% sure: ${percent(interval.low)} to ${percent(interval.high)}`}
            </p>
            <p className="small">
              Best one with a probability of <b>{chance(probabilityBest)}</b>
              {expectedLoss != null && expectedLoss >= COSTS_SOMETHING && (
                <span className="quiet" title="How far below the best true rate its own lies, on average">
                  {' '}
                  · choosing it costs {asPoints(expectedLoss)} on average
                </span>
              )}
            </p>
          </li>
        ))}
      </ul>
      {metric.winner === null && (
        <p className="small quiet">
          None is the best with a probability of {percent(comparison.level)} yet. More people, or more time,
          will tell.
        </p>
      )}
    </>
  );
}
