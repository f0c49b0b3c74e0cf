import { useStage } from '../../api/use-stage.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { count } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Loaded, Skeleton } from '../../ui/states.tsx';

interface MadeSegmentProps {
  readonly app: string;
  readonly segmentId: string;
  readonly name: string;
}

/** The segment that an import made or added to, and how large it is now. */
export function MadeSegment({ app, segmentId, name }: MadeSegmentProps) {
  const size = useStage<{ count: number }>(`/segments/${segmentId}/count`, { app });
  return (
    <Card title="Its segment">
      <Loaded of={size} what="The segment’s size" skeleton={<Skeleton lines={1} />}>
        {({ count: endpoints }) => (
          <p>
            <StageLink to={`/segments/${segmentId}`}>{name}</StageLink> holds{' '}
            <strong>{count(endpoints)}</strong> {endpoints === 1 ? 'endpoint' : 'endpoints'} now: addresses,
            numbers and devices.
          </p>
        )}
      </Loaded>
    </Card>
  );
}
