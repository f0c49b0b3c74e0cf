import type { Ports } from '../../ports/ports.ts';
import { type Rate, rateOf } from './rate.ts';
import { questionParameters, type ReportQuestion } from './report-question.ts';

/** By what a funnel's messages are told apart; `run` is a campaign's or a journey's. */
export const FUNNEL_GROUPS = ['treatment', 'run', 'activity', 'channel'] as const;
export type FunnelGroup = (typeof FUNNEL_GROUPS)[number];

/** A row of `message_funnel`. */
export type FunnelRow = {
  grouped_by: FunnelGroup | 'none';
  group_key: string | null;
  members: number;
  targeted: number;
  sent: number;
  delivered: number;
  opened: number;
  clicked: number;
  people: number;
  people_targeted: number;
  people_sent: number;
  people_delivered: number;
  people_opened: number;
  people_clicked: number;
  people_converted: number;
  conversions: number;
  revenue: number;
};

/** In order; what each means stands in docs/metrics.md. */
export const STAGES = [
  'audience',
  'targeted',
  'sent',
  'delivered',
  'opened',
  'clicked',
  'converted',
] as const;

export interface FunnelStage {
  readonly stage: (typeof STAGES)[number];
  /** Null of `converted`: people convert. */
  readonly messages: number | null;
  /** Users, or endpoints without a user. */
  readonly people: number;
  /** Of the people of the stage before; of the first one, of its own. */
  readonly ofPrevious: Rate;
  /** Of the people targeted. */
  readonly ofTargeted: Rate;
}

export interface Funnel {
  readonly stages: readonly FunnelStage[];
  /** Events, each once, whatever number of messages came before it. */
  readonly conversions: number;
  readonly revenue: number;
}

export interface FunnelReport extends Funnel {
  /** Absent unless asked for. A person may be in several groups. */
  readonly groups?: readonly ({ readonly id: string } & Funnel)[];
}

/** How far the messages of a campaign or journey came. */
export async function reportFunnel(
  ports: Ports,
  question: ReportQuestion,
  by?: FunnelGroup,
): Promise<FunnelReport> {
  const rows = await readFunnel(ports, question, by ?? 'none', { whole: true });
  const groups = by && rows.filter(({ grouped_by }) => grouped_by === by);
  return {
    ...funnelOf(rows.find(({ grouped_by }) => grouped_by === 'none')),
    ...(groups && { groups: groups.map((row) => ({ id: row.group_key ?? '', ...funnelOf(row) })) }),
  };
}

/** @param whole whether all messages together are a row, too */
export function readFunnel(
  ports: Ports,
  question: ReportQuestion,
  group: FunnelGroup | 'none',
  { whole = false }: { readonly whole?: boolean } = {},
): Promise<FunnelRow[]> {
  const { origin } = question;
  const parameters = {
    ...questionParameters(question),
    origin,
    group_by: group,
    whole: whole ? 'yes' : 'no',
  };
  return ports.queries.query<FunnelRow>(ports.named('message_funnel', parameters));
}

function funnelOf(row: FunnelRow | undefined): Funnel {
  const counts = [
    [row?.members, row?.people],
    [row?.targeted, row?.people_targeted],
    [row?.sent, row?.people_sent],
    [row?.delivered, row?.people_delivered],
    [row?.opened, row?.people_opened],
    [row?.clicked, row?.people_clicked],
    [null, row?.people_converted],
  ] as const;
  return {
    stages: STAGES.map((stage, index) => {
      const [messages = 0, people = 0] = counts[index] ?? [];
      const before = counts[index - 1]?.[1] ?? people;
      return {
        stage,
        messages,
        people,
        ofPrevious: rateOf(people, before),
        ofTargeted: rateOf(people, row?.people_targeted ?? 0),
      };
    }),
    conversions: row?.conversions ?? 0,
    revenue: row?.revenue ?? 0,
  };
}
