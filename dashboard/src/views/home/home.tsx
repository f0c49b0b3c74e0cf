import { useStage } from '../../api/use-stage.ts';
import { useApplication } from '../../app/application.tsx';
import { useStageNow } from '../../app/stage-facts.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { count, instant } from '../../ui/format.ts';
import { Card, Page } from '../../ui/page.tsx';
import { PeriodPicker } from '../../ui/period-picker.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';

interface Segment {
  readonly id: string;
  readonly name: string;
  readonly size: number;
}

/** The first view. */
export function Home() {
  const { id, name } = useApplication();
  const segments = useStage<{ items: Segment[] }>('/segments', { app: id });
  return (
    <Page
      title={name}
      tools={<PeriodPicker />}
      beside={<span className="quiet">{instant(useStageNow())}</span>}
    >
      <Card title="Segments" about="Endpoints that each holds now">
        <Loaded
          of={segments}
          what="The segments"
          isEmpty={({ items }) => items.length === 0}
          empty={
            <Empty title="No segments yet">Create one through the API, or upload a transactions file.</Empty>
          }
        >
          {({ items }) => (
            <DataTable
              caption="Segments with their sizes"
              rows={items}
              rowKey={(segment) => segment.id}
              columns={[
                {
                  key: 'name',
                  header: 'Segment',
                  cell: (segment) => segment.name,
                  sortBy: (segment) => segment.name,
                },
                {
                  key: 'size',
                  header: 'Endpoints',
                  isNumber: true,
                  cell: (segment) => count(segment.size),
                  sortBy: (segment) => segment.size,
                },
              ]}
            />
          )}
        </Loaded>
      </Card>
    </Page>
  );
}
