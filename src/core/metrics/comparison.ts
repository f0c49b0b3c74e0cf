import type { Ports } from '../../ports/ports.ts';
import { bestOf, type Trials } from '../statistics/best-of.ts';
import { type Interval, wilsonInterval } from '../statistics/proportions.ts';
import { readFunnel } from './funnel.ts';
import { type Rate, rateOf } from './rate.ts';
import type { ReportQuestion } from './report-question.ts';

/** How one treatment did by one metric. */
export interface TreatmentResult {
  readonly treatmentId: string;
  /** People: of those delivered to who opened or clicked, of those targeted who converted. */
  readonly rate: Rate;
  /** Wilson's. */
  readonly interval: Interval | null;
  /** How likely its true rate is the highest of all; null without anybody. */
  readonly probabilityBest: number | null;
  /** What choosing it is expected to cost: how far below the highest true rate its own lies, on average. */
  readonly expectedLoss: number | null;
}

export interface MetricComparison {
  readonly metric: 'opens' | 'clicks' | 'conversions';
  /** The treatment that is the best one with the probability asked for; null while none is. */
  readonly winner: string | null;
  readonly treatments: readonly TreatmentResult[];
}

const METRICS = [
  { metric: 'opens', successes: 'people_opened', trials: 'people_delivered' },
  { metric: 'clicks', successes: 'people_clicked', trials: 'people_delivered' },
  { metric: 'conversions', successes: 'people_converted', trials: 'people_targeted' },
] as const;

/** A campaign's treatments by opens, clicks and conversions; in the order of their ids. */
export async function compareTreatments(ports: Ports, question: ReportQuestion): Promise<MetricComparison[]> {
  const rows = await readFunnel(ports, question, 'treatment');
  return METRICS.map(({ metric, successes, trials }) => {
    const counted = rows.map((row) => ({
      treatmentId: row.group_key ?? '',
      successes: row[successes],
      trials: row[trials],
    }));
    return { metric, ...compareRates(counted, question.level) };
  });
}

/** Pure, for what is counted elsewhere too. */
export function compareRates(
  counted: readonly ({ readonly treatmentId: string } & Trials)[],
  level: number,
): Pick<MetricComparison, 'winner' | 'treatments'> {
  const tried = counted.filter(({ trials }) => trials > 0);
  const prospects = bestOf(tried);
  const treatments = counted.map((one): TreatmentResult => {
    const prospect = prospects[tried.indexOf(one)];
    return {
      treatmentId: one.treatmentId,
      rate: rateOf(one.successes, one.trials),
      interval: wilsonInterval(one, level) ?? null,
      probabilityBest: prospect?.probabilityBest ?? null,
      expectedLoss: prospect?.expectedLoss ?? null,
    };
  });
  // of treatments that nobody answered, the one that was tried least would look best
  const ahead = treatments.find(
    ({ probabilityBest, rate }) => (probabilityBest ?? 0) >= level && rate.numerator > 0,
  );
  return { winner: tried.length > 1 ? (ahead?.treatmentId ?? null) : null, treatments };
}
