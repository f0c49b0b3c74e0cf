import { type FormEvent, useId } from 'react';
import type { MailboxItem } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { count, instant } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Empty } from '../../ui/states.tsx';
import { channelName } from '../../ui/words.ts';
import styles from './mailbox.module.css';

const CHANNELS = ['EMAIL', 'SMS', 'PUSH', 'VOICE', 'CUSTOM'];

interface MessageListProps {
  readonly total: number;
  readonly items: readonly MailboxItem[];
  readonly chosen?: string;
  readonly isFiltered: boolean;
  readonly isStale: boolean;
  readonly onMore?: () => void;
}

/** Messages, newest first, with a search that the address keeps. */
export function MessageList({ total, items, chosen, isFiltered, isStale, onMore }: MessageListProps) {
  const { get } = useAddress();
  const filter = {
    recipient: get('recipient'),
    subject: get('subject'),
    channel: get('channel'),
  };
  return (
    <>
      <Search key={JSON.stringify(filter)} filter={filter} />
      <p className="quiet small" role="status">
        {count(total)} {total === 1 ? 'message' : 'messages'}
      </p>
      {items.length === 0 ? (
        isFiltered ? (
          <Empty title="No message fits">An address is matched whole, a subject in part.</Empty>
        ) : (
          <Empty title="Nothing sent yet">
            Start a campaign, or put the clock forward so that a journey’s next step falls due.
          </Empty>
        )
      ) : (
        <ul className={styles.messages} aria-busy={isStale}>
          {items.map(({ messageId, to, subject, text, channelType, channel, sentAt }) => (
            <li key={messageId}>
              <StageLink
                to={`/mailbox/${encodeURIComponent(messageId)}`}
                parameters={filter}
                aria-current={messageId === chosen ? 'true' : undefined}
              >
                <span className={styles.subject}>{subject ?? text ?? channelName(channelType)}</span>
                <span className={styles.to}>{to}</span>
                <span className={styles.when}>
                  {channel === 'EMAIL' ? '' : `${channelName(channelType)}, `}
                  {instant(sentAt)}
                </span>
              </StageLink>
            </li>
          ))}
        </ul>
      )}
      {onMore && (
        <button type="button" onClick={onMore}>
          Show more ({count(total - items.length)} left)
        </button>
      )}
    </>
  );
}

function Search({ filter }: { readonly filter: Readonly<Record<string, string | undefined>> }) {
  const id = useId();
  const { set } = useAddress();
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    set({
      recipient: String(form.get('recipient')).trim(),
      subject: String(form.get('subject')).trim(),
      channel: String(form.get('channel')),
    });
  }
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <search>
      <form onSubmit={submit} className={styles.search}>
        <label htmlFor={`${id}-to`}>To</label>
        <input
          id={`${id}-to`}
          name="recipient"
          placeholder="whole address or number"
          defaultValue={filter.recipient}
          spellCheck={false}
        />
        <label htmlFor={`${id}-subject`}>Subject</label>
        <input id={`${id}-subject`} name="subject" placeholder="some words" defaultValue={filter.subject} />
        <label htmlFor={`${id}-channel`}>Channel</label>
        <select id={`${id}-channel`} name="channel" defaultValue={filter.channel ?? ''}>
          <option value="">All</option>
          {CHANNELS.map((channel) => (
            <option key={channel} value={channel}>
              {channelName(channel)}
            </option>
          ))}
        </select>
        <div className={styles.searchButtons}>
          <button type="submit">
            <Icon name="search" size={16} /> Search
          </button>
          {isFiltered && (
            <button
              type="button"
              className="plain"
              onClick={() => set({ recipient: null, subject: null, channel: null })}
            >
              Clear
            </button>
          )}
        </div>
      </form>
    </search>
  );
}
