import { readFile } from 'node:fs/promises';
import {
  CreateCampaignCommand,
  CreateEmailTemplateCommand,
  CreateJourneyCommand,
  type EmailChannelRequest,
  type EmailTemplateRequest,
  GetCampaignsCommand,
  GetEmailChannelCommand,
  GetEmailTemplateCommand,
  GetEventStreamCommand,
  GetSegmentsCommand,
  GetSmsChannelCommand,
  ListJourneysCommand,
  NotFoundException,
  type PinpointClient,
  PutEventStreamCommand,
  type SMSChannelRequest,
  UpdateEmailChannelCommand,
  UpdateSmsChannelCommand,
  type WriteCampaignRequest,
  type WriteEventStream,
  type WriteJourneyRequest,
} from '@aws-sdk/client-pinpoint';
import { PlatformError } from '../core/errors.ts';
import { idOfNamed, listed } from './listed.ts';

/**
 * `seeds/engagement.json`: what the POC guide has the reader create in the console, as Pinpoint's
 * requests. Segments stand there by their names.
 */
interface Engagement {
  readonly eventStream: WriteEventStream;
  readonly email: EmailChannelRequest;
  readonly sms: SMSChannelRequest;
  /** Folders of `templates/`. */
  readonly templates: readonly string[];
  readonly campaign: WriteCampaignRequest;
  readonly journey: WriteJourneyRequest;
}

export interface SeededEngagement {
  readonly campaignId: string;
  readonly journeyId: string;
}

interface Seeding {
  readonly pinpoint: PinpointClient;
  readonly ApplicationId: string;
  readonly log: (line: string) => void;
}

/**
 * Creates the guide's event stream, channels, templates, campaign and journey where the application
 * does not have them yet (by name).
 * @throws PlatformError `NotFound` when a segment that they name is missing
 */
export async function seedEngagement(seeding: Seeding): Promise<SeededEngagement> {
  const engagement: Engagement = JSON.parse(await read('seeds/engagement.json'));
  await seedStream(seeding, engagement);
  await seedChannels(seeding, engagement);
  for (const name of engagement.templates) await seedTemplate(seeding, name);
  const segments = await segmentIds(seeding.pinpoint, seeding.ApplicationId);
  return {
    campaignId: await seedCampaign(seeding, withSegmentIds(engagement.campaign, segments)),
    journeyId: await seedJourney(seeding, withSegmentIds(engagement.journey, segments)),
  };
}

async function seedStream({ pinpoint, ApplicationId, log }: Seeding, { eventStream }: Engagement) {
  if (await found(() => pinpoint.send(new GetEventStreamCommand({ ApplicationId })))) return;
  await pinpoint.send(new PutEventStreamCommand({ ApplicationId, WriteEventStream: eventStream }));
  log('set the event stream');
}

async function seedChannels({ pinpoint, ApplicationId, log }: Seeding, { email, sms }: Engagement) {
  if (!(await found(() => pinpoint.send(new GetEmailChannelCommand({ ApplicationId }))))) {
    await pinpoint.send(new UpdateEmailChannelCommand({ ApplicationId, EmailChannelRequest: email }));
    log(`enabled the e-mail channel, from ${email.FromAddress}`);
  }
  if (!(await found(() => pinpoint.send(new GetSmsChannelCommand({ ApplicationId }))))) {
    await pinpoint.send(new UpdateSmsChannelCommand({ ApplicationId, SMSChannelRequest: sms }));
    log('enabled the SMS channel');
  }
}

async function seedTemplate({ pinpoint, log }: Seeding, TemplateName: string) {
  if (await found(() => pinpoint.send(new GetEmailTemplateCommand({ TemplateName })))) return;
  const EmailTemplateRequest = await readEmailTemplate(TemplateName);
  await pinpoint.send(new CreateEmailTemplateCommand({ TemplateName, EmailTemplateRequest }));
  log(`created the template ${TemplateName}`);
}

/** A folder of `templates/` as the request that creates it. */
async function readEmailTemplate(name: string): Promise<EmailTemplateRequest> {
  const [meta, HtmlPart, TextPart] = await Promise.all(
    ['template.json', 'body.html', 'body.txt'].map((file) => read(`templates/${name}/${file}`)),
  );
  return { ...JSON.parse(meta as string), HtmlPart, TextPart };
}

async function seedCampaign({ pinpoint, ApplicationId, log }: Seeding, request: WriteCampaignRequest) {
  const existing = await idOfNamed(request.Name, async (Token) => {
    const { CampaignsResponse } = await pinpoint.send(new GetCampaignsCommand({ ApplicationId, Token }));
    return CampaignsResponse;
  });
  if (existing) return existing;
  const { CampaignResponse: made } = await pinpoint.send(
    new CreateCampaignCommand({ ApplicationId, WriteCampaignRequest: request }),
  );
  log(`created the campaign ${request.Name}; it is sent at once`);
  return made?.Id as string;
}

async function seedJourney({ pinpoint, ApplicationId, log }: Seeding, request: WriteJourneyRequest) {
  const existing = await idOfNamed(request.Name, async (Token) => {
    const { JourneysResponse } = await pinpoint.send(new ListJourneysCommand({ ApplicationId, Token }));
    return JourneysResponse;
  });
  if (existing) return existing;
  const { JourneyResponse: made } = await pinpoint.send(
    new CreateJourneyCommand({ ApplicationId, WriteJourneyRequest: request }),
  );
  log(`published the journey ${request.Name}; its first participants enter in five minutes`);
  return made?.Id as string;
}

/** The ids of an application's segments by their names. */
export async function segmentIds(
  pinpoint: PinpointClient,
  ApplicationId: string,
): Promise<ReadonlyMap<string, string>> {
  const segments = listed(async (Token) => {
    const { SegmentsResponse } = await pinpoint.send(new GetSegmentsCommand({ ApplicationId, Token }));
    return SegmentsResponse;
  });
  const ids = new Map<string, string>();
  for await (const { Name, Id } of segments) if (Name && Id) ids.set(Name, Id);
  return ids;
}

/** The same request with ids in place of segments' names. */
function withSegmentIds<T>(request: T, ids: ReadonlyMap<string, string>): T {
  return JSON.parse(JSON.stringify(request), (member, value) => {
    if (member !== 'SegmentId') return value;
    const id = ids.get(value);
    if (id === undefined) throw new PlatformError('NotFound', `Segment ${value} is missing`);
    return id;
  });
}

/** What `ask` gives, or `undefined` when the stage does not have it. */
async function found<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
