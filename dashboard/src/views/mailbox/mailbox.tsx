import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { askJson } from '../../api/stage.ts';
import type { MailboxPage } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { useStageFacts } from '../../app/stage-facts.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Failed, Skeleton } from '../../ui/states.tsx';
import { ClockCard } from './clock-card.tsx';
import styles from './mailbox.module.css';
import { MessageList } from './message-list.tsx';
import { MessageView } from './message-view.tsx';

const PAGE = 50;

/** What a stage on a laptop has sent, and its clock, which makes it send more. */
export function Mailbox() {
  const facts = useStageFacts();
  if (facts?.kind === 'aws') {
    return (
      <Page title="Mailbox">
        <Empty title="This stage sends its messages">
          Only a stage on a laptop keeps them in a mailbox. On AWS they go to your customers.
        </Empty>
      </Page>
    );
  }
  return <LocalMailbox />;
}

function LocalMailbox() {
  const { messageId } = useParams();
  const { id: app } = useApplication();
  const { get } = useAddress();
  const filter = { app, to: get('recipient'), subject: get('subject'), channel: get('channel') };
  const messages = useInfiniteQuery({
    queryKey: ['/local/mailbox', filter],
    queryFn: ({ pageParam, signal }) =>
      askJson<MailboxPage>('/local/mailbox', {
        parameters: { ...filter, limit: PAGE, next: pageParam },
        signal,
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
  const isFiltered = Boolean(filter.to || filter.subject || filter.channel);
  const pages = messages.data?.pages;
  const subject = pages?.flatMap(({ items }) => items).find((one) => one.messageId === messageId)?.subject;
  return (
    <Page
      title="Mailbox and clock"
      part={messageId && (subject ?? 'Message')}
      above={messageId && <StageLink to="/mailbox">All messages</StageLink>}
      beside={<span className="quiet">Kept on this computer instead of being sent</span>}
    >
      <ClockCard />
      <div className={styles.view} data-chosen={messageId !== undefined}>
        <section className={styles.side} aria-label="Messages">
          {pages ? (
            <MessageList
              total={pages[0]?.total ?? 0}
              items={pages.flatMap(({ items }) => items)}
              chosen={messageId}
              isFiltered={isFiltered}
              isStale={messages.isPlaceholderData}
              onMore={messages.hasNextPage ? () => messages.fetchNextPage() : undefined}
            />
          ) : messages.isError ? (
            <Failed error={messages.error} what="The mailbox" onRetry={() => messages.refetch()} />
          ) : (
            <Skeleton lines={10} />
          )}
        </section>
        <div className="stack">
          {messageId ? (
            <MessageView messageId={messageId} key={messageId} />
          ) : (
            <div className={styles.hint}>
              <Empty title="Choose a message">
                It is shown as its reader would see it, with its text, source and headers.
              </Empty>
            </div>
          )}
        </div>
      </div>
    </Page>
  );
}
