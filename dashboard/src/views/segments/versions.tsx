import { useMemo } from 'react';
import type { SegmentResponse } from '../../api/pinpoint.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { count, instant } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { nameOf, summaryOf } from './kind.tsx';
import { useDefinitions, useVersions } from './questions.ts';

/** Every version that was saved, the newest first; an earlier one can be taken up again. */
export function Versions({ segment, app }: { readonly segment: SegmentResponse; readonly app: string }) {
  const versions = useVersions(app, segment.Id);
  const all = useDefinitions(app).data;
  const names = useMemo(() => new Map(all?.map((one) => [one.Id, nameOf(one)])), [all]);
  const canBeTaken = segment.SegmentType !== 'IMPORT';
  return (
    <Card title="Versions" about="Campaigns keep the version that they were planned with">
      <Loaded of={versions} what="The versions">
        {({ Item }) => (
          <DataTable
            caption="Versions of the segment"
            rows={Item}
            rowKey={({ Version }) => String(Version)}
            columns={[
              { key: 'version', header: 'Version', isNumber: true, cell: ({ Version }) => count(Version) },
              { key: 'saved', header: 'Saved', cell: ({ LastModifiedDate }) => instant(LastModifiedDate) },
              { key: 'name', header: 'Name', cell: nameOf },
              { key: 'who', header: 'Whom it held', cell: (version) => summaryOf(version, names) },
              ...(canBeTaken
                ? [
                    {
                      key: 'take',
                      header: 'Take up again',
                      cell: ({ Version }: SegmentResponse) =>
                        Version !== segment.Version && (
                          <StageLink
                            to={`/segments/${segment.Id}`}
                            parameters={{ tab: 'conditions', version: Version }}
                          >
                            Use version {Version}
                          </StageLink>
                        ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
