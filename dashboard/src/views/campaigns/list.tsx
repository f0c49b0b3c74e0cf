import type { GetCampaignsData, ListedCampaign } from '../../api/types.ts';
import { FRESH_SECONDS, useStage } from '../../api/use-stage.ts';
import { useApplication } from '../../app/application.tsx';
import { type Period, usePeriod } from '../../app/period.ts';
import { useStageNow } from '../../app/stage-facts.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { ago, count, instant, NOTHING, percent, share } from '../../ui/format.ts';
import { Card, Page } from '../../ui/page.tsx';
import { PeriodPicker } from '../../ui/period-picker.tsx';
import { Empty, Loaded, Skeleton } from '../../ui/states.tsx';
import { channelName, nameOf } from '../../ui/words.ts';
import { daysOf } from '../overview/messages.ts';
import styles from './campaigns.module.css';
import { FREQUENCY_WORDS } from './schedule-words.ts';
import { StatusBadge } from './status.tsx';

/** Every campaign, with what became of its messages in the period. */
export function Campaigns() {
  const { id } = useApplication();
  const period = usePeriod();
  const campaigns = useStage<GetCampaignsData>('/campaigns', {
    app: id,
    ...daysOf(period),
    maxAge: FRESH_SECONDS,
  });
  return (
    <Page title="Campaigns" tools={<PeriodPicker />}>
      <Card title="All campaigns" about={`Messages of ${spanOf(period)}; runs whenever they were`}>
        <Loaded
          of={campaigns}
          what="The campaigns"
          skeleton={<Skeleton lines={6} />}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <Empty title="No campaigns yet">
              Create one with CreateCampaign, from any Pinpoint SDK or the AWS CLI pointed at this stage.
            </Empty>
          }
        >
          {({ items }) => <List campaigns={items} />}
        </Loaded>
      </Card>
    </Page>
  );
}

function List({ campaigns }: { readonly campaigns: readonly ListedCampaign[] }) {
  const now = useStageNow();
  const when = (at: string | undefined) =>
    at ? (
      <time dateTime={at} title={instant(at)}>
        {ago(at, now)}
      </time>
    ) : (
      NOTHING
    );
  return (
    <DataTable
      caption="Campaigns"
      rows={campaigns}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'name',
          header: 'Campaign',
          cell: (campaign) => (
            <>
              <StageLink to={`/campaigns/${campaign.id}`} className={styles.name}>
                {campaign.name ?? campaign.id}
              </StageLink>
              <span className={styles.below}>{factsOf(campaign)}</span>
            </>
          ),
          sortBy: ({ name, id }) => name ?? id,
        },
        {
          key: 'status',
          header: 'State',
          cell: ({ status }) => <StatusBadge status={status} />,
          sortBy: ({ status }) => status,
        },
        {
          key: 'audience',
          header: 'Audience',
          cell: ({ segment }) =>
            segment.deleted ? (
              nameOf(segment)
            ) : (
              <StageLink to={`/segments/${segment.id}`}>{nameOf(segment)}</StageLink>
            ),
          sortBy: ({ segment }) => nameOf(segment),
        },
        {
          key: 'sent',
          header: 'Sent',
          about: 'Messages handed over in the period',
          isNumber: true,
          cell: ({ counts }) => count(counts.sent),
          sortBy: ({ counts }) => counts.sent,
        },
        rate('Delivered', 'Of messages sent', ({ delivered, sent }) => [delivered, sent]),
        rate('Opened', 'Of messages delivered by e-mail and push', ({ opened, openable }) => [
          opened,
          openable,
        ]),
        rate('Clicked', 'Of e-mails delivered', ({ clicked, clickable }) => [clicked, clickable]),
        {
          key: 'last',
          header: 'Last run',
          cell: ({ lastRunAt }) => when(lastRunAt),
          sortBy: ({ lastRunAt }) => lastRunAt,
        },
        {
          key: 'next',
          header: 'Next run',
          cell: ({ nextRunAt, frequency, status }) =>
            frequency === 'EVENT' && status === 'EXECUTING' ? 'On events' : when(nextRunAt),
          sortBy: ({ nextRunAt }) => nextRunAt,
        },
      ]}
    />
  );
}

function rate(
  header: string,
  about: string,
  parts: (counts: ListedCampaign['counts']) => readonly [part: number, all: number],
): Column<ListedCampaign> {
  return {
    key: header,
    header,
    about,
    isNumber: true,
    cell: ({ counts }) => {
      const [part, all] = parts(counts);
      return <span title={`${count(part)} of ${count(all)}`}>{percent(share(part, all))}</span>;
    },
    sortBy: ({ counts }) => share(...parts(counts)),
  };
}

/** `E-mail · weekly · 2 treatments · 20 % held out` */
function factsOf({ channels, frequency, treatments, holdoutPercent }: ListedCampaign): string {
  return [
    [...new Set(channels.map((channel) => channelName(channel).replace(/ \(.*/, '')))].join(', '),
    FREQUENCY_WORDS[frequency],
    treatments > 1 && `${treatments} treatments`,
    holdoutPercent > 0 && `${holdoutPercent}% held out`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** `the last 30 days`, `today`, `2026-11-01 to 2026-11-28` */
function spanOf({ label }: Period): string {
  return label.startsWith('Last ') ? `the ${label.toLowerCase()}` : label.toLowerCase();
}
