import { requireApp } from '../core/apps/apps.ts';
import { requireCampaign } from '../core/campaigns/campaign-documents.ts';
import { applicationOfJourney, requireJourney } from '../core/journeys/journey-documents.ts';
import { readDateRange } from '../core/metrics/date-range.ts';
import { reportEngagement } from '../core/metrics/engagement.ts';
import type { Ports } from '../ports/ports.ts';
import { applicationAsked, SOME_APP } from './days-asked.ts';
import { text } from './json-schema.ts';
import { reportSchema } from './metric-schemas.ts';
import { APP_OF_ID } from './parameters.ts';
import { reusable } from './reusable.ts';
import type { Route, RouteParameter, RouteRequest } from './route.ts';

const PERIOD_PARAMETERS: readonly RouteParameter[] = [
  { name: 'start', description: 'ISO 8601; at most 90 days ago, and 31 before the end', schema: text },
  { name: 'end', description: 'ISO 8601; now when absent', schema: text },
];

/**
 * `GET /campaigns/{id}/metrics` and `GET /journeys/{id}/metrics` (`?app=&start=&end=`): Pinpoint's
 * metrics for people, each rate with what it divides, beside the period before, by day and by run or
 * activity. The last 31 days when no period is given.
 */
export const metricRoutes: readonly Route[] = [
  reusable({
    method: 'GET',
    path: '/campaigns/{id}/metrics',
    scope: 'report',
    doc: {
      summary: 'What became of a campaign’s messages, beside the period before, by day and by run',
      query: [SOME_APP, ...PERIOD_PARAMETERS],
      answers: { 200: { description: 'The report', schema: reportSchema('CampaignReport', 'byRun') } },
    },
    async handle(ports, request) {
      const applicationId = await applicationAsked(ports, request.query);
      const { id = '' } = request.labels;
      await requireCampaign(ports, { applicationId, campaignId: id });
      const { byPart, ...report } = await engagement(ports, request, applicationId, 'campaign');
      return { id, ...report, byRun: byPart };
    },
  }),
  reusable({
    method: 'GET',
    path: '/journeys/{id}/metrics',
    scope: 'report',
    doc: {
      summary: 'What became of a journey’s messages, beside the period before, by day and by activity',
      query: [APP_OF_ID, ...PERIOD_PARAMETERS],
      answers: { 200: { description: 'The report', schema: reportSchema('JourneyReport', 'byActivity') } },
    },
    async handle(ports, request) {
      const { id = '' } = request.labels;
      const applicationId = request.query.get('app') ?? (await applicationOfJourney(ports, id));
      await requireApp(ports, applicationId);
      await requireJourney(ports, applicationId, id);
      const { byPart, ...report } = await engagement(ports, request, applicationId, 'journey');
      return { id, ...report, byActivity: byPart };
    },
  }),
];

function engagement(
  ports: Ports,
  { labels, query }: RouteRequest,
  applicationId: string,
  origin: 'campaign' | 'journey',
) {
  const given = { start: query.get('start') ?? undefined, end: query.get('end') ?? undefined };
  const range = readDateRange(given, ports.clock.now(), ['start', 'end']);
  return reportEngagement(ports, { ...range, applicationId, origin, originId: labels.id ?? '' });
}
