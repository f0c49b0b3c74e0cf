import type { AttentionItem, GetAttentionData } from '../../api/types.ts';
import { FRESH_SECONDS, useStage } from '../../api/use-stage.ts';
import { useApplication } from '../../app/application.tsx';
import { useStageNow } from '../../app/stage-facts.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { ago, count, instant } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { nameOf } from '../../ui/words.ts';
import { groupsOf, placeOf, titleOf, titleOfMany, whyOf } from './attention-words.ts';
import { InDoubt } from './in-doubt.tsx';
import type { Days } from './messages.ts';
import styles from './overview.module.css';

/** What went wrong, each with the way to it. */
export function NeedsAttention({ days }: { readonly days: Days }) {
  const { id } = useApplication();
  const attention = useStage<GetAttentionData>('/attention', {
    app: id,
    ...days,
    maxAge: FRESH_SECONDS,
  });
  return (
    <Card title="Needs attention" about="Of this period, and what stands still now">
      <Loaded
        of={attention}
        what="What needs attention"
        isEmpty={({ items }) => items.length === 0}
        empty={
          <p className={styles.calm}>
            <Icon name="check" />
            Nothing. Bounces and complaints are below their thresholds, every run and upload ended well.
          </p>
        }
      >
        {({ items }) => (
          <ul className={styles.items}>
            {groupsOf(items).map(([first, ...others]) => (
              <Item
                key={`${first.kind} ${first.subject.type} ${first.subject.id}`}
                item={first}
                others={others}
                days={days}
              />
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}

interface ItemProps {
  readonly item: AttentionItem;
  /** Of the same kind, told with it. */
  readonly others: readonly AttentionItem[];
  readonly days: Days;
}

function Item({ item, others, days }: ItemProps) {
  const all = [item, ...others] as const;
  const why = others.length === 0 ? whyOf(item) : undefined;
  return (
    <li className={styles.item} data-severity={item.severity}>
      <Icon name="warning" size={17} />
      <div>
        <p className={styles.what}>
          <span className="unseen">{item.severity === 'serious' ? 'Serious: ' : 'Warning: '}</span>
          {others.length === 0 ? titleOf(item) : titleOfMany(all)}
        </p>
        {others.length === 0 ? (
          <Subject item={item} />
        ) : (
          <details>
            <summary className="small">Show all {count(all.length)}</summary>
            <ul className={styles.grouped}>
              {all.map((one) => (
                <li key={one.subject.id}>
                  <Subject item={one} />
                  <p className="small">{[titleOf(one), whyOf(one)].filter(Boolean).join('. ')}</p>
                </li>
              ))}
            </ul>
          </details>
        )}
        {why && <p className="small">{why}</p>}
        {item.kind === 'inDoubt' && <InDoubt days={days} />}
      </div>
    </li>
  );
}

/** What it is about, the way to it, and when. */
function Subject({ item }: { readonly item: AttentionItem }) {
  const now = useStageNow();
  const place = placeOf(item);
  const name = nameOf(item.subject);
  return (
    <p className="small quiet">
      {place ? <StageLink to={place.to}>{name ?? 'Show'}</StageLink> : name}
      {item.at && (
        <time dateTime={item.at} title={instant(item.at)}>
          {name || place ? ' · ' : ''}
          {ago(item.at, now)}
        </time>
      )}
    </p>
  );
}
