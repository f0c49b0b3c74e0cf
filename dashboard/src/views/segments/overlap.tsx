import type { SegmentOverlap } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { count, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { Select } from './builder/select.tsx';
import type { KnownSegment } from './builder/source-list.tsx';
import { circlesOf } from './circles.ts';
import styles from './segments.module.css';

const RADIUS = 80;
const MARGIN = 6;

/** Two segments laid over each other; which ones stands in the address. */
export function Overlap({ segments }: { readonly segments: readonly KnownSegment[] }) {
  const { get, set } = useAddress();
  const [first, second] = [get('a'), get('b')];
  const options = [['', 'Choose a segment'] as const, ...segments.map(({ id, name }) => [id, name] as const)];
  return (
    <Card title="Overlap" about="Endpoints that two segments share, as they are now">
      <div className={styles.pair}>
        <Select label="First" value={first ?? ''} options={options} onChange={(a) => set({ a })} />
        <Select label="Second" value={second ?? ''} options={options} onChange={(b) => set({ b })} />
      </div>
      {first && second ? (
        <Compared first={first} second={second} />
      ) : (
        <Empty title="Choose two segments">
          This shows how many endpoints are in both, and how many in one alone.
        </Empty>
      )}
    </Card>
  );
}

function Compared({ first, second }: { readonly first: string; readonly second: string }) {
  const { id } = useApplication();
  const overlap = useStage<SegmentOverlap>(`/segments/${first}/overlap`, { with: second, app: id });
  return (
    <Loaded of={overlap} what="The overlap">
      {(found) => (
        <figure className={styles.overlap}>
          <Drawing overlap={found} />
          <figcaption>
            <Numbers overlap={found} />
          </figcaption>
        </figure>
      )}
    </Loaded>
  );
}

function Drawing({ overlap: { first, second, both } }: { readonly overlap: SegmentOverlap }) {
  const circles = circlesOf({ onlyFirst: first.only, both, onlySecond: second.only }, RADIUS);
  const left = Math.min(-circles.first.r, circles.second.x - circles.second.r) - MARGIN;
  const right = Math.max(circles.first.r, circles.second.x + circles.second.r) + MARGIN;
  const top = RADIUS + MARGIN;
  return (
    <svg
      viewBox={`${left} ${-top} ${right - left} ${2 * top}`}
      className={styles.circles}
      role="img"
      aria-label={`Two circles in proportion: ${count(both)} endpoints are in both segments`}
    >
      <circle cx={0} cy={0} r={circles.first.r} className={styles.firstCircle} />
      <circle cx={circles.second.x} cy={0} r={circles.second.r} className={styles.secondCircle} />
    </svg>
  );
}

function Numbers({ overlap: { first, second, both } }: { readonly overlap: SegmentOverlap }) {
  const all = first.only + both + second.only;
  return (
    <dl className={styles.numbers}>
      <div data-part="first">
        <dt>Only {first.name}</dt>
        <dd>{count(first.only)}</dd>
        <dd className="quiet small">{percent(share(first.only, all))} of both segments together</dd>
      </div>
      <div data-part="both">
        <dt>In both</dt>
        <dd>{count(both)}</dd>
        <dd className="quiet small">
          {percent(share(both, first.size))} of {first.name}, {percent(share(both, second.size))} of{' '}
          {second.name}
        </dd>
      </div>
      <div data-part="second">
        <dt>Only {second.name}</dt>
        <dd>{count(second.only)}</dd>
        <dd className="quiet small">{percent(share(second.only, all))} of both segments together</dd>
      </div>
    </dl>
  );
}
