import { useState } from 'react';
import type { GetMessagesInDoubtData, MessageInDoubt } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { count } from '../../ui/format.ts';
import { Loaded } from '../../ui/states.tsx';
import { channelName } from '../../ui/words.ts';
import type { Days } from './messages.ts';
import styles from './overview.module.css';

/** So many are shown here; the stage tells of all of them. */
const SHOWN = 20;

/** The messages in doubt, asked for once they are opened: who they are for is not for every key to read. */
export function InDoubt({ days }: { readonly days: Days }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="small">Show which</summary>
      {isOpen && <Messages days={days} />}
    </details>
  );
}

function Messages({ days }: { readonly days: Days }) {
  const { id: app } = useApplication();
  const messages = useStage<GetMessagesInDoubtData>('/messages/in-doubt', { app, ...days, limit: SHOWN });
  return (
    <Loaded of={messages} what="The messages in doubt">
      {({ items, next }) => (
        <>
          <ul className={styles.grouped}>
            {items.map((message) => (
              <li key={message.messageId} className="small">
                <span className="quiet">{channelName(message.channelType)}</span> {message.address}{' '}
                <Origin message={message} />
                <p className="quiet">{message.reason}</p>
              </li>
            ))}
          </ul>
          {next && (
            <p className="small quiet">
              The first {count(items.length)}; <code>GET /messages/in-doubt</code> gives all of them.
            </p>
          )}
        </>
      )}
    </Loaded>
  );
}

function Origin({ message: { campaignId, journeyId } }: { readonly message: MessageInDoubt }) {
  if (campaignId) return <StageLink to={`/campaigns/${campaignId}`}>Campaign</StageLink>;
  if (journeyId) return <StageLink to={`/journeys/${journeyId}`}>Journey</StageLink>;
  return null;
}
