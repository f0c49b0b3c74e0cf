import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { askJson } from '../../api/stage.ts';
import type { MailboxPage, StageTime, StageTimeMoved } from '../../api/types.ts';
import { count, instant } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { Failed, Skeleton } from '../../ui/states.tsx';
import { aheadWords, durationMs, UNITS } from './durations.ts';
import styles from './mailbox.module.css';

/** How often the clock is looked at while it is moving, in milliseconds. */
const MOVING_POLL_MS = 500;
const STEPS = [
  { duration: 'PT10M', name: '10 minutes' },
  { duration: 'P1D', name: '1 day' },
  { duration: 'P3D', name: '3 days' },
];

interface Move {
  readonly duration: string;
  /** The stage's clock when it began, ISO 8601. */
  readonly from: string;
  readonly messagesBefore: number;
}

interface Moved extends StageTimeMoved {
  readonly newMessages: number;
}

/** The stage's clock, which can be put forward: what falls due on the way is done. */
export function ClockCard() {
  const queries = useQueryClient();
  const [move, setMove] = useState<Move>();
  const [moved, setMoved] = useState<Moved>();
  const [fault, setFault] = useState<Error>();
  const clock = useQuery({
    queryKey: ['/local/clock'],
    queryFn: ({ signal }) => askJson<StageTime>('/local/clock', { signal }),
    refetchInterval: move ? MOVING_POLL_MS : 30_000,
  });
  const messages = useQuery({
    queryKey: ['messages so far'],
    queryFn: () => messagesSoFar(),
    refetchInterval: MOVING_POLL_MS,
    enabled: move !== undefined,
  });

  async function advance(duration: string) {
    setFault(undefined);
    setMoved(undefined);
    try {
      const messagesBefore = await messagesSoFar();
      const { now } = await askJson<StageTime>('/local/clock');
      setMove({ duration, from: now, messagesBefore });
      const answer = await askJson<StageTimeMoved>('/local/clock', {
        method: 'POST',
        body: { advance: duration },
      });
      setMoved({ ...answer, newMessages: (await messagesSoFar()) - messagesBefore });
    } catch (error) {
      setFault(error as Error);
    } finally {
      setMove(undefined);
      await queries.invalidateQueries(); // everything may have changed
    }
  }

  if (!clock.data) {
    return (
      <Card title="Clock">
        {clock.isError ? (
          <Failed error={clock.error} what="The clock" onRetry={() => clock.refetch()} />
        ) : (
          <Skeleton lines={2} />
        )}
      </Card>
    );
  }
  const { now, aheadMs } = clock.data;
  return (
    <Card title="Clock" about="Put it forward, and waits, schedules and quiet times fall due at once.">
      <div className={styles.clock}>
        <p className={styles.time}>
          <Icon name="clock" />
          <time dateTime={now}>{instant(now)}</time>
          <span className="quiet small">{aheadWords(aheadMs)}</span>
        </p>
        <fieldset className={styles.steps} disabled={move !== undefined}>
          <legend className="unseen">Put the clock forward</legend>
          {STEPS.map(({ duration, name }) => (
            <button key={duration} type="button" onClick={() => advance(duration)}>
              + {name}
            </button>
          ))}
          <OwnDuration onAdvance={advance} />
        </fieldset>
      </div>
      {move && (
        <Moving
          move={move}
          now={now}
          messages={(messages.data ?? move.messagesBefore) - move.messagesBefore}
        />
      )}
      <p role="status" aria-label="What fell due" className={moved ? styles.moved : 'unseen'}>
        {moved && outcome(moved)}
      </p>
      {fault && (
        <p className="fault" role="alert">
          {fault.message}
        </p>
      )}
    </Card>
  );
}

function Moving({
  move,
  now,
  messages,
}: {
  readonly move: Move;
  readonly now: string;
  readonly messages: number;
}) {
  const whole = durationMs(move.duration);
  const done = Math.min(Math.max(Date.parse(now) - Date.parse(move.from), 0), whole);
  return (
    <p className={styles.moving} role="status" aria-label="The clock is moving">
      <progress value={done} max={whole} aria-label="The clock is moving" />
      It is {instant(now)} now; {count(messages)} {messages === 1 ? 'message' : 'messages'} so far
    </p>
  );
}

function OwnDuration({ onAdvance }: { readonly onAdvance: (duration: string) => void }) {
  const id = useId();
  const [amount, setAmount] = useState('2');
  const [unit, setUnit] = useState<keyof typeof UNITS>('weeks');
  const number = Number(amount);
  const isGood = Number.isInteger(number) && number > 0 && number * UNITS[unit].ms <= UNITS.days.ms * 366;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isGood) onAdvance(UNITS[unit].write(number));
  }
  return (
    <form onSubmit={submit} className={styles.ownDuration} noValidate>
      <label htmlFor={id} className="unseen">
        How many
      </label>
      <input
        id={id}
        type="number"
        min={1}
        value={amount}
        aria-invalid={!isGood || undefined}
        onChange={(event) => setAmount(event.target.value)}
      />
      <select
        aria-label="Unit"
        value={unit}
        onChange={(event) => setUnit(event.target.value as keyof typeof UNITS)}
      >
        {Object.keys(UNITS).map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <button type="submit" disabled={!isGood}>
        Put forward
      </button>
    </form>
  );
}

/** Of every application: the clock is the whole stage's. */
async function messagesSoFar(): Promise<number> {
  return (await askJson<MailboxPage>('/local/mailbox', { parameters: { limit: 1 } })).total;
}

function outcome({ from, now, campaignRuns, journeyTicks, newMessages }: Moved): string {
  const parts = [
    newMessages > 0 && `${count(newMessages)} ${newMessages === 1 ? 'message was' : 'messages were'} sent`,
    campaignRuns > 0 && `${count(campaignRuns)} campaign ${campaignRuns === 1 ? 'run' : 'runs'} began`,
    journeyTicks > 0 && `journeys took ${count(journeyTicks)} ${journeyTicks === 1 ? 'step' : 'steps'}`,
  ].filter(Boolean);
  const what = parts.length === 0 ? 'nothing fell due' : parts.join(', ');
  return `From ${instant(from)} to ${instant(now)}: ${what}.`;
}
