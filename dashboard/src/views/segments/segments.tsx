import { useMemo } from 'react';
import type { SegmentResponse } from '../../api/pinpoint.ts';
import type { DaySize } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { count, day } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { PeriodPicker } from '../../ui/period-picker.tsx';
import { ShareBar } from '../../ui/share-bar.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { Select } from './builder/select.tsx';
import { KIND_NAMES, type Kind, KindBadge, kindOf, nameOf, summaryOf } from './kind.tsx';
import { Overlap } from './overlap.tsx';
import { useDefinitions, useHistories, useSizes } from './questions.ts';
import styles from './segments.module.css';
import { SizeChart, Sparkline } from './sizes.tsx';

/** Segments whose sizes are drawn together. */
const DRAWN = 6;

interface Row {
  readonly segment: SegmentResponse;
  readonly summary: string;
  /** The size now; the last one that is known while it is counted. */
  readonly size?: number;
  readonly sizes: readonly DaySize[];
}

/** Every segment of the application, how large it is, and how it got there. */
export function Segments() {
  const { id } = useApplication();
  const definitions = useDefinitions(id);
  const counted = useSizes(id).data;
  const histories = useHistories(id).data;
  const { get, set } = useAddress();
  const [words, kind] = [get('q') ?? '', get('kind') ?? ''];
  const rows = useMemo(() => {
    const all = definitions.data ?? [];
    const names = new Map(all.map((segment) => [segment.Id, nameOf(segment)]));
    const sizes = new Map(counted?.items.map((item) => [item.id, item.size]));
    const past = new Map(histories?.items.map((item) => [item.id, item.sizes]));
    return all
      .map((segment): Row => {
        const known = past.get(segment.Id) ?? [];
        return {
          segment,
          summary: summaryOf(segment, names),
          size: sizes.get(segment.Id) ?? known.at(-1)?.size,
          sizes: known,
        };
      })
      .sort((a, b) => (b.size ?? -1) - (a.size ?? -1) || nameOf(a.segment).localeCompare(nameOf(b.segment)));
  }, [definitions.data, counted, histories]);
  const shown = rows.filter(
    ({ segment, summary }) =>
      (kind === '' || kindOf(segment) === kind) &&
      `${nameOf(segment)} ${summary}`.toLowerCase().includes(words.toLowerCase()),
  );
  const lines = useMemo(
    () =>
      rows
        .filter(({ sizes }) => sizes.length > 0)
        .slice(0, DRAWN)
        .map(({ segment, sizes }) => ({ name: nameOf(segment), sizes })),
    [rows],
  );
  return (
    <Page
      title="Segments"
      tools={
        <>
          <PeriodPicker />
          <StageLink to="/segments/import" className={styles.otherLink}>
            <Icon name="upload" size={16} /> Import customers
          </StageLink>
          <StageLink to="/segments/new" className={styles.newLink}>
            <Icon name="plus" size={16} /> New segment
          </StageLink>
        </>
      }
    >
      <Card
        title="All segments"
        about="Endpoints that each holds now; a dynamic one follows its data"
        tools={<StageLink to="/segments/jobs">Imports and exports</StageLink>}
      >
        <Loaded
          of={definitions}
          what="The segments"
          isEmpty={(all) => all.length === 0}
          empty={
            <Empty title="No segments yet">
              <StageLink to="/segments/new">Make one of conditions</StageLink>,{' '}
              <StageLink to="/segments/import">import customers</StageLink> from a file, or{' '}
              <StageLink to="/rfm">upload transactions</StageLink> to have them made by recency, frequency and
              money.
            </Empty>
          }
        >
          {() => (
            <>
              <div className={styles.filters}>
                <input
                  type="search"
                  aria-label="Search segments"
                  placeholder="Search by name or condition"
                  value={words}
                  onChange={({ target }) => set({ q: target.value })}
                />
                <Select
                  inSentence
                  label="Kind"
                  value={kind}
                  options={[['', 'All kinds'], ...Object.entries(KIND_NAMES)]}
                  onChange={(next) => set({ kind: next as Kind })}
                />
              </div>
              {shown.length === 0 ? (
                <Empty title="No segment matches">
                  <button type="button" onClick={() => set({ q: null, kind: null })}>
                    Show all
                  </button>
                </Empty>
              ) : (
                <SegmentTable rows={shown} isCounted={counted !== undefined} />
              )}
            </>
          )}
        </Loaded>
      </Card>
      {lines.length > 0 && (
        <Card title="Sizes over time" about={`The ${lines.length} largest segments, by day (UTC)`}>
          <SizeChart lines={lines} />
        </Card>
      )}
      {rows.length > 1 && (
        <Overlap segments={rows.map(({ segment }) => ({ id: segment.Id, name: nameOf(segment) }))} />
      )}
    </Page>
  );
}

function SegmentTable({ rows, isCounted }: { readonly rows: readonly Row[]; readonly isCounted: boolean }) {
  const largest = Math.max(1, ...rows.map(({ size = 0 }) => size));
  return (
    <DataTable
      caption="Segments"
      rows={rows}
      rowKey={({ segment }) => segment.Id}
      columns={[
        {
          key: 'name',
          header: 'Segment',
          sortBy: ({ segment }) => nameOf(segment),
          cell: ({ segment, summary }) => (
            <div className={styles.named}>
              <StageLink to={`/segments/${segment.Id}`}>{nameOf(segment)}</StageLink>
              <span className="quiet small">{summary}</span>
            </div>
          ),
        },
        {
          key: 'size',
          header: 'Endpoints',
          about: 'Opted-out and inactive ones included',
          isNumber: true,
          sortBy: ({ size }) => size,
          cell: ({ size }) => (
            <>
              <span
                data-part="size"
                className={isCounted ? undefined : 'quiet'}
                title={
                  size === undefined && isCounted ? 'A segment that it is based on was deleted' : undefined
                }
              >
                {count(size)}
              </span>
              <ShareBar share={(size ?? 0) / largest} />
            </>
          ),
        },
        {
          key: 'trend',
          header: 'In the period',
          about: 'From the first to the last day that was counted',
          cell: ({ sizes }) => <Sparkline sizes={sizes} />,
        },
        {
          key: 'kind',
          header: 'Kind',
          sortBy: ({ segment }) => kindOf(segment),
          cell: ({ segment }) => <KindBadge segment={segment} />,
        },
        {
          key: 'changed',
          header: 'Changed',
          about: 'When its definition was last saved',
          sortBy: ({ segment }) => segment.LastModifiedDate,
          cell: ({ segment }) => day(segment.LastModifiedDate),
        },
      ]}
    />
  );
}
