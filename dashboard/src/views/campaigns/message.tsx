import type { CampaignResponse } from '../../api/pinpoint.ts';
import type { CampaignPreview } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { Choice } from '../../ui/choice.tsx';
import { MessageFrame } from '../../ui/message-frame.tsx';
import { Card } from '../../ui/page.tsx';
import { Loaded, Skeleton } from '../../ui/states.tsx';
import { channelName } from '../../ui/words.ts';
import styles from './campaigns.module.css';
import { CustomerSearch } from './customer-search.tsx';
import { treatmentName } from './use-campaign.ts';

/** The message as one customer sees it. */
export function Message({ campaign }: { readonly campaign: CampaignResponse }) {
  const { id } = useApplication();
  const { get, set } = useAddress();
  const treatments = ['0', ...(campaign.AdditionalTreatments ?? []).map(({ Id }) => Id)];
  const treatment = treatments.find((one) => one === get('treatment'));
  const preview = useStage<CampaignPreview>(`/campaigns/${campaign.Id}/preview`, {
    app: id,
    who: get('who'),
    treatment,
  });
  return (
    <Card
      title="As a customer sees it"
      about="Made from the template and what is known of the customer now. Nothing is sent, and links do not count."
      tools={
        treatments.length > 1 && (
          <Choice
            label="Which treatment"
            options={treatments.map((key) => ({ key, name: treatmentName(campaign, key) }))}
            chosen={treatment ?? preview.data?.treatmentId ?? '0'}
            onChoose={(key) => set({ treatment: key })}
          />
        )
      }
    >
      <CustomerSearch action="Show for" />
      <Loaded of={preview} what="The message" skeleton={<Skeleton lines={9} height={360} />}>
        {(answer) => <Shown campaign={campaign} preview={answer} />}
      </Loaded>
    </Card>
  );
}

function Shown({
  campaign,
  preview,
}: {
  readonly campaign: CampaignResponse;
  readonly preview: CampaignPreview;
}) {
  const { endpoint, treatmentId, ownTreatmentId, content, failure, unasked } = preview;
  return (
    <div className="stack">
      <p className={`small quiet ${styles.flush}`}>
        For {endpoint.User.UserId ? `user ${endpoint.User.UserId}` : `endpoint ${endpoint.Id}`},{' '}
        {channelName(endpoint.ChannelType)} {endpoint.Address}.{' '}
        {ownTreatmentId === undefined
          ? 'The customer is in the holdout and gets nothing; this is what others see.'
          : ownTreatmentId !== treatmentId &&
            `The customer’s own treatment is ${treatmentName(campaign, ownTreatmentId)}.`}
      </p>
      {failure && (
        <p className="fault" role="alert">
          The message cannot be made for this customer: {failure}
        </p>
      )}
      {content && <Content content={content} />}
      {unasked.length > 0 && (
        <p className="small quiet">
          When it is sent, {unasked.includes('hook') && 'your own code is asked about the customer'}
          {unasked.length > 1 && ' and '}
          {unasked.includes('recommender') && 'recommendations are filled in'}; neither is asked here.
        </p>
      )}
    </div>
  );
}

function Content({ content }: { readonly content: NonNullable<CampaignPreview['content']> }) {
  switch (content.kind) {
    case 'EMAIL':
      return (
        <div className={styles.mail}>
          <dl className={styles.mailHead}>
            <dt>From</dt>
            <dd>{content.from}</dd>
            <dt>Subject</dt>
            <dd>
              <b>{content.subject}</b>
            </dd>
          </dl>
          {content.html ? (
            <MessageFrame title={`E-mail: ${content.subject}`} html={content.html} minHeight={320} />
          ) : (
            <pre className={styles.plain}>{content.text}</pre>
          )}
          {content.html && content.text && (
            <details>
              <summary>As plain text</summary>
              <pre className={styles.plain}>{content.text}</pre>
            </details>
          )}
        </div>
      );
    case 'SMS':
    case 'VOICE':
      return <p className={styles.bubble}>{content.body}</p>;
    case 'PUSH':
      return <Push message={content.message as Record<string, unknown>} />;
    case 'CUSTOM':
      return (
        <>
          <p>
            Handed to <code>{content.deliveryUri}</code> with
          </p>
          <pre>{JSON.stringify({ ...content.payload, endpoint: content.endpoint }, null, 2)}</pre>
        </>
      );
  }
}

function Push({ message }: { readonly message: Record<string, unknown> }) {
  const { Title, Body, ...rest } = message;
  return (
    <div className={styles.bubble}>
      {Title !== undefined && <b>{String(Title)}</b>}
      {Body !== undefined && <p>{String(Body)}</p>}
      {Title === undefined && Body === undefined && <pre>{JSON.stringify(rest, null, 2)}</pre>}
    </div>
  );
}
