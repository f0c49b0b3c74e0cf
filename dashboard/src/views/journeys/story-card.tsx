import type { UseQueryResult } from '@tanstack/react-query';
import type { JourneyFlow, Story, StoryActivity, StoryMessage } from '../../api/types.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { instant } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/states.tsx';
import { channelName, holdReasonWhy } from '../../ui/words.ts';
import { eventName } from '../event-words.ts';
import styles from './journey.module.css';

interface StoryCardProps {
  readonly flow: JourneyFlow;
  readonly story: UseQueryResult<Story, Error>;
  readonly onClose: () => void;
}

/** What one participant went through; the graph shows the same way. */
export function StoryCard({ flow, story, onClose }: StoryCardProps) {
  return (
    <section className={styles.detail} aria-label="The way of one participant">
      <Loaded of={story} what="The way of this participant">
        {({ participantId, runs }) => {
          const run = runs.at(-1);
          const user = /^user:(.*)$/s.exec(participantId)?.[1];
          const customer = user === undefined ? `endpoint:${participantId}` : participantId;
          return (
            <>
              <header className={styles.detailHead}>
                <div>
                  <h3>The way of {user ?? participantId}</h3>
                  <p className="quiet small">
                    {runs.length > 1 && `The last of ${runs.length} times in this journey. `}
                    <StageLink to={`/customers/${encodeURIComponent(customer)}`}>
                      All about this customer
                    </StageLink>
                  </p>
                </div>
                <button type="button" className="plain" onClick={onClose}>
                  <Icon name="close" size={16} />
                  <span className="unseen">Close the way of {user ?? participantId}</span>
                </button>
              </header>
              <ol className={styles.story}>
                <li>
                  <p>
                    <b>Entered the journey</b> <span className="quiet">{instant(run?.enteredAt)}</span>
                  </p>
                </li>
                {run?.activities.map((one, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: an activity may be come to twice
                  <Step key={index} flow={flow} step={one} />
                ))}
                {run?.leftAt && (
                  <li>
                    <p>
                      <b>Left the journey</b> <span className="quiet">{instant(run.leftAt)}</span>
                    </p>
                  </li>
                )}
              </ol>
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Step({ flow, step }: { readonly flow: JourneyFlow; readonly step: StoryActivity }) {
  const { activity, enteredAt, dueAt, leftAt, branch, messages = [] } = step;
  const known = flow.activities.find(({ id }) => id === activity);
  const way = flow.ways.find((one) => one.from === activity && one.branch === (branch ?? null));
  return (
    <li>
      <p>
        <b>{known?.name ?? activity}</b> <span className="quiet">{instant(enteredAt)}</span>
      </p>
      {leftAt === undefined ? (
        <p className="small">Is here now{dueAt && `, and may go on ${instant(dueAt)}`}.</p>
      ) : (
        way?.label && (
          <p className="small">
            Went on by “{way.label}” {instant(leftAt)}.
          </p>
        )
      )}
      {messages.map((message) => (
        <MessageLine key={message.messageId} message={message} />
      ))}
      {known?.sends && leftAt !== undefined && messages.length === 0 && (
        <p className="small">No message: no address on this channel.</p>
      )}
    </li>
  );
}

function MessageLine({ message }: { readonly message: StoryMessage }) {
  const { channelType, heldBack, events } = message;
  const later = events.filter(({ type }) => !/\.send$/.test(type));
  return (
    <p className="small">
      {heldBack ? (
        <>
          {channelName(channelType)} not sent. {holdReasonWhy(heldBack)}
        </>
      ) : (
        <>
          {channelName(channelType)} sent
          {later.map(({ type, at }) => `, ${eventName(type).toLowerCase()} ${instant(at)}`).join('')}.
        </>
      )}
    </p>
  );
}
