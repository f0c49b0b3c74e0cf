import type { UseQueryResult } from '@tanstack/react-query';
import { StageError } from '../../api/stage.ts';
import type { ImportPreview } from '../../api/types.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { count } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Failed, Skeleton } from '../../ui/states.tsx';
import { Fault } from './fault.tsx';
import styles from './jobs.module.css';

interface FilePreviewProps {
  readonly file: File;
  readonly preview: UseQueryResult<ImportPreview, Error>;
}

/** The first rows of a file as the stage would read them, and what it would refuse. */
export function FilePreview({ file, preview }: FilePreviewProps) {
  return (
    <Card title={`What is read of ${file.name}`} about="Only looked at so far; nothing is stored">
      {preview.data ? (
        <Read preview={preview.data} name={file.name} />
      ) : preview.isError ? (
        isOfFile(preview.error) ? (
          <Fault text={preview.error.message} />
        ) : (
          <Failed error={preview.error} what="The beginning of the file" onRetry={() => preview.refetch()} />
        )
      ) : (
        <Skeleton lines={4} />
      )}
    </Card>
  );
}

/** Whether the file is at fault, and not the stage or the key. */
export function isOfFile(error: unknown): boolean {
  return !(error instanceof StageError) || error.code === 'BadFile';
}

type Row = ImportPreview['rows'][number];

function Read({ preview, name }: { readonly preview: ImportPreview; readonly name: string }) {
  const { columns, rows, checked, refused, refusals } = preview;
  if (checked === 0) return <Fault text={`${name}: there is no row in it`} />;
  return (
    <>
      <p>
        {refused === 0 ? (
          <>All of the first {count(checked)} rows can be taken.</>
        ) : (
          <strong className={styles.refused}>
            {count(refused)} of the first {count(checked)} rows would not be taken; the others would.
          </strong>
        )}
      </p>
      <DataTable<Row>
        caption={`First rows of ${name}`}
        rows={rows}
        rowKey={({ line }, index) => `${line} ${index}`}
        columns={[
          { key: 'line', header: 'Line', isNumber: true, cell: ({ line }) => count(line) },
          ...columns.map((column, place) => ({
            key: column,
            header: column,
            cell: ({ values }: Row) => values[place],
          })),
          ...(rows.some((row) => row.refused)
            ? [
                {
                  key: 'refused',
                  header: 'Why it would not be taken',
                  cell: (row: Row) =>
                    row.refused && (
                      <>
                        <span className={styles.refused}>{row.refused}</span>
                        {row.text && <code className={styles.raw}>{row.text}</code>}
                      </>
                    ),
                },
              ]
            : []),
        ]}
      />
      {refused > 0 && (
        <details className={styles.columns}>
          <summary>
            {refusals.length < refused
              ? `The first ${count(refusals.length)} rows that would not be taken`
              : `Rows that would not be taken (${count(refused)})`}
          </summary>
          <ul>
            {refusals.map(({ line, reason }) => (
              <li key={`${line} ${reason}`}>
                Line {count(line)}: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
