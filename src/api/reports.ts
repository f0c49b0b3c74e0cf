import { defaultApp, requireApp } from '../core/apps/apps.ts';
import { requireCampaign } from '../core/campaigns/campaign-documents.ts';
import { treatmentNames } from '../core/campaigns/treatment-names.ts';
import { PlatformError } from '../core/errors.ts';
import { applicationOfJourney, requireJourney } from '../core/journeys/journey-documents.ts';
import { compareTreatments } from '../core/metrics/comparison.ts';
import { FUNNEL_GROUPS, type FunnelGroup, reportFunnel } from '../core/metrics/funnel.ts';
import { campaignLift, journeyLift } from '../core/metrics/lift.ts';
import { type GivenQuestion, type ReportQuestion, readQuestion } from '../core/metrics/report-question.ts';
import type { Ports } from '../ports/ports.ts';
import {
  BY_PARAMETER,
  CAMPAIGN_LIFT,
  COMPARISON,
  FUNNEL,
  JOURNEY_LIFT,
  LEVEL_PARAMETER,
  REPORT_PARAMETERS,
} from './report-schemas.ts';
import { reusable } from './reusable.ts';
import type { Route, RouteRequest } from './route.ts';

/** How far messages came, what they led to, and which treatment did best; every metric is defined in docs/metrics.md. */
export const reportRoutes: readonly Route[] = [
  reusable({
    method: 'GET',
    path: '/campaigns/{id}/funnel',
    scope: 'report',
    doc: {
      summary: 'How far the messages of a campaign came, from its audience to conversions',
      query: [...REPORT_PARAMETERS, BY_PARAMETER],
      answers: { 200: { description: 'Stages, and groups where they are asked for', schema: FUNNEL } },
    },
    async handle(ports, request) {
      const { question, names } = await askCampaign(ports, request);
      const by = readGroup(request);
      const { groups, ...report } = await reportFunnel(ports, question, by);
      const isNamed = by === 'treatment';
      return {
        ...headOf(question),
        ...report,
        groups: groups?.map((group) => (isNamed ? { ...group, name: names.get(group.id) } : group)),
      };
    },
  }),
  reusable({
    method: 'GET',
    path: '/journeys/{id}/funnel',
    scope: 'report',
    doc: {
      summary: 'How far the messages of a journey came, from the people decided about to conversions',
      query: [...REPORT_PARAMETERS, BY_PARAMETER],
      answers: { 200: { description: 'Stages, and groups where they are asked for', schema: FUNNEL } },
    },
    async handle(ports, request) {
      const question = await askJourney(ports, request);
      return { ...headOf(question), ...(await reportFunnel(ports, question, readGroup(request))) };
    },
  }),
  reusable({
    method: 'GET',
    path: '/campaigns/{id}/lift',
    scope: 'report',
    doc: {
      summary: 'What a campaign did to conversions, by its holdout: with intervals and a test',
      query: [...REPORT_PARAMETERS, LEVEL_PARAMETER],
      answers: { 200: { description: 'Those targeted beside those held out', schema: CAMPAIGN_LIFT } },
    },
    async handle(ports, request) {
      const { question, names } = await askCampaign(ports, request);
      const { treatments, ...lift } = await campaignLift(ports, question);
      return {
        ...headOf(question),
        level: question.level,
        ...lift,
        treatments: treatments.map((one) => ({ ...one, name: names.get(one.treatmentId) })),
      };
    },
  }),
  reusable({
    method: 'GET',
    path: '/journeys/{id}/lift',
    scope: 'report',
    doc: {
      summary: 'What a journey did to conversions, by each of its holdout activities',
      query: [...REPORT_PARAMETERS, LEVEL_PARAMETER],
      answers: { 200: { description: 'Those who went on beside those held out', schema: JOURNEY_LIFT } },
    },
    async handle(ports, request) {
      const question = await askJourney(ports, request);
      const activities = await journeyLift(ports, question);
      return { ...headOf(question), level: question.level, activities };
    },
  }),
  reusable({
    method: 'GET',
    path: '/campaigns/{id}/comparison',
    scope: 'report',
    doc: {
      summary: 'Treatments compared by opens, clicks and conversions, and how likely each is the best',
      query: [...REPORT_PARAMETERS, LEVEL_PARAMETER],
      answers: { 200: { description: 'Each metric with its treatments', schema: COMPARISON } },
    },
    async handle(ports, request) {
      const { question, names } = await askCampaign(ports, request);
      const metrics = (await compareTreatments(ports, question)).map(({ treatments, ...metric }) => ({
        ...metric,
        treatments: treatments.map((one) => ({ ...one, name: names.get(one.treatmentId) })),
      }));
      return { ...headOf(question), level: question.level, metrics };
    },
  }),
];

async function askCampaign(ports: Ports, request: RouteRequest) {
  const { id = '' } = request.labels;
  const applicationId = request.query.get('app') ?? (await defaultApp(ports)).Id;
  await requireApp(ports, applicationId);
  const campaign = await requireCampaign(ports, { applicationId, campaignId: id });
  const subject = {
    applicationId,
    origin: 'campaign' as const,
    originId: id,
    createdAt: campaign.CreationDate,
  };
  return {
    question: readQuestion(givenBy(request), subject, ports.clock.now()),
    names: await treatmentNames(ports, campaign),
  };
}

async function askJourney(ports: Ports, request: RouteRequest): Promise<ReportQuestion> {
  const { id = '' } = request.labels;
  const applicationId = request.query.get('app') ?? (await applicationOfJourney(ports, id));
  await requireApp(ports, applicationId);
  const { journey } = await requireJourney(ports, applicationId, id);
  const subject = {
    applicationId,
    origin: 'journey' as const,
    originId: id,
    createdAt: journey.CreationDate,
  };
  return readQuestion(givenBy(request), subject, ports.clock.now());
}

function givenBy({ query }: RouteRequest): GivenQuestion {
  const names = [
    'start',
    'end',
    'conversion',
    'attribute',
    'attributeValue',
    'amount',
    'windowHours',
    'level',
  ] as const;
  return Object.fromEntries(names.map((name) => [name, query.get(name) ?? undefined]));
}

function readGroup({ query }: RouteRequest): FunnelGroup | undefined {
  const by = query.get('by') ?? undefined;
  if (by === undefined || FUNNEL_GROUPS.includes(by as FunnelGroup)) return by as FunnelGroup | undefined;
  throw new PlatformError('BadRequest', `by must be one of ${FUNNEL_GROUPS.join(', ')}, not "${by}"`);
}

function headOf({ originId, applicationId, days, conversion }: ReportQuestion) {
  return { id: originId, applicationId, period: days, conversion };
}
