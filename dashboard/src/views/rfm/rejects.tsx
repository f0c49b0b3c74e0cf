import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { askText } from '../../api/stage.ts';
import type { DescribedUpload } from '../../api/types.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { count } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { csvRows } from './csv.ts';
import styles from './rfm.module.css';

/** Rows of a very long list that are kept on the page; the file has all. */
const SHOWN = 1000;

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
      tools={rejects.data && <Download text={rejects.data} name={`${name}.rejects.csv`} />}
    >
      <Loaded
        of={rejects}
        what="The rejected rows"
        isEmpty={(text) => text.trim() === ''}
        empty={<Empty title="No row was rejected" />}
      >
        {(text) => <RejectTable text={text} total={upload.rejected} />}
      </Loaded>
    </Card>
  );
}

function RejectTable({ text, total }: { readonly text: string; readonly total?: number }) {
  const [header = [], ...rows] = csvRows(text);
  return (
    <>
      <DataTable
        caption="Rows that were rejected"
        rows={rows.slice(0, SHOWN)}
        rowKey={(_, index) => String(index)}
        columns={header.map((title, place) => ({
          key: title,
          header: title,
          isNumber: title === 'line',
          cell: (row: string[]) => row[place],
          sortBy: (row: string[]) => (title === 'line' ? Number(row[place]) : row[place]),
        }))}
      />
      {(total ?? rows.length) > SHOWN && (
        <p className="quiet small">
          The first {count(SHOWN)} of {count(total)}; the file has them all.
        </p>
      )}
    </>
  );
}

/** A link to the text as a file; it is made here, since an address cannot carry the key. */
function Download({ text, name }: { readonly text: string; readonly name: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [text]);
  return (
    <a href={url} download={name} className={styles.download}>
      <Icon name="download" size={16} /> Download as CSV
    </a>
  );
}
