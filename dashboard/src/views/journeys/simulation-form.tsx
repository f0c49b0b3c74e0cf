import { type FormEvent, useId } from 'react';
import styles from './journey.module.css';

/** What a simulation takes as given. */
export interface Asked {
  readonly days: number;
  /** A share, or `historical`. */
  readonly openRate: number | 'historical';
  readonly clickRate: number | 'historical';
}

/** Asks how long, and how many open and click. */
export function SimulationForm({
  asked,
  isRunning,
  onRun,
}: {
  readonly asked: Asked;
  readonly isRunning: boolean;
  readonly onRun: (asked: Asked) => void;
}) {
  const id = useId();
  const isHistorical = asked.openRate === 'historical';
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const rate = (name: string) => Number(data.get(name)) / 100;
    const historical = data.get('historical') !== null;
    onRun({
      days: Number(data.get('days')),
      openRate: historical ? 'historical' : rate('open'),
      clickRate: historical ? 'historical' : rate('click'),
    });
  }
  const rateOf = (rate: number | 'historical', standard: number) =>
    rate === 'historical' ? standard : Math.round(rate * 1000) / 10;
  return (
    <form className={styles.filters} onSubmit={submit}>
      <label htmlFor={`${id}-days`}>
        Days
        <input
          id={`${id}-days`}
          type="number"
          name="days"
          min={1}
          max={365}
          required
          defaultValue={asked.days}
        />
      </label>
      <label htmlFor={`${id}-open`}>
        Open the message, %
        <input
          id={`${id}-open`}
          type="number"
          name="open"
          min={0}
          max={100}
          step={0.1}
          required
          defaultValue={rateOf(asked.openRate, 30)}
        />
      </label>
      <label htmlFor={`${id}-click`}>
        Click a link, %
        <input
          id={`${id}-click`}
          type="number"
          name="click"
          min={0}
          max={100}
          step={0.1}
          required
          defaultValue={rateOf(asked.clickRate, 5)}
        />
      </label>
      <span className="row">
        <input id={`${id}-historical`} type="checkbox" name="historical" defaultChecked={isHistorical} />
        <label htmlFor={`${id}-historical`} title="Shares of the e-mails delivered in the last 90 days">
          As in the last 90 days
        </label>
      </span>
      <button type="submit" className="primary" disabled={isRunning}>
        {isRunning ? 'Simulating …' : 'Simulate'}
      </button>
    </form>
  );
}
