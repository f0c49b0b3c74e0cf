import { useState } from 'react';
import { useLocation } from 'react-router';
import { StageError } from '../../api/stage.ts';
import type { Customer } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded, Skeleton } from '../../ui/states.tsx';

import styles from './customers.module.css';
import { EraseDialog } from './erase-dialog.tsx';
import { Profile } from './profile.tsx';
import { Reach } from './reach.tsx';
import { Timeline } from './timeline.tsx';
import { ownId } from './use-customer.ts';

/** All about one customer: why a message came or did not, what happened, and what is known. */
export function CustomerView() {
  const { id: app } = useApplication();
  const id = useCustomerId();
  const customer = useStage<Customer>(
    `/customers/${encodeURIComponent(id)}`,
    { app },
    { placeholderData: undefined },
  );
  const above = <StageLink to="/customers">Customers</StageLink>;
  if (!customer.data && customer.error instanceof StageError && customer.error.status === 404) {
    return (
      <Page title={ownId(id)} above={above}>
        <Empty title="Nobody is known by this id">
          The customer may have been deleted. <StageLink to="/customers">Search all customers</StageLink>
        </Empty>
      </Page>
    );
  }
  if (customer.data === undefined) {
    return (
      <Page title={ownId(id)} above={above}>
        <Loaded of={customer} what={`Customer ${ownId(id)}`} skeleton={<Skeleton lines={9} height={400} />}>
          {() => null}
        </Loaded>
      </Page>
    );
  }
  return <Shown customer={customer.data} />;
}

function Shown({ customer }: { readonly customer: Customer }) {
  const [erases, setErases] = useState(false);
  const [isDeleted, setDeleted] = useState(false);
  const { id, kind, name, userId } = customer;
  const erasing = erases && (
    <EraseDialog
      key="erase"
      customer={customer}
      onClose={() => setErases(false)}
      onDeleted={() => setDeleted(true)}
    />
  );
  if (isDeleted) {
    return (
      <Page title="Deleted customer" above={<StageLink to="/customers">Customers</StageLink>}>
        <Empty title="This customer was deleted">
          Nothing of the person is shown any more. <StageLink to="/customers">Search all customers</StageLink>
        </Empty>
        {erasing}
      </Page>
    );
  }
  return (
    <Page
      title={name ?? ownId(id)}
      above={<StageLink to="/customers">Customers</StageLink>}
      beside={
        <>
          <Badge>{kind === 'user' ? `User ${userId}` : 'No user id'}</Badge>
          <Consent customer={customer} />
        </>
      }
      tools={
        <button type="button" className="danger" onClick={() => setErases(true)}>
          Delete this customer
        </button>
      }
    >
      <Reach customer={customer} />
      <div className={styles.columns}>
        <Timeline customer={customer} key={id} />
        <Profile customer={customer} />
      </div>
      {erasing}
    </Page>
  );
}

function Consent({ customer: { endpoints } }: { readonly customer: Customer }) {
  const closed = endpoints.filter(({ optOut, suppression }) => optOut === 'ALL' || suppression !== undefined);
  if (closed.length === 0) return <Badge tone="good">Takes messages</Badge>;
  return closed.length === endpoints.length ? (
    <Badge tone="bad">Takes no messages</Badge>
  ) : (
    <Badge tone="warm">
      Takes messages at {endpoints.length - closed.length} of {endpoints.length}
    </Badge>
  );
}

/** Read from the address itself: a router takes `%2F` for a slash even where it is the id's own. */
function useCustomerId(): string {
  const { pathname } = useLocation();
  const text = pathname.replace(/^\/customers\//, '');
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // typed by hand
  }
}
