import { requireApp } from '../core/apps/apps.ts';
import { requireCampaign } from '../core/campaigns/campaign-documents.ts';
import { requireJourney } from '../core/journeys/journey-documents.ts';
import { type DateRange, readDateRange } from '../core/metrics/date-range.ts';
import type { KpiOwner } from '../core/metrics/kpis.ts';
import { readKpi } from '../core/metrics/read-kpi.ts';
import type { Ports } from '../ports/ports.ts';
import type { Operation, OperationRequest } from './operation.ts';

/** Standard metrics between two instants (pinpoint-events-kpis.md part 3). Everything comes in one page. */
export const kpiOperations: readonly Operation[] = [
  {
    name: 'GetApplicationDateRangeKpi',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/kpis/daterange/{KpiName}',
    status: 200,
    scope: 'report',
    async handle(ports, request) {
      const { ApplicationId = '' } = request.labels;
      await requireApp(ports, ApplicationId);
      return answer(ports, request, 'application', ApplicationId);
    },
  },
  {
    name: 'GetCampaignDateRangeKpi',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/campaigns/{CampaignId}/kpis/daterange/{KpiName}',
    status: 200,
    scope: 'report',
    async handle(ports, request) {
      const { ApplicationId = '', CampaignId = '' } = request.labels;
      await requireApp(ports, ApplicationId);
      await requireCampaign(ports, { applicationId: ApplicationId, campaignId: CampaignId });
      return { CampaignId, ...(await answer(ports, request, 'campaign', ApplicationId, CampaignId)) };
    },
  },
  {
    name: 'GetJourneyDateRangeKpi',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/journeys/{JourneyId}/kpis/daterange/{KpiName}',
    status: 200,
    scope: 'report',
    async handle(ports, request) {
      const { ApplicationId = '', JourneyId = '' } = request.labels;
      await requireApp(ports, ApplicationId);
      await requireJourney(ports, ApplicationId, JourneyId);
      return { JourneyId, ...(await answer(ports, request, 'journey', ApplicationId, JourneyId)) };
    },
  },
];

async function answer(
  ports: Ports,
  { labels, query }: OperationRequest,
  owner: KpiOwner,
  applicationId: string,
  ownerId?: string,
) {
  const { KpiName = '' } = labels;
  const range: DateRange = readDateRange(
    { start: query.get('start-time') ?? undefined, end: query.get('end-time') ?? undefined },
    ports.clock.now(),
  );
  return {
    ApplicationId: applicationId,
    KpiName,
    StartTime: range.start.toISOString(),
    EndTime: range.end.toISOString(),
    KpiResult: { Rows: await readKpi(ports, { ...range, applicationId, owner, ownerId, name: KpiName }) },
  };
}
