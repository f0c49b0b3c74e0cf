import type { AttentionItem, GetAttentionData } from '../../api/types.ts';
import { FRESH_SECONDS, useStage } from '../../api/use-stage.ts';
import { useApplication } from '../../app/application.tsx';
import { useStageNow } from '../../app/stage-facts.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { ago, instant } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { placeOf, titleOf, whyOf } from './attention-words.ts';
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
            {items.map((item) => (
              <Item key={`${item.kind} ${item.subject.type} ${item.subject.id}`} item={item} />
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}

function Item({ item }: { readonly item: AttentionItem }) {
  const now = useStageNow();
  const place = placeOf(item.subject);
  const name = item.subject.name ?? item.subject.id;
  const why = whyOf(item);
  return (
    <li className={styles.item} data-severity={item.severity}>
      <Icon name="warning" size={17} />
      <div>
        <p className={styles.what}>
          <span className="unseen">{item.severity === 'serious' ? 'Serious: ' : 'Warning: '}</span>
          {titleOf(item)}
        </p>
        <p className="small quiet">
          {name && (place ? <StageLink to={place}>{name}</StageLink> : name)}
          {!name && place && <StageLink to={place}>Show</StageLink>}
          {item.at && (
            <time dateTime={item.at} title={instant(item.at)}>
              {name || place ? ' · ' : ''}
              {ago(item.at, now)}
            </time>
          )}
        </p>
        {why && <p className="small">{why}</p>}
      </div>
    </li>
  );
}
