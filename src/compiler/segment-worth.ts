import type { SegmentNode } from '../core/segments/segment-graph.ts';
import type { Statement } from '../core/statement.ts';
import { compileSegment } from './segment.ts';
import type { SegmentContext } from './segment-context.ts';
import { type Sql, sql } from './sql.ts';

/*
 * What the customers of a segment have spent, from what the lake knows of money: purchases that apps report as events,
 * and files of transactions. A customer is a user with all its endpoints, or an endpoint without a user; it is in the
 * segment when one of its endpoints is. Money is summed as decimals, so that both engines and every order of rows agree.
 */

/** UTC days, `yyyy-MM-dd`; both count. */
export interface WorthDays {
  readonly from: string;
  readonly to: string;
}

/**
 * Purchases in some days, of everybody and of a segment's customers.
 * @returns rows `is_total` (1 in the row over all currencies), `currency` (null where events name none), and each for
 *   everybody and with `own_` for the segment: `purchases`, `buyers`, `revenue`; one row at least
 * @remarks An event that was delivered twice counts once; revenue is the metric `amount`, or else `_item_price` times
 *   `_quantity`, or else the attribute `amount`, as queries/metrics/attributed_conversions.sql has it.
 */
export function compilePurchaseWorth(
  node: SegmentNode,
  context: SegmentContext,
  { from, to }: WorthDays,
): Statement {
  const { applicationId } = context;
  return sql`with

member as (${membersOf(node, context)}),

purchase as (
    select
        event_id,
        min(endpoint_id) as endpoint_id,
        min(nullif(user_id, '')) as user_id,
        min(upper(nullif(element_at(attributes, '_currency'), ''))) as currency,
        min(try_cast(coalesce(
            element_at(metrics, 'amount'),
            element_at(metrics, '_item_price') * coalesce(element_at(metrics, '_quantity'), 1),
            try_cast(element_at(attributes, 'amount') as double)
        ) as decimal(38, 6))) as amount
    from events
    where application_id = ${applicationId}
        and arrival_date between ${from} and ${to}
        and event_type = '_monetization.purchase'
    group by event_id
),

-- the app's event may know the endpoint only, the segment its user
owner as (
    select endpoint_id, user_id
    from endpoints
    where application_id = ${applicationId}
        and user_id <> ''
        and endpoint_id in (select endpoint_id from purchase where user_id is null)
),

bought as (
    select
        coalesce('user:' || purchase.user_id, 'user:' || owner.user_id, 'endpoint:' || purchase.endpoint_id) as person,
        purchase.currency,
        coalesce(purchase.amount, 0) as amount
    from purchase
    left join owner on owner.endpoint_id = purchase.endpoint_id
),

marked as (
    select bought.*, member.person as own_person
    from bought
    left join member on member.person = bought.person
)

select
    grouping(currency) as is_total,
    currency,
    count(*) as purchases,
    count(distinct person) as buyers,
    cast(coalesce(sum(amount), 0) as double) as revenue,
    count(own_person) as own_purchases,
    count(distinct own_person) as own_buyers,
    cast(coalesce(sum(case when own_person is not null then amount end), 0) as double) as own_revenue
from marked
group by grouping sets ((currency), ())`.statement();
}

/**
 * Money in the file of transactions that was received last and published, of everybody in it and of a segment's users.
 * @returns one row `upload_id`, `received_at`, `as_of` (to which the file reaches), and each for everybody and with `own_`
 *   for the segment: `buyers` (who spent anything), `revenue`; none when there is no such file
 */
export function compileTransactionWorth(node: SegmentNode, context: SegmentContext): Statement {
  const { applicationId } = context;
  return sql`with

member as (${membersOf(node, context)}),

newest as (
    select upload_id, received_at, as_of
    from rfm_uploads
    where application_id = ${applicationId}
    order by received_at desc, upload_id desc
    limit 1
),

spent as (
    select
        rfm_features.upload_id,
        case when rfm_features.monetary > 0 then rfm_features.customer_id end as buyer,
        cast(rfm_features.monetary as decimal(38, 6)) as amount,
        member.person
    from rfm_features
    left join member on member.person = 'user:' || rfm_features.customer_id
    where rfm_features.application_id = ${applicationId}
        and rfm_features.upload_id in (select upload_id from newest)
)

select
    newest.upload_id,
    newest.received_at,
    newest.as_of,
    count(spent.buyer) as buyers,
    cast(coalesce(sum(spent.amount), 0) as double) as revenue,
    count(case when spent.person is not null then spent.buyer end) as own_buyers,
    cast(coalesce(sum(case when spent.person is not null then spent.amount end), 0) as double) as own_revenue
from newest
left join spent on spent.upload_id = newest.upload_id
group by newest.upload_id, newest.received_at, newest.as_of`.statement();
}

/** @returns one row with `customers`, how many a segment has */
export function compileCustomerCount(node: SegmentNode, context: SegmentContext): Statement {
  return sql`select count(*) as customers from (${membersOf(node, context)}) as member`.statement();
}

/** `person`, each once: `user:` and a user's id, or `endpoint:` and the id of an endpoint without a user. */
function membersOf(node: SegmentNode, context: SegmentContext): Sql {
  return sql`select distinct coalesce('user:' || nullif(user_id, ''), 'endpoint:' || endpoint_id) as person
    from (${compileSegment(node, context, ['endpoint_id', 'user_id'])}) as members`;
}
