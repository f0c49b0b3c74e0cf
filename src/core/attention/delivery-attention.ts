import type { Ports } from '../../ports/ports.ts';
import type { DefinitionKey } from '../definitions/definition-name.ts';
import { keptNames } from '../definitions/kept-names.ts';
import { listInDoubt } from '../messages/in-doubt.ts';
import { rowsWithin } from '../queries/reuse.ts';
import type { AttentionItem, AttentionKind, AttentionSpan, AttentionSubject } from './attention.ts';

/**
 * Rates from which on messages are worth a look. SES reviews an account from 5 % bounces or 0.1 %
 * complaints on, and may pause its sending from 10 % and 0.5 % on (SES developer guide, "Reputation
 * metrics"); texts are held to the rate of bounces (ours).
 */
export const THRESHOLDS = {
  bounces: { warning: 0.05, serious: 0.1 },
  complaints: { warning: 0.001, serious: 0.005 },
  failedTexts: { warning: 0.05, serious: 0.1 },
} as const;

/** In doubt messages that are counted; from there on it is "or more". */
export const IN_DOUBT_COUNTED = 1000;

type ProblemRow = {
  origin: 'campaign' | 'journey' | 'transactional';
  origin_id: string | null;
  emails_sent: number;
  hard_bounced: number;
  complained: number;
  texts_sent: number;
  texts_failed: number;
  rendering_failed: number;
  handover_failed: number;
  last_at: number;
};

/** Names of all campaigns and journeys that there are by their id; `undefined` where one has none. */
export type NamesById = ReadonlyMap<string, string | undefined>;

/** Messages that bounced, were complained about, could not be made or not be handed over. */
export async function deliveryAttention(
  ports: Ports,
  { applicationId, fromDay, toDay, maxAge = 0 }: AttentionSpan,
  names: NamesById,
): Promise<AttentionItem[]> {
  const rows = await rowsWithin<ProblemRow>(
    ports,
    ports.named('delivery_problems', {
      application_id: applicationId,
      from_day: fromDay,
      to_day: toDay,
    }),
    maxAge,
  );
  const gone = rows.flatMap(({ origin, origin_id: id }): DefinitionKey[] =>
    origin === 'transactional' || id === null || names.has(id) ? [] : [{ applicationId, kind: origin, id }],
  );
  const kept = await keptNames(ports, gone);
  const subjectOf = ({ origin, origin_id: id }: ProblemRow): AttentionSubject => {
    if (origin === 'transactional' || id === null) return { type: origin };
    const isGone = !names.has(id);
    const name = isGone ? kept.of(origin, id) : names.get(id);
    return {
      type: origin,
      id,
      ...(name !== undefined && { name }),
      ...(isGone && { deleted: true as const }),
    };
  };
  return rows.flatMap((row) => itemsOf(row, subjectOf(row)));
}

/** Messages of the span's days of which nobody knows whether the provider took them. */
export async function inDoubtAttention(
  ports: Ports,
  { applicationId, fromDay, toDay }: AttentionSpan,
): Promise<AttentionItem[]> {
  const { items } = await listInDoubt(ports, applicationId, { limit: IN_DOUBT_COUNTED, fromDay, toDay });
  if (items.length === 0) return [];
  const at = items
    .map((item) => item.at)
    .sort()
    .at(-1) as string;
  return [{ kind: 'inDoubt', severity: 'serious', subject: { type: 'messages' }, count: items.length, at }];
}

function itemsOf(row: ProblemRow, subject: AttentionSubject): AttentionItem[] {
  const at = new Date(Number(row.last_at)).toISOString();
  const always = (kind: AttentionKind, count: number): AttentionItem[] =>
    count === 0 ? [] : [{ kind, severity: 'serious', subject, count, at }];
  const above = (kind: keyof typeof THRESHOLDS, count: number, of: number): AttentionItem[] => {
    const { warning, serious } = THRESHOLDS[kind];
    // A bounce without its sending, from before the span, has no rate.
    if (count === 0 || of === 0 || count / of < warning) return [];
    const severity = count / of >= serious ? 'serious' : 'warning';
    return [{ kind, severity, subject, count, of, threshold: warning, at }];
  };
  return [
    ...above('bounces', row.hard_bounced, row.emails_sent),
    ...above('complaints', row.complained, row.emails_sent),
    ...above('failedTexts', row.texts_failed, row.texts_sent),
    ...always('renderingFailures', row.rendering_failed),
    ...always('handoverFailures', row.handover_failed),
  ];
}
