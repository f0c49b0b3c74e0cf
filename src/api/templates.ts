import { z } from 'zod';
import { PlatformError } from '../core/errors.ts';
import { readPageRequest } from '../core/paging.ts';
import { parse } from '../core/parse.ts';
import { listTemplates, listTemplateVersions, readTemplateType } from '../core/templates/list-templates.ts';
import { getTemplate } from '../core/templates/read-template.ts';
import type { TemplateId } from '../core/templates/template-documents.ts';
import {
  activateVersion,
  createTemplate,
  deleteTemplate,
  type TemplateType,
  updateTemplate,
} from '../core/templates/templates.ts';
import type { Operation, OperationRequest } from './operation.ts';

const activeVersionRequest = z.object({ Version: z.string() });

/** The word of the operations' names and that of their paths, by type. */
const KINDS: readonly (readonly [TemplateType, string, string])[] = [
  ['EMAIL', 'Email', 'email'],
  ['SMS', 'Sms', 'sms'],
  ['PUSH', 'Push', 'push'],
  ['VOICE', 'Voice', 'voice'],
  ['INAPP', 'InApp', 'inapp'],
];

/** Message templates (pinpoint-api.md 2, "Message templates"). */
export const templateOperations: readonly Operation[] = [
  ...KINDS.flatMap(([type, word, segment]) =>
    operationsOf(type, word, `/v1/templates/{TemplateName}/${segment}`),
  ),
  {
    name: 'ListTemplates',
    method: 'GET',
    path: '/v1/templates',
    status: 200,
    scope: 'report',
    handle: async (ports, { query }) => {
      const type = query.get('template-type');
      const filter = {
        prefix: query.get('prefix') ?? '',
        ...(type && { type: readTemplateType(type) }),
      };
      return listTemplates(ports, filter, pageRequest(query));
    },
  },
  {
    name: 'ListTemplateVersions',
    method: 'GET',
    path: '/v1/templates/{TemplateName}/{TemplateType}/versions',
    status: 200,
    scope: 'report',
    handle: async (ports, request) => ({
      ...(await listTemplateVersions(ports, namedTemplate(request), pageRequest(request.query))),
      RequestID: request.requestId,
    }),
  },
  {
    name: 'UpdateTemplateActiveVersion',
    method: 'PUT',
    path: '/v1/templates/{TemplateName}/{TemplateType}/active-version',
    status: 200,
    scope: 'admin',
    async handle(ports, request) {
      const { Version } = parse(activeVersionRequest, request.body, 'TemplateActiveVersionRequest');
      const active = await activateVersion(ports, namedTemplate(request), Version);
      return messageBody(request, `Version ${active} is active`);
    },
  },
];

function operationsOf(type: TemplateType, word: string, path: string): Operation[] {
  const idOf = ({ labels }: OperationRequest): TemplateId => ({ type, name: labels.TemplateName ?? '' });
  const versionOf = ({ query }: OperationRequest) => query.get('version') ?? undefined;
  return [
    {
      name: `Create${word}Template`,
      method: 'POST',
      path,
      status: 201,
      scope: 'admin',
      async handle(ports, request) {
        const Arn = await createTemplate(ports, idOf(request), request.body);
        return { Arn, ...messageBody(request, 'Created') };
      },
    },
    {
      name: `Get${word}Template`,
      method: 'GET',
      path,
      status: 200,
      scope: 'report',
      handle: (ports, request) => getTemplate(ports, idOf(request), versionOf(request)),
    },
    {
      name: `Update${word}Template`,
      method: 'PUT',
      path,
      status: 202,
      scope: 'admin',
      async handle(ports, request) {
        const update = {
          version: versionOf(request),
          createNewVersion: isTrue('create-new-version', request.query.get('create-new-version')),
        };
        const written = await updateTemplate(ports, idOf(request), update, request.body);
        return messageBody(request, `Version ${written} is stored`);
      },
    },
    {
      name: `Delete${word}Template`,
      method: 'DELETE',
      path,
      status: 202,
      scope: 'admin',
      async handle(ports, request) {
        await deleteTemplate(ports, idOf(request), versionOf(request));
        return messageBody(request, 'Deleted');
      },
    },
  ];
}

function namedTemplate({ labels }: OperationRequest): TemplateId {
  return { type: readTemplateType(labels.TemplateType ?? ''), name: labels.TemplateName ?? '' };
}

/** These lists spell their token `next-token` (pinpoint-api.md 1.3). */
function pageRequest(query: URLSearchParams) {
  const page = new URLSearchParams(query);
  const token = query.get('next-token');
  page.delete('token');
  if (token !== null) page.set('token', token);
  return readPageRequest(page);
}

function messageBody({ requestId }: OperationRequest, message: string) {
  return { Message: message, RequestID: requestId };
}

function isTrue(name: string, value: string | null): boolean {
  if (value === null || value === 'false') return false;
  if (value === 'true') return true;
  throw new PlatformError('BadRequest', `${name} is ${value}; it must be true or false`);
}
