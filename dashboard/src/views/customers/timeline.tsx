import type { Customer, TimelineEntry } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { Choice } from '../../ui/choice.tsx';
import { amount, day } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { Empty, Failed, Skeleton } from '../../ui/states.tsx';
import { nameOf } from '../../ui/words.ts';
import styles from './customers.module.css';
import { wordsOf } from './timeline-words.ts';
import { usePages } from './use-customer.ts';

const PAGE_SIZE = 50;
const KINDS = [
  { key: 'all', name: 'Everything', about: 'All that is known' },
  { key: 'message', name: 'Messages', about: 'Sent, failed, or held back' },
  { key: 'response', name: 'Responses', about: 'Delivered, opened, clicked, bounced and so on' },
  { key: 'event', name: 'Events', about: 'What apps and shops reported' },
  { key: 'journey', name: 'Journeys', about: 'Entered and left' },
] as const;

/** What happened to a customer over all channels, the latest first. */
export function Timeline({ customer }: { readonly customer: Customer }) {
  const { id: app } = useApplication();
  const { get, set } = useAddress();
  const chosen = KINDS.find(({ key }) => key === get('show')) ?? KINDS[0];
  const timeline = usePages<TimelineEntry>(`/customers/${encodeURIComponent(customer.id)}/timeline`, {
    app,
    kinds: chosen.key === 'all' ? undefined : chosen.key,
    limit: PAGE_SIZE,
  });
  const { items } = timeline;
  return (
    <Card
      title="Timeline"
      about="All channels together, the latest first."
      tools={
        <Choice
          label="What is listed"
          options={KINDS}
          chosen={chosen.key}
          onChoose={(key) => set({ show: key === 'all' ? null : key })}
        />
      }
    >
      {timeline.isError && (
        <Failed error={timeline.error} what="The timeline" onRetry={() => timeline.refetch()} />
      )}
      {timeline.isPending && <Skeleton lines={8} />}
      {timeline.data && items.length === 0 && (
        <Empty title="Nothing of this kind">
          {chosen.key === 'all' ? 'Nothing has happened yet.' : 'Choose “Everything” above for the rest.'}
        </Empty>
      )}
      {byDay(items).map(({ name, entries }) => (
        <section key={name} aria-label={name}>
          <h3 className={styles.day}>{name}</h3>
          <ol className={styles.entries}>
            {entries.map((entry, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id, and are only ever added behind
              <Entry key={index} entry={entry} endpoints={customer.endpoints.length} />
            ))}
          </ol>
        </section>
      ))}
      {timeline.hasNextPage && (
        <button type="button" disabled={timeline.isFetchingNextPage} onClick={() => timeline.fetchNextPage()}>
          Show earlier
        </button>
      )}
    </Card>
  );
}

function byDay(items: readonly TimelineEntry[]) {
  const days: { name: string; entries: TimelineEntry[] }[] = [];
  for (const entry of items) {
    const name = day(entry.at);
    if (days.at(-1)?.name !== name) days.push({ name, entries: [] });
    days.at(-1)?.entries.push(entry);
  }
  return days;
}

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

function Entry({ entry, endpoints }: { readonly entry: TimelineEntry; readonly endpoints: number }) {
  const { at, link, attributes, metrics, endpointId } = entry;
  const { title, why, icon, tone } = wordsOf(entry);
  return (
    <li className={styles.entry} data-tone={tone}>
      <time dateTime={at} title={at}>
        {time.format(new Date(at))}
      </time>
      <span className={styles.mark}>
        <Icon name={icon} size={15} />
      </span>
      <div>
        <p>
          <b>{title}</b> <Origin entry={entry} />
        </p>
        {why && <p className="small">{why}</p>}
        {link && <p className="quiet small">{link}</p>}
        <Details attributes={attributes} metrics={metrics} />
        {endpoints > 1 && endpointId && <p className="quiet small">{endpointId}</p>}
      </div>
    </li>
  );
}

function Origin({ entry: { origin, kind } }: { readonly entry: TimelineEntry }) {
  if (kind === 'journey') return null;
  if (origin === undefined) return kind === 'message' ? <span className="quiet">Transactional</span> : null;
  const { type, id, name, deleted, activity, activityName } = origin;
  const path = `/${type}s/${encodeURIComponent(id)}`;
  return (
    <span className="quiet">
      {deleted ? (
        name === undefined ? (
          `${type} that was deleted`
        ) : (
          nameOf(origin)
        )
      ) : (
        <StageLink to={path} parameters={type === 'journey' ? { activity } : {}}>
          {name ?? id}
        </StageLink>
      )}
      {activityName && `, ${activityName}`}
    </span>
  );
}

/** Ids that the title and the origin say already. */
const SAID = /^(campaign_id|campaign_activity_id|treatment_id|journey_|delivery_type)/;

function Details({ attributes = {}, metrics = {} }: Pick<TimelineEntry, 'attributes' | 'metrics'>) {
  const all = [
    ...Object.entries(attributes).filter(([name]) => !SAID.test(name)),
    ...Object.entries(metrics).map(([name, value]) => [name, amount(value)] as const),
  ];
  if (all.length === 0) return null;
  return (
    <dl className={styles.details}>
      {all.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
