import type { ImportFormat } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Card } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { TextDownload } from '../../ui/text-download.tsx';
import styles from './jobs.module.css';

const EXAMPLE_CSV = `ChannelType,Address,User.UserId,User.UserAttributes.FirstName,User.UserAttributes.Topics,User.UserAttributes.Topics,Location.Country,Metrics.orders
EMAIL,ines@example.com,customer-77,Inês,garden,books,PT,4
SMS,+351910000077,customer-77,Inês,garden,books,PT,4
EMAIL,arnav@example.co.uk,customer-78,Arnav,music,,GB,
`;
const EXAMPLE_JSON = `${JSON.stringify({
  ChannelType: 'EMAIL',
  Address: 'ines@example.com',
  Location: { Country: 'PT' },
  Metrics: { orders: 4 },
  User: { UserId: 'customer-77', UserAttributes: { FirstName: ['Inês'], Topics: ['garden', 'books'] } },
})}
${JSON.stringify({
  ChannelType: 'SMS',
  Address: '+351910000077',
  User: { UserId: 'customer-77', UserAttributes: { FirstName: ['Inês'], Topics: ['garden', 'books'] } },
})}
`;

/** What a file of customers must have, with examples. */
export function ColumnsNeeded() {
  const format = useStage<ImportFormat>('/imports/format', {}, { staleTime: Number.POSITIVE_INFINITY });
  return (
    <Card title="What the file needs">
      <ul className={styles.needs}>
        <li>
          <strong>CSV</strong>: the first line names the columns, commas between them; each further line is
          one address. A value with a comma in it stands in double quotes.
        </li>
        <li>
          A new address needs <code>ChannelType</code> (EMAIL, SMS …) and <code>Address</code>. With{' '}
          <code>Id</code>, one that is known is renewed; without, the same channel and address are the same
          entry, so that a file can be imported again.
        </li>
        <li>
          Addresses of one person have the same <code>User.UserId</code>. A file with that column alone makes
          a segment of customers who are known already.
        </li>
        <li>
          <strong>JSON lines</strong>: one object a line, with the same names nested. Both kinds in UTF-8,
          also compressed (<code>.gz</code>), at most 1 GB together.
        </li>
      </ul>
      <div className="row">
        <TextDownload text={EXAMPLE_CSV} name="customers-example.csv">
          Example as CSV
        </TextDownload>
        <TextDownload text={EXAMPLE_JSON} name="customers-example.jsonl" type="application/x-ndjson">
          Example as JSON lines
        </TextDownload>
      </div>
      <details className={styles.columns}>
        <summary>All columns</summary>
        <Loaded of={format} what="The list of columns">
          {({ columns }) => (
            <DataTable
              caption="Columns of an import file"
              rows={columns}
              rowKey={({ name }) => name}
              columns={[
                { key: 'name', header: 'Column', cell: ({ name }) => <code>{name}</code> },
                { key: 'about', header: 'What it says', cell: ({ about }) => about },
                {
                  key: 'type',
                  header: 'Value',
                  cell: ({ type, repeats }) => `${type}${repeats ? ', repeatable' : ''}`,
                },
              ]}
            />
          )}
        </Loaded>
      </details>
    </Card>
  );
}
