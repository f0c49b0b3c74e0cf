import type { Ports } from '../../ports/ports.ts';
import { type ChannelResource, findChannel } from '../channels/channel-settings.ts';
import { targetFaults } from '../channels/check-targets.ts';
import { PlatformError } from '../errors.ts';
import { findSegment } from '../segments/segment-documents.ts';
import type { SegmentNode } from '../segments/segment-graph.ts';
import { resolveSegment } from '../segments/source-segments.ts';
import { missingWords } from '../templates/template-types.ts';
import { requireTemplate, type TemplateType } from '../templates/templates.ts';
import { kindOf } from './activity-graph.ts';
import type { Activity, JourneyDefinition } from './journey.ts';

/* What a journey refers to must be there when it is published (pinpoint-campaigns-journeys.md 2.3, 2.8). */

/**
 * Everything that a definition refers to must exist, and its channels be enabled.
 * @returns what is wrong
 */
export async function referenceFaults(
  ports: Ports,
  applicationId: string,
  definition: JourneyDefinition,
): Promise<string[]> {
  const checks = Object.entries(definition.Activities ?? {}).flatMap(([id, activity]) => [
    templateFault(ports, `Activities.${id}`, activity),
    channelFault(ports, applicationId, `Activities.${id}`, activity),
    ...segmentsAskedBy(activity).map(({ member, segmentId }) =>
      segmentFault(ports, applicationId, `Activities.${id}.${member}`, segmentId),
    ),
  ]);
  const { SegmentStartCondition, EventStartCondition } = definition.StartCondition ?? {};
  if (SegmentStartCondition !== undefined) {
    const at = 'StartCondition.SegmentStartCondition.SegmentId';
    checks.push(segmentFault(ports, applicationId, at, SegmentStartCondition.SegmentId));
  }
  if (EventStartCondition?.SegmentId) {
    const at = 'StartCondition.EventStartCondition.SegmentId';
    checks.push(segmentFault(ports, applicationId, at, EventStartCondition.SegmentId, 'dynamic'));
  }
  const targets = Object.entries(definition.Activities ?? {}).map(([id, { CUSTOM }]) => ({
    member: `Activities.${id}.CUSTOM.DeliveryUri`,
    target: CUSTOM?.DeliveryUri,
  }));
  const faults = await Promise.all(checks);
  return [...faults.filter((fault) => fault !== undefined), ...(await targetFaults(ports, targets))];
}

/** The segments that a split asks for, each with the member that names it. */
export function segmentsAskedBy(activity: Activity): { member: string; segmentId: string }[] {
  const { ConditionalSplit, MultiCondition } = activity;
  const conditions = [
    ...(ConditionalSplit?.Condition?.Conditions ?? []).map((condition, index) => ({
      member: `ConditionalSplit.Condition.Conditions.${index}`,
      condition,
    })),
    ...(MultiCondition?.Branches ?? []).map(({ Condition }, index) => ({
      member: `MultiCondition.Branches.${index}.Condition`,
      condition: Condition,
    })),
  ];
  return conditions.flatMap(({ member, condition }) => {
    const segmentId = condition?.SegmentCondition?.SegmentId;
    return segmentId === undefined ? [] : [{ member: `${member}.SegmentCondition.SegmentId`, segmentId }];
  });
}

/** Whether a segment holds only what criteria say, nothing of a file. */
function isDynamic(node: SegmentNode): boolean {
  return node.kind === 'dimensional' && node.groups.every(({ sources }) => sources.every(isDynamic));
}

async function templateFault(ports: Ports, at: string, activity: Activity): Promise<string | undefined> {
  const type = (['EMAIL', 'SMS', 'PUSH'] as const satisfies readonly TemplateType[]).find(
    (kind) => activity[kind] !== undefined,
  );
  const { TemplateName, TemplateVersion } = (type && activity[type]) ?? {};
  if (type === undefined || !TemplateName) return undefined;
  return faultOf(`${at}.${type}.TemplateName`, async () => {
    const missing = missingWords(await requireTemplate(ports, type, TemplateName, TemplateVersion));
    if (missing === undefined) return;
    throw new PlatformError('BadRequest', `template ${TemplateName} says nothing: it has no ${missing}`);
  });
}

const PUSH_CHANNELS: readonly ChannelResource[] = [
  'gcm',
  'apns',
  'apns_sandbox',
  'apns_voip',
  'apns_voip_sandbox',
  'adm',
  'baidu',
];

async function channelFault(ports: Ports, applicationId: string, at: string, activity: Activity) {
  const kind = kindOf(activity);
  const resources =
    kind === 'EMAIL' ? (['email'] as const) : kind === 'SMS' ? (['sms'] as const) : PUSH_CHANNELS;
  if (!['EMAIL', 'SMS', 'PUSH'].includes(kind)) return undefined;
  const settings = await Promise.all(resources.map((channel) => findChannel(ports, applicationId, channel)));
  const enabled = settings.find((channel) => channel?.Enabled === true);
  if (enabled === undefined) {
    return `${at} is of kind ${kind}, whose channel is not enabled in application ${applicationId}`;
  }
  const from = activity.EMAIL?.MessageConfig?.FromAddress ?? enabled.FromAddress;
  if (kind === 'EMAIL' && !from) return `${at}.EMAIL.MessageConfig.FromAddress is missing`;
  return undefined;
}

async function segmentFault(
  ports: Ports,
  applicationId: string,
  at: string,
  segmentId: string,
  need: 'any' | 'dynamic' = 'any',
): Promise<string | undefined> {
  const segment = await findSegment(ports, applicationId, segmentId);
  if (segment === undefined) {
    return `${at} is ${segmentId}, a segment that application ${applicationId} does not have`;
  }
  return faultOf(at, async () => {
    const node = await resolveSegment(ports, segment);
    if (need === 'dynamic' && !isDynamic(node)) {
      throw new PlatformError('BadRequest', `segment ${segmentId} is imported, or based on an imported one`);
    }
  });
}

/** What a look-up has to say against a member. */
async function faultOf(at: string, work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof PlatformError && error.code !== 'Internal') return `${at}: ${error.message}`;
    throw error;
  }
}
