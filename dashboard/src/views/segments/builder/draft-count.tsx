import type { UseQueryResult } from '@tanstack/react-query';
import { StageError } from '../../../api/stage.ts';
import type { DraftPreview, DraftReach } from '../../../api/types.ts';
import { Announcement } from '../../../ui/announcer.tsx';
import { count, percent, share } from '../../../ui/format.ts';
import { Card } from '../../../ui/page.tsx';
import { ShareBar } from '../../../ui/share-bar.tsx';
import { Failed, Skeleton } from '../../../ui/states.tsx';
import { Channels } from '../channels.tsx';
import styles from './builder.module.css';

interface DraftCountProps {
  readonly reach: UseQueryResult<DraftReach, Error>;
  readonly sample: UseQueryResult<DraftPreview, Error>;
  /** Why it is not counted now. */
  readonly waitsFor?: string;
  readonly isOutdated: boolean;
}

/** Whom the definition would hold, as it stands. */
export function DraftCount({ reach, sample, waitsFor, isOutdated }: DraftCountProps) {
  const found = reach.isError ? undefined : reach.data;
  const spoken = found && !isOutdated && !reach.isFetching ? `${count(found.count)} endpoints match` : '';
  return (
    <div className={styles.aside}>
      <Card title="Who matches now">
        <Announcement text={spoken} />
        {waitsFor && <p className="quiet small">{waitsFor}</p>}
        {reach.isError && !waitsFor && <Refusal error={reach.error} onRetry={() => reach.refetch()} />}
        {!found && !reach.isError && !waitsFor && <Skeleton lines={3} />}
        {found && (
          <div className={styles.counted} data-outdated={isOutdated || reach.isFetching}>
            <p className={styles.big}>
              {count(found.count)} <span className="quiet">endpoints</span>
            </p>
            <p className="quiet small">
              {percent(share(found.count, found.everyone))} of {count(found.everyone)}
            </p>
            <ShareBar share={share(found.count, found.everyone)} />
            <Channels channels={found.channels} />
          </div>
        )}
      </Card>
      {found && found.count > 0 && (
        <Card title="Some of them" about="The first by their id">
          {sample.data ? (
            <ul className={styles.sample}>
              {sample.data.items.map(({ endpointId, address, userId }) => (
                <li key={endpointId}>
                  <span>{address ?? endpointId}</span>
                  {userId && <span className="quiet">user {userId}</span>}
                </li>
              ))}
            </ul>
          ) : sample.isError ? (
            <Failed error={sample.error} what="The sample" onRetry={() => sample.refetch()} />
          ) : (
            <Skeleton lines={4} />
          )}
        </Card>
      )}
    </div>
  );
}

/** What the stage says against a definition; other failures can be tried again. */
function Refusal({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  if (error instanceof StageError && error.status === 400) {
    return (
      <p className="fault" role="alert">
        {error.message}
      </p>
    );
  }
  return <Failed error={error} what="The count" onRetry={onRetry} />;
}
