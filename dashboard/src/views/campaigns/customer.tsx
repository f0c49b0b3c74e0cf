import type { CampaignResponse } from '../../api/pinpoint.ts';
import type { CampaignRecipient, RecipientEndpoint, RecipientMessage } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { count, instant } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { channelName, holdReason, holdReasonWhy, sendStatus } from '../../ui/words.ts';
import styles from './campaigns.module.css';
import { CustomerSearch } from './customer-search.tsx';
import { HeldBackPeople } from './held-back-people.tsx';
import { treatmentName, useSegmentName } from './use-campaign.ts';

/** Whether one customer got the campaign, and if not, why. */
export function OneCustomer({ campaign }: { readonly campaign: CampaignResponse }) {
  const { id } = useApplication();
  const who = useAddress().get('who');
  const found = useStage<CampaignRecipient>(
    `/campaigns/${campaign.Id}/recipients/${encodeURIComponent(who ?? '')}`,
    { app: id },
    { enabled: who !== undefined, placeholderData: undefined },
  );
  return (
    <Card title="Did a customer get it, and if not, why?">
      <CustomerSearch action="Look up" />
      {who === undefined ? (
        <div className="stack">
          <p className={`quiet ${styles.flush}`}>
            Every run notes for every member of the audience whether a message was sent, or the reason why
            not.
          </p>
          <HeldBackPeople campaign={campaign} />
        </div>
      ) : (
        <Loaded
          of={found}
          what="What was decided for the customer"
          isEmpty={({ messages, endpoints }) => messages.length === 0 && endpoints.length === 0}
          empty={
            <Empty title={`Nobody is known as ${who}`}>
              Try a user id, an endpoint id, an e-mail address or a telephone number with its country code.
            </Empty>
          }
        >
          {(answer) => <Answer campaign={campaign} answer={answer} />}
        </Loaded>
      )}
    </Card>
  );
}

function Answer({
  campaign,
  answer,
}: {
  readonly campaign: CampaignResponse;
  readonly answer: CampaignRecipient;
}) {
  const { messages, endpoints } = answer;
  const [known] = endpoints;
  const customer = known && (known.userId ? `user:${known.userId}` : `endpoint:${known.endpointId}`);
  return (
    <div className="stack">
      <p className={styles.verdict}>{verdict(messages, endpoints)}</p>
      {customer && (
        <p className={styles.flush}>
          <StageLink to={`/customers/${encodeURIComponent(customer)}`}>All about this customer</StageLink>
        </p>
      )}
      <Reasons messages={messages} />
      {messages.length > 0 && (
        <div>
          <h3>What each run decided</h3>
          <DataTable
            caption="Decisions about this customer, newest first"
            rows={messages}
            rowKey={({ messageId }) => messageId}
            pageSize={20}
            columns={[
              {
                key: 'at',
                header: 'Decided',
                cell: ({ decidedAt }) => <span className={styles.once}>{instant(decidedAt)}</span>,
              },
              {
                key: 'outcome',
                header: 'Outcome',
                cell: (message) => <Outcome message={message} />,
              },
              {
                key: 'then',
                header: 'Then',
                cell: thenOf,
              },
              {
                key: 'treatment',
                header: 'Treatment',
                cell: ({ treatmentId, reason }) =>
                  reason === 'HOLDOUT' ? '–' : treatmentName(campaign, treatmentId),
              },
              {
                key: 'channel',
                header: 'Sent to',
                cell: ({ channelType, address, endpointId }) => (
                  <span title={`Endpoint ${endpointId}`}>
                    {channelName(channelType)} <span className="quiet">{address}</span>
                  </span>
                ),
              },
            ]}
          />
        </div>
      )}
      {endpoints.length > 0 && (
        <div>
          <h3>If it ran now</h3>
          <ul className={styles.now}>
            {endpoints.map((endpoint) => (
              <li key={endpoint.endpointId}>
                {channelName(endpoint.channelType)} <span className="quiet">{endpoint.address}</span>:{' '}
                <Now campaign={campaign} endpoint={endpoint} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** What each reason means, once, unless the verdict says it already. */
function Reasons({ messages }: { readonly messages: readonly RecipientMessage[] }) {
  const said = messages.some(({ outcome }) => outcome === 'sent') ? undefined : messages[0]?.reason;
  const reasons = new Set(messages.flatMap(({ reason }) => (reason && reason !== said ? [reason] : [])));
  if (reasons.size === 0) return null;
  return (
    <ul className={styles.now}>
      {[...reasons].map((reason) => (
        <li key={reason}>
          <b>Held back: {holdReason(reason)}</b> <span className="quiet">– {holdReasonWhy(reason)}</span>
        </li>
      ))}
    </ul>
  );
}

function Outcome({ message }: { readonly message: RecipientMessage }) {
  const { outcome, reason, status } = message;
  if (outcome === 'held') {
    return (
      <span title={holdReasonWhy(reason ?? '')}>
        <Badge tone="warm">Held back: {holdReason(reason ?? '')}</Badge>
      </span>
    );
  }
  if (outcome === 'pending') return <Badge tone="accent">Under way</Badge>;
  return <Badge tone={outcome === 'sent' ? 'good' : 'bad'}>{sendStatus(status ?? '')}</Badge>;
}

function thenOf({ outcome, bounced, complained, openedAt, clickedAt }: RecipientMessage) {
  if (outcome === 'held') return '–';
  const what = [
    bounced && 'Bounced',
    openedAt && `Opened ${instant(openedAt)}`,
    clickedAt && `Clicked ${instant(clickedAt)}`,
    complained && 'Reported as spam',
  ].filter(Boolean);
  return <span className="small">{what.join(' · ') || 'Not opened'}</span>;
}

function Now({
  campaign,
  endpoint: { inSegment, reason, treatmentId },
}: {
  readonly campaign: CampaignResponse;
  readonly endpoint: RecipientEndpoint;
}) {
  const segment = useSegmentName(campaign.SegmentId);
  const name = segment.data?.name ?? 'the segment';
  if (inSegment === undefined) return <>the campaign’s segment does not exist any more.</>;
  if (!inSegment) return <>not written to. The customer is not in {name}.</>;
  if (reason) return <>held back. {holdReasonWhy(reason)}</>;
  return <>would get {treatmentName(campaign, treatmentId ?? '0')}.</>;
}

/** The answer in a sentence. */
function verdict(messages: readonly RecipientMessage[], endpoints: readonly RecipientEndpoint[]): string {
  const sent = messages.filter(({ outcome }) => outcome === 'sent');
  const times = messages.length === 1 ? '' : ` ${count(sent.length)} of ${count(messages.length)} times`;
  if (sent.length > 0) return `Yes, the customer got it${times}. Last on ${instant(sent[0]?.decidedAt)}.`;
  const [newest] = messages;
  if (newest?.reason) return `No. ${holdReasonWhy(newest.reason)}`;
  if (newest?.outcome === 'failed') return `No. ${sendStatus(newest.status ?? '')}.`;
  if (newest) return 'Not yet: the message is under way.';
  return endpoints.some(({ inSegment }) => inSegment)
    ? 'No: the customer was not in the audience when it ran, but is now.'
    : 'No: the customer is not in the audience.';
}
