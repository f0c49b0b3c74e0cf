import { type Chronicle, DAY_MS, type MonthMessage } from './month.ts';

/** What becomes of a message after its decision. */
export function answers(
  { next, tell }: Chronicle,
  message: MonthMessage,
  chances: { readonly open: number; readonly click: number },
): void {
  const { endpoint, at, reason } = message;
  const of = { endpoint, message };
  const later = (type: string, wait: number, more: object = {}): void =>
    tell({ ...of, type, at: at + Math.floor(wait), ...more });
  const kind = message.campaign ? 'campaign' : 'journey';
  const status = reason ?? (next() < 0.95 ? 'SUCCESS' : 'THROTTLED');
  later(`_${kind}.send`, 1000, { attributes: { [`${kind}_send_status`]: status } });
  if (status !== 'SUCCESS') return;
  /** Most come soon, some after days. */
  const delay = () => 60_000 + 12 * DAY_MS * next() ** 6;
  if (endpoint.channel === 'SMS') {
    const metrics = { price_in_millicents_usd: 400 + Math.floor(next() * 300) };
    const attributes = { iso_country_code: 'PT', number_of_message_parts: '1', record_status: 'DELIVERED' };
    later(next() < 0.9 ? '_SMS.SUCCESS' : '_SMS.FAILURE', 5000, { metrics, attributes });
    return;
  }
  if (endpoint.channel === 'GCM') {
    if (next() < chances.open) later('_campaign.opened_notification', delay());
    return;
  }
  later('_email.send', 1500);
  const fate = next();
  if (fate < 0.08) {
    if (fate < 0.04) later('_email.hardbounce', 4000);
    else if (fate < 0.07) later('_email.softbounce', 4000);
    else later('_email.rejected', 1600);
    return;
  }
  later('_email.delivered', 3000);
  if (next() < chances.open) {
    for (let opens = 1 + Math.floor(next() * 3); opens > 0; opens--) later('_email.open', delay());
  }
  if (next() < chances.click) {
    for (let clicks = 1 + Math.floor(next() * 2); clicks > 0; clicks--) later('_email.click', delay());
  }
  if (next() < 0.03) later('_email.unsubscribe', delay());
  if (next() < 0.02) later('_email.complaint', delay());
}
