import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { askText } from '../../api/stage.ts';
import type { MailboxItem } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { instant } from '../../ui/format.ts';
import { MessageFrame } from '../../ui/message-frame.tsx';
import { Card } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { channelName } from '../../ui/words.ts';
import styles from './mailbox.module.css';
import { ownAddresses, withoutPixel } from './tracked.ts';

/** One message: as its reader sees it, and all that it is made of. */
export function MessageView({ messageId }: { readonly messageId: string }) {
  const message = useStage<MailboxItem>(
    `/local/mailbox/${encodeURIComponent(messageId)}`,
    {},
    { staleTime: Number.POSITIVE_INFINITY, placeholderData: undefined },
  );
  return (
    <Loaded of={message} what="The message">
      {(item) => <Shown message={item} />}
    </Loaded>
  );
}

function Shown({ message }: { readonly message: MailboxItem }) {
  const { subject, to, from, replyTo, sentAt, channelType, html, text, headers } = message;
  const tabs = [
    ...(html !== undefined ? [{ key: 'message', name: 'Message' }] : []),
    ...(text !== undefined ? [{ key: 'text', name: 'Text' }] : []),
    { key: 'source', name: 'Source' },
    ...(Object.keys(headers).length > 0 ? [{ key: 'headers', name: 'Headers' }] : []),
  ];
  const [tab, setTab] = useState(tabs[0]?.key ?? 'source');
  const facts = [
    ['To', to],
    ['From', from],
    ['Reply to', replyTo?.join(', ')],
    ['Sent', instant(sentAt)],
    ['Channel', channelName(channelType)],
  ].filter(([, value]) => value);
  return (
    <Card title={subject ?? channelName(channelType)}>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Tabs label="Parts of the message" tabs={tabs} chosen={tab} onChoose={setTab}>
        {tab === 'message' && html !== undefined && <Html html={html} subject={subject ?? to} />}
        {tab === 'text' && <pre className={styles.text}>{text}</pre>}
        {tab === 'source' && <Source messageId={message.messageId} />}
        {tab === 'headers' && (
          <DataTable
            caption="Headers of the message"
            rows={Object.entries(headers)}
            rowKey={([name]) => name}
            columns={[
              { key: 'name', header: 'Header', cell: ([name]) => name },
              {
                key: 'value',
                header: 'Value',
                cell: ([, value]) => <span className={styles.header}>{value}</span>,
              },
            ]}
          />
        )}
      </Tabs>
    </Card>
  );
}

/** A mail program loads the pixel, so this does; a reader may look without it, and without links that count. */
function Html({ html, subject }: { readonly html: string; readonly subject: string }) {
  const [counts, setCounts] = useState(true);
  return (
    <>
      <p className={styles.counts}>
        <label>
          <input type="checkbox" checked={counts} onChange={(event) => setCounts(event.target.checked)} />{' '}
          Read as the customer
        </label>
        <span className="quiet small">
          {counts
            ? 'Opening it here counts as an open, and a link that is followed counts as a click.'
            : 'Nothing counts now: the pixel is left out and links lead nowhere. What was counted before stays.'}
        </span>
      </p>
      <MessageFrame
        key={String(counts)}
        title={`Message: ${subject}`}
        html={counts ? ownAddresses(html, location.origin) : withoutPixel(html)}
        follow={counts}
      />
    </>
  );
}

function Source({ messageId }: { readonly messageId: string }) {
  const source = useQuery({
    queryKey: ['source', messageId],
    queryFn: ({ signal }) => askText(`/local/mailbox/${encodeURIComponent(messageId)}/source`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Loaded
      of={source}
      what="The source"
      isEmpty={(text) => text === ''}
      empty={<Empty title="The source is empty" />}
    >
      {(text) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by the keyboard
        <pre className={styles.text} tabIndex={0}>
          {text}
        </pre>
      )}
    </Loaded>
  );
}
