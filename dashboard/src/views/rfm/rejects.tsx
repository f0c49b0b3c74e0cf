import { useQuery } from '@tanstack/react-query';
import { askText } from '../../api/stage.ts';
import type { DescribedUpload } from '../../api/types.ts';
import { Card } from '../../ui/page.tsx';
import { RejectTable } from '../../ui/reject-table.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { TextDownload } from '../../ui/text-download.tsx';

/** The rows that could not be used: which line, which column, and why. */
export function Rejects({ upload }: { readonly upload: DescribedUpload }) {
  const { uploadId, name } = upload;
  const rejects = useQuery<string, Error>({
    queryKey: ['rejects', uploadId],
    queryFn: ({ signal }) => askText(`/uploads/${uploadId}/rejects`, { signal }),
  });
  return (
    <Card
      title="Rejected rows"
      about="Everything else of the file was scored"
      tools={
        rejects.data && (
          <TextDownload text={rejects.data} name={`${name}.rejects.csv`}>
            Download as CSV
          </TextDownload>
        )
      }
    >
      <Loaded
        of={rejects}
        what="The rejected rows"
        isEmpty={(text) => text.trim() === ''}
        empty={<Empty title="No row was rejected" />}
      >
        {(text) => <RejectTable caption="Rows that were rejected" text={text} total={upload.rejected} />}
      </Loaded>
    </Card>
  );
}
