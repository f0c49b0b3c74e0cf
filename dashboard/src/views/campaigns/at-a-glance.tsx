import type { ReactNode } from 'react';
import type { CampaignResponse } from '../../api/pinpoint.ts';
import type { CampaignLift, FunnelStage, RunOutcomesRow, TreatmentComparison } from '../../api/types.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { count, percent } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { holdReason } from '../../ui/words.ts';
import styles from './campaigns.module.css';
import { liftSentence } from './lift.tsx';
import { chance, METRIC_WORDS, metricsOf } from './treatment-words.ts';
import { type Conversion, conversionVerb, treatmentName } from './use-campaign.ts';

interface AtAGlanceProps {
  readonly campaign: CampaignResponse;
  readonly conversion: Conversion;
  readonly stages?: readonly FunnelStage[];
  readonly comparison?: TreatmentComparison;
  readonly lift?: CampaignLift;
  readonly outcomes?: readonly RunOutcomesRow[];
  /** How many of them are on their way. */
  readonly awaited: number;
}

/** The answers to what people ask first, in sentences. */
export function AtAGlance({
  campaign,
  conversion,
  stages,
  comparison,
  lift,
  outcomes,
  awaited,
}: AtAGlanceProps) {
  const held = (outcomes ?? []).filter((row) => row.held);
  const messages = (rows: readonly RunOutcomesRow[]) =>
    rows.reduce((sum, row) => sum + (row.messages ?? 0), 0);
  return (
    <Card title="At a glance">
      <ul className={styles.glance}>
        {stages && <Line icon="mailbox">{reachSentence(stages, conversionVerb(conversion))}</Line>}
        {comparison && (campaign.AdditionalTreatments ?? []).length > 0 && (
          <Line icon="check">{winnerSentence(campaign, comparison, conversion)}</Line>
        )}
        {lift && <Line icon="campaigns">{liftSentence(lift, conversion)}</Line>}
        {outcomes && (
          <Line icon="segments">
            {held.length === 0 ? (
              'Nobody was held back.'
            ) : (
              <>
                <b>
                  {count(messages(held))} of {count(messages(outcomes))}
                </b>{' '}
                messages were held back, most of them: {holdReason(mostOf(held))}.{' '}
                <StageLink to={`/campaigns/${campaign.Id}`} parameters={{ tab: 'customer' }}>
                  Find out why one customer got none
                </StageLink>
              </>
            )}
          </Line>
        )}
        {Array.from({ length: awaited }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
          <li key={`awaited ${place}`} className={styles.awaited}>
            <Skeleton lines={1} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Line({ icon, children }: { readonly icon: IconName; readonly children: ReactNode }) {
  return (
    <li>
      <Icon name={icon} />
      <span>{children}</span>
    </li>
  );
}

function reachSentence(stages: readonly FunnelStage[], verb: string): ReactNode {
  const of = (name: FunnelStage['stage']) => stages.find(({ stage }) => stage === name);
  const [sent, opened, clicked, converted] = [of('sent'), of('opened'), of('clicked'), of('converted')];
  return (
    <>
      <b>{count(sent?.messages)}</b> {sent?.messages === 1 ? 'message was' : 'messages were'} sent to{' '}
      {sent?.people === 1 ? '1 person' : `${count(sent?.people)} people`}.{' '}
      {!opened?.people && !clicked?.people && !converted?.people ? (
        `Nobody opened, clicked or ${verb} yet.`
      ) : (
        <>
          {count(opened?.people)} of them opened at least one, {count(clicked?.people)} clicked,{' '}
          {count(converted?.people)} {verb}.
        </>
      )}
    </>
  );
}

/** By the last of opened, clicked and converted that anybody did. */
function winnerSentence(
  campaign: CampaignResponse,
  comparison: TreatmentComparison,
  conversion: Conversion,
): ReactNode {
  const metric = metricsOf(comparison).at(-1);
  if (!metric) return 'No treatment is ahead: nobody opened, clicked or converted yet.';
  const [best] = [...metric.treatments].sort((a, b) => (b.probabilityBest ?? 0) - (a.probabilityBest ?? 0));
  if (!best) return 'No treatment got anything yet.';
  const name = <b>{treatmentName(campaign, best.treatmentId)}</b>;
  const verb = METRIC_WORDS[metric.metric].verb(conversionVerb(conversion));
  const sure = chance(best.probabilityBest);
  const rate = percent(best.rate.rate);
  return metric.winner === null ? (
    <>
      No clear winner yet. {name} is ahead: {rate} of its people {verb}; it is the best one with a probability
      of {sure}.
    </>
  ) : (
    <>
      {name} wins: {rate} of its people {verb}. The probability that it is the best one is {sure}.
    </>
  );
}

function mostOf(held: readonly RunOutcomesRow[]): string {
  const sums = new Map<string, number>();
  for (const { outcome, messages } of held) {
    sums.set(outcome ?? '', (sums.get(outcome ?? '') ?? 0) + (messages ?? 0));
  }
  return [...sums].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}
