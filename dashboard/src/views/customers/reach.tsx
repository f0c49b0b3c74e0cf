import type { Customer, CustomerReach } from '../../api/types.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { instant } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { nameOf } from '../../ui/words.ts';
import styles from './customers.module.css';
import { verdictOf } from './reach-words.ts';

/** Of every campaign and journey: whether the customer got a message, and if not, why. */
export function Reach({ customer }: { readonly customer: Customer }) {
  return (
    <Card
      title="Which messages came, and why others did not"
      about="Every campaign and journey of the application, those that decided something for this customer last first."
    >
      {customer.reach.length === 0 ? (
        <Empty title="No campaigns or journeys yet">
          Once there are some, it stands here what they were to this customer.
        </Empty>
      ) : (
        <DataTable
          caption="Campaigns and journeys, and what they were to this customer"
          columns={columnsOf(customer)}
          rows={customer.reach}
          rowKey={({ id }) => id}
          pageSize={10}
        />
      )}
    </Card>
  );
}

function columnsOf(customer: Customer): Column<CustomerReach>[] {
  const who = customer.userId ?? customer.endpoints[0]?.endpointId;
  return [
    {
      key: 'name',
      header: 'Campaign or journey',
      cell: ({ type, id, name, stay }) => (
        <>
          <StageLink
            to={`/${type}s/${encodeURIComponent(id)}`}
            parameters={type === 'journey' ? { participant: stay?.participantId } : { who }}
          >
            {name ?? id}
          </StageLink>
          <div className="quiet small">{type === 'campaign' ? 'Campaign' : 'Journey'}</div>
        </>
      ),
      sortBy: ({ name, id }) => name ?? id,
    },
    {
      key: 'verdict',
      header: 'This customer',
      cell: (reach) => {
        const { tone, name, why } = verdictOf(reach);
        return (
          <>
            <Badge tone={tone}>{name}</Badge>
            <div className="quiet small">{why}</div>
          </>
        );
      },
    },
    {
      key: 'audience',
      header: 'Audience',
      about: 'Whom it is for, and whether the customer is among them now',
      cell: ({ segment, inSegment }) =>
        segment === undefined ? (
          <span className="quiet">whoever causes the event</span>
        ) : (
          <>
            {segment.deleted ? (
              nameOf(segment)
            ) : (
              <StageLink to={`/segments/${encodeURIComponent(segment.id)}`}>{nameOf(segment)}</StageLink>
            )}
            <div className="quiet small">
              {inSegment === undefined ? 'cannot be told' : inSegment ? 'in it now' : 'not in it now'}
            </div>
          </>
        ),
    },
    {
      key: 'last',
      header: 'Last',
      cell: ({ lastAt, stay }) => <span className={styles.once}>{instant(lastAt ?? stay?.movedAt)}</span>,
      sortBy: ({ lastAt, stay }) => lastAt ?? stay?.movedAt,
    },
  ];
}
