import type { FunnelStage } from '../../api/types.ts';
import { count, money, percent } from '../../ui/format.ts';
import styles from './campaigns.module.css';
import { type Conversion, conversionVerb } from './use-campaign.ts';

const STAGES: Record<FunnelStage['stage'], { readonly name: string; readonly about: string }> = {
  audience: { name: 'In the audience', about: 'Members of the segment when it ran' },
  targeted: { name: 'Targeted', about: 'To be written to: not held back' },
  sent: { name: 'Sent', about: 'Handed over to a provider' },
  delivered: { name: 'Delivered', about: 'Neither bounced nor failed' },
  opened: { name: 'Opened', about: 'Opened at least one message' },
  clicked: { name: 'Clicked', about: 'Followed a link in at least one' },
  converted: { name: 'Converted', about: 'Did what counts as a conversion, after a message' },
};

interface FunnelProps {
  readonly stages: readonly FunnelStage[];
  readonly conversion: Conversion;
  readonly revenue: number;
}

/** From the audience to those who converted, a bar each. */
export function FunnelSteps({ stages, conversion, revenue }: FunnelProps) {
  const most = Math.max(...stages.map(({ people }) => people), 1);
  return (
    <>
      <ol className={styles.funnel}>
        {stages.map(({ stage, people, messages, ofPrevious, ofTargeted }) => {
          const { name, about } = STAGES[stage];
          const isFirst = stage === 'audience';
          // who converted need not have clicked, so that a share of those who did would be none
          const share = stage === 'converted' ? ofTargeted : ofPrevious;
          return (
            <li key={stage} title={about}>
              <span className={styles.stage}>
                {stage === 'converted' ? title(conversionVerb(conversion)) : name}
              </span>
              <span className={styles.bar}>
                {people > 0 && (
                  <span style={{ inlineSize: `${(people / most) * 100}%` }} data-stage={stage} />
                )}
              </span>
              <span className={styles.people}>{count(people)}</span>
              <span
                className={styles.shareOf}
                title={
                  isFirst
                    ? `${count(messages)} messages decided`
                    : `${count(share.numerator)} of ${count(share.denominator)} ${share === ofTargeted ? 'targeted' : `of the step before; ${percent(ofTargeted.rate)} of those targeted`}`
                }
              >
                {isFirst ? '' : percent(share.rate)}
              </span>
            </li>
          );
        })}
      </ol>
      <p className="small quiet">
        Shares are of the step before. Those who {conversionVerb(conversion)} need not have clicked: their
        share is of those targeted.
        {revenue > 0 && ` Revenue: ${money(revenue)}, in the events’ currency.`}
      </p>
    </>
  );
}

const title = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
