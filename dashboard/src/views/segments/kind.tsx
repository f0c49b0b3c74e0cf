import type { SegmentResponse } from '../../api/pinpoint.ts';
import { Badge } from '../../ui/badge.tsx';
import { readDefinition } from './definition/definition.ts';
import { SELECTOR_WORDS, sentenceText } from './definition/sentences.ts';

/** Where a segment comes from. */
export type Kind = 'criteria' | 'rfm' | 'import';

export const KIND_NAMES: Record<Kind, string> = {
  criteria: 'By conditions',
  rfm: 'RFM',
  import: 'Imported',
};

/** Segments that uploads of transactions make are named so. */
const RFM_PREFIX = '_RFM_';

export function kindOf({ SegmentType, Name }: Pick<SegmentResponse, 'SegmentType' | 'Name'>): Kind {
  if (SegmentType === 'IMPORT') return 'import';
  return Name?.startsWith(RFM_PREFIX) ? 'rfm' : 'criteria';
}

export function KindBadge({ segment }: { readonly segment: SegmentResponse }) {
  const kind = kindOf(segment);
  return <Badge tone={kind === 'criteria' ? 'accent' : 'even'}>{KIND_NAMES[kind]}</Badge>;
}

/** What is given up of a definition in Pinpoint's words to make a request of it. */
export function definitionOf({ Dimensions, SegmentGroups }: SegmentResponse): object {
  return { ...(Dimensions && { Dimensions }), ...(SegmentGroups && { SegmentGroups }) };
}

export const nameOf = ({ Name, Id }: Pick<SegmentResponse, 'Name' | 'Id'>) => Name ?? `Segment ${Id}`;

/** Whom a segment holds, in one line. @param namesOf names of the segments that it may be based on, by id */
export function summaryOf(segment: SegmentResponse, names: ReadonlyMap<string, string>): string {
  if (segment.SegmentType === 'IMPORT') return `From ${fileOf(segment)}`;
  const definition = readDefinition(definitionOf(segment));
  if (!definition) return 'By a definition that only its JSON shows';
  const { groups = [], include = 'ALL' } = definition;
  const parts = groups.map(({ sources = [], sourceType = 'ALL', blocks = [], type = 'ALL' }) => {
    const sentences = blocks.map(({ criteria }) => criteria.map(sentenceText).join(' and ')).filter(Boolean);
    const of = sources.map(({ id }) => names.get(id) ?? id);
    const from = of.length === 0 ? '' : `in ${combined(of, sourceType)}`;
    const matching = sentences.length === 0 ? '' : combined(sentences, type);
    return [from, matching].filter(Boolean).join(': ') || 'everyone';
  });
  return parts.length === 0 ? 'Everyone' : combined(parts, include);
}

/** `s3://bucket/imports/2026-11-28-3f9c01ab/people.csv` → `people.csv` */
function fileOf({ ImportDefinition }: SegmentResponse): string {
  const { S3Url = '' } = ImportDefinition ?? {};
  return S3Url.endsWith('/') ? 'several files' : (S3Url.split('/').at(-1) ?? '') || 'a file';
}

function combined(parts: readonly string[], selector: 'ALL' | 'ANY' | 'NONE'): string {
  if (selector === 'NONE') return `${SELECTOR_WORDS.NONE} (${parts.join(' / ')})`;
  if (parts.length === 1) return parts[0] as string;
  return parts.map((part) => `(${part})`).join(selector === 'ALL' ? ' and ' : ' or ');
}
