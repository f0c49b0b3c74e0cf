import { useQuery } from '@tanstack/react-query';
import { askText } from '../../api/stage.ts';
import type { Job } from '../../api/types.ts';
import { useMay } from '../../app/stage-facts.ts';
import { Card } from '../../ui/page.tsx';
import { RejectTable } from '../../ui/reject-table.tsx';
import { Loaded } from '../../ui/states.tsx';
import { TextDownload } from '../../ui/text-download.tsx';

const HEADERS = { file: 'File', line: 'Line', reason: 'Why it was not taken' };

/** The records that an import did not take: which line, and why. */
export function JobRejects({ job, app }: { readonly job: Job; readonly app: string }) {
  const mayRead = useMay('report-admin');
  const { jobId, name, rejected, state } = job;
  const rejects = useQuery<string, Error>({
    queryKey: ['job-rejects', app, jobId, state, rejected],
    queryFn: ({ signal }) => askText(`/jobs/${jobId}/rejects`, { parameters: { app }, signal }),
    enabled: mayRead === true,
  });
  return (
    <Card
      title="Not taken"
      about={
        state === 'FAILED'
          ? 'Mend them and import the file again'
          : 'All other records were taken. Mend these and import them again.'
      }
      tools={
        rejects.data && (
          <TextDownload text={rejects.data} name={`${name}.not-taken.csv`}>
            Download as CSV
          </TextDownload>
        )
      }
    >
      {mayRead === false ? (
        <p className="quiet">
          Reasons may quote what stands in the file, so your key does not show them: that takes the scope{' '}
          <code>report-admin</code>.
        </p>
      ) : (
        <Loaded of={rejects} what="The records that were not taken">
          {(text) => (
            <RejectTable
              caption="Records that were not taken"
              text={text}
              total={rejected}
              headers={HEADERS}
            />
          )}
        </Loaded>
      )}
    </Card>
  );
}
