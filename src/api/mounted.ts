import { appOperations } from './apps.ts';
import { attentionRoutes } from './attention.ts';
import { campaignReportRoutes } from './campaign-reports.ts';
import { campaignOperations, campaignRoutes } from './campaigns.ts';
import { catalogRoutes } from './catalog.ts';
import { channelOperations, webhookRoutes } from './channels.ts';
import { customerRoutes } from './customers.ts';
import { definitionNameRoutes } from './definition-names.ts';
import { directMessageOperations } from './direct-messages.ts';
import { doctorRoutes } from './doctor.ts';
import { endpointOperations } from './endpoints.ts';
import { erasureRoutes } from './erasures.ts';
import { eventOperations, eventRoutes } from './events.ts';
import { mailReportRoutes } from './feedback.ts';
import { importRoutes } from './imports.ts';
import { jobReportRoutes } from './job-reports.ts';
import { jobOperations } from './jobs.ts';
import { journeyFlowRoutes } from './journey-flow.ts';
import { journeyOperations, journeyRoutes } from './journeys.ts';
import { keyRoutes } from './keys.ts';
import { kpiOperations } from './kpis.ts';
import { messageRoutes } from './messages.ts';
import { metricRoutes } from './metrics.ts';
import { namedQueryRoutes } from './named-queries.ts';
import type { Operation } from './operation.ts';
import { queryExecutionRoutes } from './query-executions.ts';
import { recommenderOperations } from './recommenders.ts';
import { reportRoutes } from './reports.ts';
import type { Route } from './route.ts';
import { segmentInsightRoutes } from './segment-insight.ts';
import { segmentWorthRoutes } from './segment-worth.ts';
import { segmentOperations, segmentRoutes } from './segments.ts';
import { stageRoutes } from './stage.ts';
import { suppressionRoutes } from './suppressions.ts';
import { tagOperations } from './tags.ts';
import { templateOperations } from './templates.ts';
import { trackingRoutes } from './tracking.ts';
import { uploadRoutes } from './uploads.ts';

/** Every operation of Pinpoint that is answered; `docs/api-parity.md` lists the same. */
export const operations: readonly Operation[] = [
  ...appOperations,
  ...campaignOperations,
  ...channelOperations,
  ...directMessageOperations,
  ...endpointOperations,
  ...eventOperations,
  ...jobOperations,
  ...journeyOperations,
  ...kpiOperations,
  ...recommenderOperations,
  ...segmentOperations,
  ...tagOperations,
  ...templateOperations,
];

/** Every route of our own that both stages have. */
export const routes: readonly Route[] = [
  ...keyRoutes,
  ...attentionRoutes,
  ...campaignReportRoutes,
  ...campaignRoutes,
  ...customerRoutes,
  ...definitionNameRoutes,
  ...doctorRoutes,
  ...erasureRoutes,
  ...eventRoutes,
  ...mailReportRoutes,
  ...importRoutes,
  ...jobReportRoutes,
  ...journeyFlowRoutes,
  ...journeyRoutes,
  ...segmentRoutes,
  ...stageRoutes,
  ...segmentInsightRoutes,
  ...segmentWorthRoutes,
  ...suppressionRoutes,
  ...metricRoutes,
  ...reportRoutes,
  ...namedQueryRoutes,
  ...queryExecutionRoutes,
  ...catalogRoutes,
  ...messageRoutes,
  ...trackingRoutes,
  ...uploadRoutes,
  ...webhookRoutes,
];
