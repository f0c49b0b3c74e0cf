import type { Ports } from '../../ports/ports.ts';
import { compareMeans, type MeanDifference } from '../statistics/means.ts';
import {
  compareProportions,
  type Difference,
  type Interval,
  newcombeInterval,
  ratioInterval,
  wilsonInterval,
} from '../statistics/proportions.ts';
import { type Rate, rateOf } from './rate.ts';
import { questionParameters, type ReportQuestion } from './report-question.ts';

/** One side of a comparison; people are users, or endpoints without a user. */
export interface LiftGroup {
  readonly people: number;
  /** People who converted of all. */
  readonly conversionRate: Rate & { readonly interval: Interval | null };
  /** Events; a person may have several. */
  readonly conversions: number;
  readonly revenue: number;
  readonly revenuePerPerson: number | null;
}

/** What writing to people did, against those of them who were held out by lot. */
export interface Lift {
  /** Conversion rate of those targeted less that of those held out, with Newcombe's interval. */
  readonly absolute: { readonly value: number; readonly interval: Interval };
  /** The same as a share of the rate of those held out, 0.1 for a tenth more; null where nobody held out converted. */
  readonly relative: { readonly value: number; readonly interval: Interval | null } | null;
  readonly pValue: number;
  readonly test: Difference['test'];
  /** Whether the p-value is under 1 less the level. */
  readonly isSignificant: boolean;
  /** People more who converted than would have if nobody had been written to. */
  readonly extraConverted: number;
  /** By person; null where no revenue varies. */
  readonly revenuePerPerson: MeanDifference | null;
}

export interface LiftComparison {
  readonly targeted: LiftGroup;
  readonly holdout: LiftGroup;
  /** Null when one of the groups is empty. */
  readonly lift: Lift | null;
  /** People who were drawn for both, in time or by several endpoints; each counts where it was drawn first. */
  readonly crossed: number;
  /** When the last person's window closes; null when there is nobody. */
  readonly completeAt: string | null;
  readonly isComplete: boolean;
}

/** A row of `holdout_lift`. */
export type LiftRow = {
  activity: string | null;
  held_out: boolean;
  treatment_id: string | null;
  people: number;
  converted: number;
  conversions: number;
  revenue: number;
  revenue_squares: number;
  crossed: number;
  last_drawn_at: Date;
};

export interface CampaignLift extends LiftComparison {
  /** Each treatment against the same holdout. */
  readonly treatments: readonly ({ readonly treatmentId: string } & Omit<LiftComparison, 'holdout'>)[];
}

export async function campaignLift(ports: Ports, question: ReportQuestion): Promise<CampaignLift> {
  const rows = await readRows(ports, question);
  const holdout = rows.filter((row) => row.held_out);
  const treatmentIds = [...new Set(rows.flatMap(({ treatment_id }) => treatment_id ?? []))].sort();
  return {
    ...compareSides(rows, question),
    treatments: treatmentIds.map((treatmentId) => {
      const own = rows.filter(({ treatment_id }) => treatment_id === treatmentId);
      const { holdout: _, ...rest } = compareSides([...own, ...holdout], question);
      return { treatmentId, ...rest };
    }),
  };
}

/** One for each holdout activity that anyone has come to. */
export async function journeyLift(
  ports: Ports,
  question: ReportQuestion,
): Promise<({ readonly activity: string } & LiftComparison)[]> {
  const rows = await readRows(ports, question);
  const activities = [...new Set(rows.flatMap(({ activity }) => activity ?? []))].sort();
  return activities.map((activity) => ({
    activity,
    ...compareSides(
      rows.filter((row) => row.activity === activity),
      question,
    ),
  }));
}

function readRows(ports: Ports, question: ReportQuestion): Promise<LiftRow[]> {
  return ports.queries.query<LiftRow>(ports.named('holdout_lift', questionParameters(question)));
}

/** Those targeted, all treatments together, against those held out. */
export function compareSides(
  rows: readonly LiftRow[],
  { level, conversion, now }: Pick<ReportQuestion, 'level' | 'conversion' | 'now'>,
): LiftComparison {
  const targeted = summed(rows.filter((row) => !row.held_out));
  const holdout = summed(rows.filter((row) => row.held_out));
  const last = Math.max(...rows.map((row) => row.last_drawn_at.getTime()));
  const completeAt = rows.length === 0 ? null : new Date(last + conversion.windowHours * 3_600_000);
  return {
    targeted: groupOf(targeted, level),
    holdout: groupOf(holdout, level),
    lift: liftOf(targeted, holdout, level),
    crossed: targeted.crossed + holdout.crossed,
    completeAt: completeAt?.toISOString() ?? null,
    isComplete: completeAt !== null && completeAt <= now,
  };
}

type Summed = Pick<
  LiftRow,
  'people' | 'converted' | 'conversions' | 'revenue' | 'revenue_squares' | 'crossed'
>;

function summed(rows: readonly LiftRow[]): Summed {
  const sum = (name: keyof Summed) => rows.reduce((total, row) => total + row[name], 0);
  return {
    people: sum('people'),
    converted: sum('converted'),
    conversions: sum('conversions'),
    revenue: sum('revenue'),
    revenue_squares: sum('revenue_squares'),
    crossed: sum('crossed'),
  };
}

function groupOf({ people, converted, conversions, revenue }: Summed, level: number): LiftGroup {
  const interval = wilsonInterval({ successes: converted, trials: people }, level);
  return {
    people,
    conversionRate: { ...rateOf(converted, people), interval: interval ?? null },
    conversions,
    revenue,
    revenuePerPerson: people > 0 ? revenue / people : null,
  };
}

function liftOf(targeted: Summed, holdout: Summed, level: number): Lift | null {
  const one = { successes: targeted.converted, trials: targeted.people };
  const other = { successes: holdout.converted, trials: holdout.people };
  const interval = newcombeInterval(one, other, level);
  const difference = compareProportions(one, other);
  if (interval === undefined || difference === undefined) return null;
  const value = one.successes / one.trials - other.successes / other.trials;
  const money = (side: Summed) => ({
    count: side.people,
    sum: side.revenue,
    sumOfSquares: side.revenue_squares,
  });
  return {
    absolute: { value, interval },
    relative: relativeLift(one, other, level),
    ...difference,
    isSignificant: difference.pValue < 1 - level,
    extraConverted: value * one.trials,
    revenuePerPerson: compareMeans(money(targeted), money(holdout), level) ?? null,
  };
}

function relativeLift(
  one: { successes: number; trials: number },
  other: { successes: number; trials: number },
  level: number,
): Lift['relative'] {
  if (other.successes === 0) return null;
  const ratio = one.successes / one.trials / (other.successes / other.trials);
  const interval = ratioInterval(one, other, level);
  return {
    value: ratio - 1,
    interval: interval ? { low: interval.low - 1, high: interval.high - 1 } : null,
  };
}
