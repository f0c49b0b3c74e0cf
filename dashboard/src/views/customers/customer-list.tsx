import { type FormEvent, useId } from 'react';
import type { FoundCustomer } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { AddressText } from '../../ui/address-text.tsx';
import { Badge } from '../../ui/badge.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { Empty, Failed, Skeleton } from '../../ui/states.tsx';
import { channelName } from '../../ui/words.ts';
import styles from './customers.module.css';
import { customerPath, ownId, usePages } from './use-customer.ts';

const PAGE_SIZE = 25;

/** Finds customers by what is known of them. */
export function CustomerList() {
  const { id } = useApplication();
  const { get } = useAddress();
  const search = get('search') ?? '';
  const found = usePages<FoundCustomer>('/customers', { app: id, search, limit: PAGE_SIZE });
  return (
    <Page title="Customers" tools={<StageLink to="/segments/import">Import customers</StageLink>}>
      <Card
        title={search === '' ? 'All customers' : `Customers with “${search}”`}
        about="A customer is a user with all addresses and devices, or an address without a user."
      >
        <SearchForm search={search} />
        {found.isError && (
          <Failed error={found.error} what="The list of customers" onRetry={() => found.refetch()} />
        )}
        {found.isPending && <Skeleton lines={8} />}
        {found.data && found.items.length === 0 && <Nobody search={search} />}
        {found.items.length > 0 && (
          <>
            <DataTable
              caption="Customers, the best hits first"
              columns={COLUMNS}
              rows={found.items}
              rowKey={({ id: customer }) => customer}
              pageSize={Number.MAX_SAFE_INTEGER}
            />
            {found.hasNextPage && (
              <button type="button" disabled={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
                Show more
              </button>
            )}
          </>
        )}
      </Card>
    </Page>
  );
}

function SearchForm({ search }: { readonly search: string }) {
  const { set } = useAddress();
  const id = useId();
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    set({ search: String(new FormData(event.currentTarget).get('search') ?? '').trim() || null }, false);
  }
  return (
    <search>
      <form className={styles.search} onSubmit={submit}>
        <label htmlFor={id} className="unseen">
          User id, endpoint id, address, or an attribute’s value
        </label>
        <input
          id={id}
          key={search}
          type="search"
          name="search"
          placeholder="User id, endpoint id, address, or an attribute’s value"
          defaultValue={search}
          maxLength={256}
        />
        <button type="submit" className="primary">
          <Icon name="search" size={16} />
          Find
        </button>
      </form>
    </search>
  );
}

function Nobody({ search }: { readonly search: string }) {
  return search === '' ? (
    <Empty title="No customers yet">
      <StageLink to="/segments/import">Import them from a file</StageLink>, drop{' '}
      <StageLink to="/rfm">transactions</StageLink>, or send them with UpdateEndpoint; the demo company has a
      thousand:
      <pre>npx touchpoint seed</pre>
    </Empty>
  ) : (
    <Empty title="Nobody found">
      Neither an id, an address nor an attribute holds “{search}”. Try a part of it; case does not matter.
    </Empty>
  );
}

const SHOWN = 3;

const COLUMNS: Column<FoundCustomer>[] = [
  {
    key: 'customer',
    header: 'Customer',
    cell: ({ id, name, attributes }) => (
      <>
        <StageLink to={customerPath(id)}>{name ?? ownId(id)}</StageLink>
        {attributes?.map((hit) => (
          <div key={`${hit.name} ${hit.value}`} className="quiet small">
            {hit.name}: {hit.value}
          </div>
        ))}
      </>
    ),
  },
  {
    key: 'id',
    header: 'Id',
    cell: ({ id, kind }) => (kind === 'user' ? ownId(id) : <span className="quiet">no user id</span>),
  },
  {
    key: 'addresses',
    header: 'Addresses and devices',
    cell: ({ endpoints }) => (
      <ul className={`${styles.plain} ${styles.addresses}`}>
        {endpoints.slice(0, SHOWN).map(({ endpointId, channelType, address }) => (
          <li key={endpointId}>
            <span className="quiet">{channelName(channelType)}</span>{' '}
            <AddressText of={address ?? endpointId} />
          </li>
        ))}
        {endpoints.length > SHOWN && <li className="quiet">and {endpoints.length - SHOWN} more</li>}
      </ul>
    ),
  },
  {
    key: 'consent',
    header: 'Messages',
    about: 'Whether the customer takes messages',
    cell: ({ endpoints }) => {
      const out = endpoints.filter(({ optOut }) => optOut === 'ALL').length;
      if (out === 0) return <Badge tone="good">Takes messages</Badge>;
      return out === endpoints.length ? (
        <Badge tone="bad">Opted out</Badge>
      ) : (
        <Badge tone="warm">
          Opted out of {out} of {endpoints.length}
        </Badge>
      );
    },
  },
];
