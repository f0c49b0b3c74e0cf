import { useEffect, useMemo } from 'react';
import type { SegmentImportResource, SegmentResponse } from '../../api/pinpoint.ts';
import type { SegmentPreview } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { Facts } from '../../ui/facts.tsx';
import { count, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { Channels } from './channels.tsx';
import { nameOf } from './kind.tsx';
import { Members } from './members.tsx';
import { useDefinitions, useHistory, useReach } from './questions.ts';
import { Rules } from './rules.tsx';
import { SizeChart } from './sizes.tsx';
import { WorthCard } from './worth.tsx';

const SAMPLE = 20;

/** How large a segment is, by which channels it is reached, how it grew, what it is made of, and who is in it. */
export function SegmentOverview({
  segment,
  app,
}: {
  readonly segment: SegmentResponse;
  readonly app: string;
}) {
  const { Id: id } = segment;
  const reach = useReach(app, id);
  const history = useHistory(app, id);
  const [size, last] = [reach.data?.count, history.data?.sizes.at(-1)?.size];
  // The count is kept as the day's size: the first point of a new segment.
  useEffect(() => {
    if (size !== undefined && size !== last) void history.refetch();
  }, [size, last, history.refetch]);
  const sample = useStage<SegmentPreview>(`/segments/${id}/preview`, { app, limit: SAMPLE });
  const all = useDefinitions(app).data;
  const names = useMemo(() => new Map(all?.map((one) => [one.Id, nameOf(one)])), [all]);
  return (
    <>
      <Card title="Now">
        <Loaded of={reach} what="The count">
          {({ count: size, everyone, channels }) => {
            const reachable = channels.reduce((sum, channel) => sum + channel.reachable, 0);
            return (
              <Stats>
                <Stat
                  name="Endpoints"
                  about="Addresses, numbers and devices; a customer may have several"
                  value={count(size)}
                  of={`${percent(share(size, everyone))} of ${count(everyone)}`}
                />
                <Stat
                  name="Reachable"
                  about="Active and not opted out"
                  value={count(reachable)}
                  of={`${percent(share(reachable, size))} of the segment`}
                />
                <Stat name="Channels" value={count(channels.length)} />
              </Stats>
            );
          }}
        </Loaded>
      </Card>
      <WorthCard segment={segment} app={app} />
      <div className="grid">
        <Card title="Who is in it">
          {segment.ImportDefinition ? (
            <ImportFacts from={segment.ImportDefinition} />
          ) : (
            <Rules segment={segment} names={names} />
          )}
        </Card>
        <Card title="Channels">
          <Loaded
            of={reach}
            what="The channels"
            isEmpty={({ channels }) => channels.length === 0}
            empty={<Empty title="Nobody is in this segment now" />}
          >
            {({ channels }) => <Channels channels={channels} />}
          </Loaded>
        </Card>
      </div>
      <Card title="Size over time" about="By day (UTC), the last count of each day">
        <Loaded of={history} what="The sizes">
          {({ sizes }) => <SizeChart lines={[{ name: nameOf(segment), sizes }]} />}
        </Loaded>
      </Card>
      <Card title="Some of them" about={`The first ${SAMPLE} by their id`}>
        <Loaded
          of={sample}
          what="The sample"
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty title="Nobody is in this segment now" />}
        >
          {({ items }) => <Members items={items} />}
        </Loaded>
      </Card>
    </>
  );
}

function ImportFacts({ from }: { readonly from: SegmentImportResource }) {
  return (
    <>
      <p className="quiet small">
        Imported segments stay as their file was. A new import makes a new version; there are no conditions to
        edit.
      </p>
      <Facts>
        <dt>File</dt>
        <dd>
          <code>{from.S3Url}</code>
        </dd>
        <dt>Format</dt>
        <dd>{from.Format}</dd>
        <dt>Endpoints imported</dt>
        <dd>{count(from.Size)}</dd>
      </Facts>
    </>
  );
}
