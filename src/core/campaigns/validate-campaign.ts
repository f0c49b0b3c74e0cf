import type { Ports } from '../../ports/ports.ts';
import { checkTargets } from '../channels/check-targets.ts';
import { PlatformError } from '../errors.ts';
import { parse, withoutNulls } from '../parse.ts';
import { findSegment } from '../segments/segment-documents.ts';
import { importedIn } from '../segments/segment-graph.ts';
import { resolveSegment } from '../segments/source-segments.ts';
import { type CampaignDefinition, type WriteCampaign, writeCampaignRequest } from './campaign.ts';
import { checkMessages } from './check-messages.ts';
import { IMMEDIATE } from './schedule.ts';

/** Reads a WriteCampaignRequest; explicit nulls are as good as absent. @throws PlatformError `BadRequest` naming member and value */
export function readCampaign(body: unknown): WriteCampaign {
  if (body === undefined) throw new PlatformError('BadRequest', 'WriteCampaignRequest is missing');
  return parse(writeCampaignRequest, withoutNulls(body), 'WriteCampaignRequest');
}

/**
 * A definition that can run, or the reason why it cannot.
 * @param request with what an earlier version had, for an update
 * @throws PlatformError `BadRequest` naming the member that is missing or refers to something that is not there
 * @remarks Pinpoint's schema requires none of the members; what a run needs is asked for when the campaign is made.
 */
export async function checkCampaign(
  ports: Ports,
  applicationId: string,
  request: WriteCampaign,
): Promise<CampaignDefinition> {
  const { tags: _, SegmentId, Schedule, AdditionalTreatments, ...rest } = request;
  if (SegmentId === undefined) throw refusal('SegmentId is missing');
  if (Schedule === undefined) throw refusal('Schedule is missing');
  if (request.IsPaused === true && Schedule.StartTime === IMMEDIATE) {
    throw refusal(`IsPaused is true; a campaign with StartTime ${IMMEDIATE} cannot be paused`);
  }
  checkShares(request);
  const SegmentVersion = await checkSegment(ports, applicationId, { ...request, SegmentId });
  const definition: CampaignDefinition = {
    ...rest,
    SegmentId,
    SegmentVersion,
    Schedule,
    ...(AdditionalTreatments !== undefined && {
      AdditionalTreatments: AdditionalTreatments.map((treatment, index) => ({
        ...treatment,
        Id: String(index + 1),
      })),
    }),
  };
  await checkMessages(ports, definition);
  await checkTargets(ports, 'WriteCampaignRequest', targetsOf(definition));
  return definition;
}

function targetsOf({ Hook, CustomDeliveryConfiguration, AdditionalTreatments = [] }: CampaignDefinition) {
  return [
    { member: 'Hook.WebUrl', target: Hook?.WebUrl },
    { member: 'Hook.LambdaFunctionName', target: Hook?.LambdaFunctionName },
    { member: 'CustomDeliveryConfiguration.DeliveryUri', target: CustomDeliveryConfiguration?.DeliveryUri },
    ...AdditionalTreatments.map((treatment, index) => ({
      member: `AdditionalTreatments.${index}.CustomDeliveryConfiguration.DeliveryUri`,
      target: treatment.CustomDeliveryConfiguration?.DeliveryUri,
    })),
  ];
}

function checkShares({ AdditionalTreatments = [], HoldoutPercent = 0, Schedule }: WriteCampaign): void {
  const sum = AdditionalTreatments.reduce((total, { SizePercent }) => total + SizePercent, HoldoutPercent);
  if (sum > 100) {
    throw refusal(`HoldoutPercent and the SizePercent of AdditionalTreatments add up to ${sum}, over 100`);
  }
  const isEvent = (frequency = 'ONCE') => ['EVENT', 'IN_APP_EVENT'].includes(frequency);
  const kind = (frequency = 'ONCE') => (isEvent(frequency) ? frequency : 'of a time');
  const other = AdditionalTreatments.find(
    (treatment) => treatment.Schedule && kind(treatment.Schedule.Frequency) !== kind(Schedule?.Frequency),
  );
  if (other !== undefined) {
    throw refusal(
      `AdditionalTreatments have a Schedule of Frequency ${other.Schedule?.Frequency ?? 'ONCE'}, the campaign one of ${Schedule?.Frequency ?? 'ONCE'}`,
    );
  }
}

/** @returns the version that the campaign is to use: the one it names, else the latest */
async function checkSegment(
  ports: Ports,
  applicationId: string,
  { SegmentId, SegmentVersion, Schedule }: WriteCampaign & { SegmentId: string },
): Promise<number> {
  const segment = await findSegment(ports, applicationId, SegmentId, SegmentVersion);
  if (segment === undefined) {
    const version = SegmentVersion === undefined ? '' : ` version ${SegmentVersion}`;
    throw refusal(`SegmentId is ${SegmentId}${version}, which application ${applicationId} does not have`);
  }
  const node = await resolveSegment(ports, segment);
  if (Schedule?.Frequency === 'EVENT' && importedIn(node).length > 0) {
    throw refusal(
      `SegmentId is ${SegmentId}, which is imported or based on an import; an EVENT campaign needs a dynamic segment`,
    );
  }
  return segment.Version;
}

function refusal(message: string): PlatformError {
  return new PlatformError('BadRequest', `WriteCampaignRequest: ${message}`);
}
