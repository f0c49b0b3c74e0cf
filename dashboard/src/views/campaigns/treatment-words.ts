import type { TreatmentComparison } from '../../api/types.ts';
import { percent } from '../../ui/format.ts';

export type Metric = TreatmentComparison['metrics'][number];

export const METRIC_WORDS: Record<
  Metric['metric'],
  { readonly name: string; readonly of: string; readonly verb: (converted: string) => string }
> = {
  opens: { name: 'Opened', of: 'people it was delivered to', verb: () => 'opened' },
  clicks: { name: 'Clicked', of: 'people it was delivered to', verb: () => 'clicked' },
  conversions: { name: 'Converted', of: 'people targeted', verb: (converted) => converted },
};

/** The metrics by which anybody did anything, in the order of the funnel. */
export function metricsOf({ metrics }: TreatmentComparison): readonly Metric[] {
  return metrics.filter(({ treatments }) => treatments.some(({ rate }) => rate.numerator > 0));
}

/** Nobody is ever quite sure. */
export function chance(probability: number | null | undefined): string {
  if (probability != null && probability > 0.999) return 'over 99.9%';
  if (probability != null && probability < 0.001) return 'under 0.1%';
  return percent(probability);
}
