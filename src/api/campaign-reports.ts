import { campaignRecipient } from '../core/campaigns/campaign-recipient.ts';
import { listWithCounts } from '../core/campaigns/list-with-counts.ts';
import { previewCampaign } from '../core/campaigns/preview-campaign.ts';
import { readDaySpan } from '../core/metrics/day-span.ts';
import { CAMPAIGN_PREVIEW, CAMPAIGN_RECIPIENT, CAMPAIGN_REPORTS } from './campaign-schemas.ts';
import { applicationAsked, DAYS, SOME_APP } from './days-asked.ts';
import { text } from './json-schema.ts';
import { readMaxAge } from './query-answers.ts';
import { COUNTS_MAX_AGE } from './query-schemas.ts';
import type { Route } from './route.ts';

/** What people ask about campaigns beside their metrics. */
export const campaignReportRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/campaigns',
    scope: 'report',
    doc: {
      summary:
        'Every campaign of an application with its state, its runs and what became of its messages between two days; the one that ran or was made last first',
      query: [SOME_APP, ...DAYS, COUNTS_MAX_AGE],
      answers: { 200: { description: 'All campaigns', schema: CAMPAIGN_REPORTS } },
    },
    async handle(ports, { query }) {
      const applicationId = await applicationAsked(ports, query);
      const given = { from: query.get('from') ?? undefined, to: query.get('to') ?? undefined };
      const span = readDaySpan(given, ports.clock.now());
      const items = await listWithCounts(ports, applicationId, span, readMaxAge(query));
      return { applicationId, from: span.fromDay, to: span.toDay, items };
    },
  },
  {
    method: 'GET',
    path: '/campaigns/{id}/preview',
    scope: 'report-admin', // it shows what is known of a customer
    doc: {
      summary:
        'The message of a campaign as one customer would see it. Nothing is sent, no link in it counts or unsubscribes, no code of a team is asked',
      query: [
        SOME_APP,
        {
          name: 'who',
          description: "an endpoint's id, a user's id, or an address; somebody of the segment when not given",
          schema: text,
        },
        {
          name: 'treatment',
          description: "a treatment's id; the customer's own when not given",
          schema: text,
        },
      ],
      answers: { 200: { description: 'The message, or why it cannot be made', schema: CAMPAIGN_PREVIEW } },
    },
    handle: async (ports, { labels, query }) =>
      previewCampaign(ports, {
        applicationId: await applicationAsked(ports, query),
        campaignId: labels.id ?? '',
        ...(query.get('who') && { who: query.get('who') as string }),
        ...(query.get('treatment') && { treatmentId: query.get('treatment') as string }),
      }),
  },
  {
    method: 'GET',
    path: '/campaigns/{id}/recipients/{who}',
    scope: 'report-admin',
    doc: {
      summary:
        "Whether a campaign wrote to a customer (an endpoint's id, a user's id, or an address), and if not, why: what its runs decided, and what one would decide now",
      query: [SOME_APP],
      answers: { 200: { description: 'What was decided, newest first', schema: CAMPAIGN_RECIPIENT } },
    },
    handle: async (ports, { labels, query }) =>
      campaignRecipient(
        ports,
        { applicationId: await applicationAsked(ports, query), campaignId: labels.id ?? '' },
        labels.who ?? '',
      ),
  },
];
