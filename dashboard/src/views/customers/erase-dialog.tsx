import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { askJson, StageError } from '../../api/stage.ts';
import type { Customer } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { count } from '../../ui/format.ts';
import { channelName } from '../../ui/words.ts';
import styles from './customers.module.css';
import { ownId } from './use-customer.ts';

/** What the stage tells of the erasure that follows a deletion. */
interface Erasure {
  readonly id: string;
  readonly state: 'PENDING' | 'RUNNING' | 'DONE';
  readonly requestedAt: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly error?: string;
}

interface Deleted {
  readonly at: number;
  /** The erasures that were known before. */
  readonly known: readonly string[];
  readonly endpoints: Customer['endpoints'];
}

const POLL_MS = 1500;

/** Deletes a customer once the id was typed, and shows what was erased. */
export function EraseDialog({
  customer,
  onClose,
  onDeleted,
}: {
  readonly customer: Customer;
  readonly onClose: () => void;
  /** The customer is gone: what the page still shows of the person has to go too. */
  readonly onDeleted: () => void;
}) {
  const { id: app } = useApplication();
  const { go } = useAddress();
  const queries = useQueryClient();
  const erasing = useMutation({ mutationFn: () => erase(app, customer), onSuccess: onDeleted });
  function close() {
    onClose();
    if (!erasing.isSuccess) return;
    queries.clear(); // nothing of the person stays in this page
    go('/customers');
  }
  return (
    <Dialog title={erasing.isSuccess ? 'Deleted' : 'Delete this customer?'} onClose={close}>
      {erasing.data ? (
        <Erased app={app} deleted={erasing.data} onClose={close} />
      ) : (
        <Confirm
          customer={customer}
          isRunning={erasing.isPending}
          error={erasing.error}
          onConfirm={() => erasing.mutate()}
          onCancel={onClose}
        />
      )}
    </Dialog>
  );
}

interface ConfirmProps {
  readonly customer: Customer;
  readonly isRunning: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

function Confirm({ customer, isRunning, error, onConfirm, onCancel }: ConfirmProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const wanted = ownId(customer.id);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (typed === wanted) onConfirm();
  }
  return (
    <form onSubmit={submit} className="stack">
      <p>
        {customer.endpoints.length === 1
          ? 'This address is'
          : `These ${customer.endpoints.length} addresses and devices are`}{' '}
        deleted, and the person is taken out of messages, events, journeys and scores. It cannot be undone.
        Addresses that must not be written to stay suppressed.
      </p>
      <ul className={styles.plain}>
        {customer.endpoints.map(({ endpointId, channelType, address }) => (
          <li key={endpointId}>
            <span className="quiet">{channelName(channelType)}</span> {address ?? endpointId}
          </li>
        ))}
      </ul>
      <label htmlFor={id}>
        Type <code>{wanted}</code> to confirm
      </label>
      <input
        id={id}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {error && (
        <p className="fault" role="alert">
          Nothing was deleted: {error.message}
        </p>
      )}
      <div className="row">
        <button type="submit" className="danger" disabled={typed !== wanted || isRunning}>
          {isRunning ? 'Deleting …' : 'Delete'}
        </button>
        <button type="button" onClick={onCancel}>
          Keep
        </button>
      </div>
    </form>
  );
}

async function erase(app: string, customer: Customer): Promise<Deleted> {
  const known = (await erasures(app)) ?? [];
  const place = `/v1/apps/${encodeURIComponent(app)}`;
  const path =
    customer.kind === 'user'
      ? `${place}/users/${encodeURIComponent(customer.userId ?? '')}`
      : `${place}/endpoints/${encodeURIComponent(customer.endpoints[0]?.endpointId ?? '')}`;
  await askJson(path, { method: 'DELETE' });
  return { at: Date.now(), known: known.map(({ id }) => id), endpoints: customer.endpoints };
}

/** The newest erasures; `undefined` where the stage or the key does not tell of them. */
async function erasures(app: string): Promise<Erasure[] | undefined> {
  try {
    const { items } = await askJson<{ items: Erasure[] }>('/erasures', { parameters: { app, limit: 20 } });
    return items;
  } catch (error) {
    if (error instanceof StageError && [403, 404].includes(error.status)) return undefined;
    throw error;
  }
}

const PLACES: Record<string, string> = {
  endpoints: 'addresses and devices',
  messages: 'messages',
  events: 'events',
  journey_transitions: 'moves in journeys',
  segment_members: 'memberships of imported segments',
  rfm_scores: 'RFM scores',
  rfm_activity: 'sums of transactions',
  rfm_features: 'RFM features',
  suppressions: 'suppressions',
  mailbox: 'messages of the local mailbox',
  documents: 'records of the stage',
  objects: 'files',
};

interface ErasedProps {
  readonly app: string;
  readonly deleted: Deleted;
  readonly onClose: () => void;
}

function Erased({ app, deleted, onClose }: ErasedProps) {
  const erasure = useQuery({
    queryKey: ['erasures', app, deleted.at],
    queryFn: async () => {
      const all = await erasures(app);
      return all?.filter(({ id }) => !deleted.known.includes(id)) ?? [];
    },
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state !== 'DONE') ? POLL_MS : false),
  });
  const own = erasure.data ?? [];
  const counts: Record<string, number> = {};
  for (const [place, erased] of own.flatMap((one) => Object.entries(one.counts))) {
    counts[place] = (counts[place] ?? 0) + erased;
  }
  const isUnderWay = own.some(({ state }) => state !== 'DONE');
  const told = Object.entries(counts).filter(([, erased]) => erased > 0);
  return (
    <div className="stack">
      <p role="status">
        {deleted.endpoints.length === 1
          ? 'The address was deleted.'
          : `${count(deleted.endpoints.length)} addresses and devices were deleted.`}{' '}
        {isUnderWay &&
          'What is stored of the person elsewhere is being erased; it goes on when this window is closed.'}
      </p>
      {told.length > 0 && (
        <ul className={styles.plain}>
          {told.map(([place, erased]) => (
            <li key={place}>
              <b>{count(erased)}</b> {PLACES[place] ?? place.replaceAll('_', ' ')} erased
            </li>
          ))}
        </ul>
      )}
      {own.some(({ error }) => error) && (
        <p className="fault">
          The erasure failed and is tried again: {own.find(({ error }) => error)?.error}
        </p>
      )}
      <div className="row">
        <button type="button" className="primary" onClick={onClose}>
          To the list of customers
        </button>
      </div>
    </div>
  );
}
