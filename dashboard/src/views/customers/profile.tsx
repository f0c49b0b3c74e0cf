import type { Customer, CustomerEndpoint } from '../../api/types.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { amount, day, instant } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { channelName } from '../../ui/words.ts';
import styles from './customers.module.css';

/** What is known of a customer. */
export function Profile({ customer }: { readonly customer: Customer }) {
  const { endpoints, userAttributes, segments } = customer;
  const metrics = Object.assign({}, ...endpoints.map(({ metrics: own }) => own)) as Record<string, number>;
  return (
    <div className="stack">
      <Card title={endpoints.length === 1 ? 'Address' : `${endpoints.length} addresses and devices`}>
        <ul className={styles.endpoints}>
          {endpoints.map((endpoint) => (
            <Endpoint key={endpoint.endpointId} endpoint={endpoint} />
          ))}
        </ul>
      </Card>
      <Card title="Segments now" about="Evaluated just now; opted-out and inactive addresses count too.">
        {segments.length === 0 ? (
          <p className="quiet">In none.</p>
        ) : (
          <ul className={styles.tags}>
            {segments.map(({ id, name, endpointIds }) => (
              <li key={id} title={`By ${endpointIds.join(', ')}`}>
                <StageLink to={`/segments/${encodeURIComponent(id)}`}>{name ?? id}</StageLink>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {Object.keys(metrics).length > 0 && (
        <Card title="Numbers" about="Of scores, 1 is the lowest; RFM clusters rank from the worst on.">
          <Facts
            facts={Object.entries(metrics).map(([name, value]) => [METRICS[name] ?? name, amount(value)])}
          />
        </Card>
      )}
      {Object.keys(userAttributes).length > 0 && (
        <Card title="Attributes of the user">
          <Facts facts={Object.entries(userAttributes).map(([name, values]) => [name, values.join(', ')])} />
        </Card>
      )}
    </div>
  );
}

const METRICS: Record<string, string> = {
  RScore: 'Recency score',
  FScore: 'Frequency score',
  MScore: 'Money score',
  ClusterLabel: 'RFM cluster',
};

const SUPPRESSED: Record<string, string> = {
  BOUNCE: 'a message bounced for good',
  COMPLAINT: 'a message was reported as spam',
  UNSUBSCRIBE: 'the person unsubscribed',
  OPT_OUT: 'the person opted out',
  MANUAL: 'somebody of the team suppressed it',
};

function Endpoint({ endpoint }: { readonly endpoint: CustomerEndpoint }) {
  const { endpointId, channelType, address, optOut, status, suppression, attributes, demographic, location } =
    endpoint;
  const facts: [string, string][] = [
    ...Object.entries(attributes).map(([name, values]): [string, string] => [name, values.join(', ')]),
    ...Object.entries(demographic).map(([name, value]): [string, string] => [inWords(name), value]),
    ...Object.entries(location).map(([name, value]): [string, string] => [inWords(name), String(value)]),
  ];
  return (
    <li>
      <p className={styles.address}>
        <span className="quiet">{channelName(channelType)}</span> <b>{address ?? 'no address'}</b>
      </p>
      <p className="row">
        {optOut === 'ALL' ? <Badge tone="bad">Opted out</Badge> : <Badge tone="good">Opted in</Badge>}
        {status === 'INACTIVE' && <Badge tone="warm">Inactive</Badge>}
        {suppression && <Badge tone="bad">Suppressed</Badge>}
      </p>
      {suppression && (
        <p className="small">
          Nothing is sent to this address: {SUPPRESSED[suppression.reason] ?? suppression.reason},{' '}
          {instant(suppression.suppressedAt)}.
        </p>
      )}
      <p className="quiet small">
        Endpoint {endpointId}. Added {day(endpoint.createdAt)}, changed {day(endpoint.changedAt)}.
      </p>
      {facts.length > 0 && <Facts facts={facts} />}
    </li>
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, string])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{readable(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** `postalCode` as `Postal code` */
function inWords(name: string): string {
  const words = name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** An instant that an attribute holds as `2026-03-31T09:00:00Z`, in the reader's zone; other values as they are. */
function readable(value: string): string {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/.test(value) ? instant(value) : value;
}
