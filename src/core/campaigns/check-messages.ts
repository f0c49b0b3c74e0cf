import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { compileTemplate, type TemplatePart } from '../templates/render.ts';
import { missingWords } from '../templates/template-types.ts';
import { requireTemplate, type TemplateType } from '../templates/templates.ts';
import type { CampaignDefinition } from './campaign.ts';
import type { MessageConfiguration, TemplateConfiguration } from './message-configuration.ts';
import { channelsOf, messageMembers, sharesOf, type Treatment } from './treatments.ts';

const TEMPLATE_TYPES: Readonly<Record<keyof TemplateConfiguration, TemplateType>> = {
  EmailTemplate: 'EMAIL',
  InAppTemplate: 'INAPP',
  PushTemplate: 'PUSH',
  SMSTemplate: 'SMS',
};
/** Where what a channel sends may stand. */
const CONTENTS = [
  ['EmailMessage', 'EmailTemplate', ['Title', 'HtmlBody', 'Body']],
  ['SMSMessage', 'SMSTemplate', ['Body']],
] as const;
/** Texts of an inline message that are rendered for each recipient. */
const RENDERED_MEMBERS = ['Body', 'Title', 'HtmlBody', 'Url', 'JsonBody', 'RawContent', 'Data'] as const;

/**
 * Checks that every treatment has something to send, that its templates are there and that its texts
 * can be rendered.
 * @throws PlatformError `BadRequest` naming the treatment's member
 */
export async function checkMessages(ports: Ports, definition: CampaignDefinition): Promise<void> {
  checkOwnMessage(definition, 'the campaign');
  for (const treatment of definition.AdditionalTreatments ?? []) {
    if (messageMembers(treatment).length > 0) checkOwnMessage(treatment, `treatment ${treatment.Id}`);
  }
  for (const { id, variant, schedule } of sharesOf('', definition).treatments) {
    const which = id === '0' ? '' : ` of treatment ${id}`;
    const isInApp = schedule.Frequency === 'IN_APP_EVENT';
    if (isInApp ? !hasInApp(variant) : channelsOf(variant).length === 0) {
      const kind = isInApp
        ? 'InAppMessage or InAppTemplate'
        : 'MessageConfiguration or TemplateConfiguration';
      throw refusal(`${kind}${which} is missing; there is nothing to send`);
    }
    checkContents(variant, which);
    checkTexts(variant.MessageConfiguration ?? {}, which);
  }
  await requireTemplates(ports, definition);
}

/** @throws PlatformError `BadRequest` naming a template that does not exist, or not any more */
export async function requireTemplates(ports: Ports, definition: CampaignDefinition): Promise<void> {
  for (const { TemplateConfiguration } of [definition, ...(definition.AdditionalTreatments ?? [])]) {
    const configuration: TemplateConfiguration = TemplateConfiguration ?? {};
    for (const [member, type] of Object.entries(TEMPLATE_TYPES)) {
      const template = configuration[member as keyof TemplateConfiguration];
      if (template !== undefined) await requireReferred(ports, member, type, template);
    }
  }
}

async function requireReferred(
  ports: Ports,
  member: string,
  type: TemplateType,
  { Name, Version }: { Name: string; Version?: string },
): Promise<void> {
  const version = Version === undefined ? '' : ` version ${Version}`;
  const named = `TemplateConfiguration.${member} is ${Name}${version}, a template of type ${type}`;
  const template = await requireTemplate(ports, type, Name, Version).catch((error: unknown) => {
    if (!(error instanceof PlatformError && error.code === 'NotFound')) throw error;
    throw refusal(`${named} that does not exist`);
  });
  const missing = missingWords(template);
  if (missing !== undefined) throw refusal(`${named} that says nothing: it has no ${missing}`);
}

type Messages = Pick<CampaignDefinition, 'MessageConfiguration' | 'CustomDeliveryConfiguration'>;

function checkOwnMessage(
  { MessageConfiguration, CustomDeliveryConfiguration }: Messages,
  owner: string,
): void {
  if (MessageConfiguration?.CustomMessage === undefined || CustomDeliveryConfiguration !== undefined) return;
  throw refusal(
    `MessageConfiguration.CustomMessage of ${owner} needs a CustomDeliveryConfiguration, which is missing`,
  );
}

/** A message of a channel that says nothing, without a template or a default that does, would fail for everyone. */
function checkContents(
  { MessageConfiguration, TemplateConfiguration }: Treatment['variant'],
  which: string,
): void {
  for (const [message, template, members] of CONTENTS) {
    const given = MessageConfiguration?.[message] as Readonly<Record<string, unknown>> | undefined;
    const elsewhere = (TemplateConfiguration as TemplateConfiguration | undefined)?.[template];
    if (given === undefined || elsewhere !== undefined || MessageConfiguration?.DefaultMessage !== undefined)
      continue;
    if (members.some((member) => given[member])) continue;
    throw refusal(
      `MessageConfiguration.${message}${which} has no ${members.join(', ')}, and there is no ${template}`,
    );
  }
}

function hasInApp({ MessageConfiguration, TemplateConfiguration }: Treatment['variant']): boolean {
  const { InAppTemplate } = (TemplateConfiguration ?? {}) as TemplateConfiguration;
  return MessageConfiguration?.InAppMessage !== undefined || InAppTemplate !== undefined;
}

function checkTexts(configuration: MessageConfiguration, which: string): void {
  for (const [member, message] of Object.entries(configuration)) {
    if (member === 'InAppMessage') continue; // has no variables
    const parts: Record<string, TemplatePart> = {};
    for (const name of RENDERED_MEMBERS) {
      const text = (message as Readonly<Record<string, unknown>>)[name];
      if (typeof text === 'string') parts[name] = { text, html: name === 'HtmlBody' };
    }
    try {
      compileTemplate(parts, NEVER_RENDERED);
    } catch (error) {
      if (!(error instanceof PlatformError && error.code === 'BadRequest')) throw error;
      throw refusal(`MessageConfiguration.${member}${which}: ${error.message}`);
    }
  }
}

/** What is compiled to be checked only. */
const NEVER_RENDERED = { now: () => new Date(0), uuid: () => '' };

function refusal(message: string): PlatformError {
  return new PlatformError('BadRequest', `WriteCampaignRequest: ${message}`);
}
