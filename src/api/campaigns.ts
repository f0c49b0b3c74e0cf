import { listActivities } from '../core/campaigns/activities.ts';
import { type AudienceShare, campaignAudience } from '../core/campaigns/campaign-audience.ts';
import {
  createCampaign,
  deleteCampaign,
  getCampaign,
  listCampaigns,
  listCampaignVersions,
  updateCampaign,
} from '../core/campaigns/campaigns.ts';
import { PlatformError } from '../core/errors.ts';
import { readPageRequest } from '../core/paging.ts';
import { extended, instant, list, mapOf, named, object, said, text, whole } from './json-schema.ts';
import type { Operation, OperationRequest } from './operation.ts';
import { REQUIRED_APP } from './parameters.ts';
import type { Route } from './route.ts';

/** Campaigns (pinpoint-api.md 2, "Campaigns"). */
export const campaignOperations: readonly Operation[] = [
  {
    name: 'CreateCampaign',
    method: 'POST',
    path: '/v1/apps/{ApplicationId}/campaigns',
    status: 201,
    scope: 'admin',
    handle: (ports, request) => createCampaign(ports, keyOf(request).applicationId, request.body),
  },
  {
    name: 'GetCampaigns',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/campaigns',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      listCampaigns(ports, keyOf(request).applicationId, readPageRequest(request.query)),
  },
  {
    name: 'GetCampaign',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/campaigns/{CampaignId}',
    status: 200,
    scope: 'report',
    handle: (ports, request) => getCampaign(ports, keyOf(request)),
  },
  {
    name: 'UpdateCampaign',
    method: 'PUT',
    path: '/v1/apps/{ApplicationId}/campaigns/{CampaignId}',
    status: 200,
    scope: 'admin',
    handle: (ports, request) => updateCampaign(ports, keyOf(request), request.body),
  },
  {
    name: 'DeleteCampaign',
    method: 'DELETE',
    path: '/v1/apps/{ApplicationId}/campaigns/{CampaignId}',
    status: 200,
    scope: 'admin',
    handle: (ports, request) => deleteCampaign(ports, keyOf(request)),
  },
  {
    name: 'GetCampaignActivities',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/campaigns/{CampaignId}/activities',
    status: 200,
    scope: 'report',
    handle: async (ports, request) => listActivities(ports, keyOf(request), readPageRequest(request.query)),
  },
  {
    name: 'GetCampaignVersions',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/campaigns/{CampaignId}/versions',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      listCampaignVersions(ports, keyOf(request), readPageRequest(request.query)),
  },
  {
    name: 'GetCampaignVersion',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/campaigns/{CampaignId}/versions/{Version}',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      getCampaign(ports, keyOf(request), wholeNumber('Version', request.labels.Version ?? '')),
  },
];

const share = object<AudienceShare>({
  targeted: said(whole, 'members that would be written to'),
  held: said(mapOf(whole), 'members held back, by reason'),
});
const whose = object({
  id: text,
  applicationId: text,
  at: said(instant, 'that is assumed for the run'),
  members: said(whole, 'of the segment'),
  byTreatment: list(named('TreatmentAudience', extended(object({ id: text }), share))),
});
const AUDIENCE = named('CampaignAudience', extended(whose, share));

/** What a campaign would do. */
export const campaignRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/campaigns/{id}/audience',
    scope: 'report',
    doc: {
      summary: 'Whom a campaign would write to if it ran now, and why not the others; nothing is sent',
      query: [REQUIRED_APP],
      answers: { 200: { description: 'The audience', schema: AUDIENCE } },
    },
    async handle(ports, { labels, query }) {
      const applicationId = query.get('app');
      if (applicationId === null) throw new PlatformError('BadRequest', 'The parameter app is missing');
      return campaignAudience(ports, { applicationId, campaignId: labels.id ?? '' });
    },
  },
];

function keyOf({ labels }: OperationRequest) {
  return { applicationId: labels.ApplicationId ?? '', campaignId: labels.CampaignId ?? '' };
}

/** @throws PlatformError `BadRequest` unless the text is a whole number from 1 on */
function wholeNumber(name: string, text: string): number {
  if (!/^0*[1-9]\d{0,8}$/.test(text)) {
    throw new PlatformError('BadRequest', `${name} is ${text}; it must be a whole number from 1 on`);
  }
  return Number(text);
}
