import { pick } from '../../../src/core/seeds/seeded-numbers.ts';
import { type Chronicle, DAY_MS, HOUR_MS, type MonthEndpoint, type MonthMessage } from './month.ts';

/** Visits to the shop, from any of a person's endpoints; those who were written to buy a little more. */
export function shopping(
  { next, start, endpoints, tell }: Chronicle,
  messages: readonly MonthMessage[],
): void {
  const owner = ({ user, id }: MonthEndpoint) => user ?? id;
  const owned = Map.groupBy(endpoints, owner);
  const buy = (endpoint: MonthEndpoint, at: number) => {
    const price = 1 + Math.floor(next() * 40) / 2;
    const named = next() < 0.5;
    if (next() < 0.8) {
      const metrics = { _item_price: price, ...(next() < 0.5 && { _quantity: 2 }) };
      const attributes = { _product_id: pick(['tea', 'coffee'], next()) };
      tell({ type: '_monetization.purchase', at, endpoint, namesUser: named, metrics, attributes });
    } else {
      const attributes = { shop: pick(['Porto', 'Faro'], next()), paid: String(price) };
      tell({ type: 'bought_in_shop', at, endpoint, namesUser: named, attributes });
    }
  };
  for (const endpoint of endpoints) {
    for (let visits = Math.floor(next() * 4); visits > 0; visits--) {
      const at = start + Math.floor(next() * 30 * DAY_MS);
      tell({ type: 'product_viewed', at, endpoint, namesUser: next() < 0.5 });
      if (next() < 0.5) tell({ type: 'basket_filled', at: at + Math.floor(next() * HOUR_MS), endpoint });
      if (next() < 0.25) buy(endpoint, at + Math.floor(next() * 2 * DAY_MS));
    }
  }
  for (const { reason, at, endpoint } of messages) {
    if (reason !== undefined || next() > 0.12) continue;
    // with whichever device is at hand
    buy(pick(owned.get(owner(endpoint)) as MonthEndpoint[], next()), at + Math.floor(next() * 10 * DAY_MS));
  }
}
