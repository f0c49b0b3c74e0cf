import {
  CreateAppCommand,
  CreateCampaignCommand,
  CreateSegmentCommand,
  DeleteSegmentCommand,
  type PinpointClient,
  UpdateEmailChannelCommand,
  UpdateEndpointsBatchCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AttentionItem } from '../../src/core/attention/attention.ts';
import type { StoredEvent } from '../../src/core/events/event-record.ts';
import { setAside } from '../../src/core/messages/in-doubt.ts';
import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let pinpoint: PinpointClient;
let app: string;
let segmentId: string;
const IDENTITY = 'arn:aws:ses:eu-west-1:000000000000:identity/example.com';

beforeAll(async () => {
  stage = await openStage();
  pinpoint = stage.pinpoint();
});
afterAll(() => stage.close());
beforeEach(async () => {
  const made = await pinpoint.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
  app = made.ApplicationResponse?.Id ?? '';
  const segment = await pinpoint.send(
    new CreateSegmentCommand({ ApplicationId: app, WriteSegmentRequest: { Name: 'all' } }),
  );
  segmentId = segment.SegmentResponse?.Id ?? '';
});

async function attention(query = ''): Promise<AttentionItem[]> {
  const response = await stage.fetch(`/attention?app=${app}${query}`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { items: AttentionItem[] }).items;
}

let numbered = 0;
function event(event_type: string, message_id: string, more: Partial<StoredEvent> = {}): StoredEvent {
  numbered += 1;
  const at = stage.clock.now().getTime();
  return {
    event_id: `${app}-${numbered}`,
    event_type,
    message_id,
    event_timestamp: at,
    arrival_timestamp: at,
    event_version: '3.1',
    application: { app_id: app, sdk: {} },
    client: { client_id: 'c' },
    device: { platform: {} },
    session: {},
    attributes: {},
    awsAccountId: '000000000000',
    channel: 'EMAIL',
    ...more,
  };
}

async function campaign(Name: string): Promise<string> {
  const { CampaignResponse } = await pinpoint.send(
    new CreateCampaignCommand({
      ApplicationId: app,
      WriteCampaignRequest: {
        Name,
        SegmentId: segmentId,
        Schedule: { StartTime: 'IMMEDIATE' },
        MessageConfiguration: { EmailMessage: { Title: 'News', HtmlBody: '<p>News</p>' } },
      },
    }),
  );
  return CampaignResponse?.Id ?? '';
}

describe('GET /attention', () => {
  it('has nothing to say of an application where nothing went wrong', async () => {
    await stage.ports.events.append([event('_email.send', 'm1')]);
    expect(await attention()).toEqual([]);
  });

  it('tells of bounces and complaints from their threshold on, and of every message that could not be made', async () => {
    const id = await campaign('spring');
    const of = { campaign_id: id, treatment_id: '0' };
    const at = stage.clock.now().toISOString();
    await stage.ports.events.append([
      ...Array.from({ length: 25 }, (_, index) => event('_email.send', `m${index}`, of)),
      event('_email.hardbounce', 'm1', of),
      event('_email.hardbounce', 'm2', of),
      event('_email.complaint', 'm3', of),
      event('_email.rendering_failure', 'm30', of),
      ...Array.from({ length: 25 }, (_, index) => event('_email.send', `t${index}`)),
      event('_email.hardbounce', 't1'), // 4 %: below the threshold
    ]);
    const items = await attention();
    const subject = { type: 'campaign', id, name: 'spring' };
    expect(items).toHaveLength(3);
    expect(items).toEqual(
      expect.arrayContaining([
        { kind: 'bounces', severity: 'warning', subject, count: 2, of: 25, threshold: 0.05, at },
        { kind: 'complaints', severity: 'serious', subject, count: 1, of: 25, threshold: 0.001, at },
        { kind: 'renderingFailures', severity: 'serious', subject, count: 1, at },
      ]),
    );
    expect(items.at(-1)?.severity).toBe('warning');
    expect(await attention('&from=2020-01-01&to=2020-02-01')).toEqual([]);
  });

  it('tells of a run that failed, with the cause, and of messages in doubt', async () => {
    const Item = [{ Id: 'a', ChannelType: 'EMAIL' as const, Address: 'a@example.com' }];
    await pinpoint.send(
      new UpdateEndpointsBatchCommand({ ApplicationId: app, EndpointBatchRequest: { Item } }),
    );
    await pinpoint.send(
      new UpdateEmailChannelCommand({
        ApplicationId: app,
        EmailChannelRequest: { Enabled: true, FromAddress: 'shop@example.com', Identity: IDENTITY },
      }),
    );
    const id = await campaign('lost');
    await pinpoint.send(new DeleteSegmentCommand({ ApplicationId: app, SegmentId: segmentId }));
    await clockTick(stage.ports);
    await stage.settled();
    const batch = {
      applicationId: app,
      batchId: 'b1',
      origin: { kind: 'campaign' as const, campaignId: id },
    };
    const message = { message_id: 'm1', endpoint_id: 'a', channel_type: 'EMAIL', endpoint: {} };
    await setAside(stage.ports, batch as never, [{ message, reason: 'the process ended' }]);
    const told = await attention();
    expect(told.map(({ kind, subject, count }) => ({ kind, subject, count }))).toEqual(
      expect.arrayContaining([
        { kind: 'inDoubt', subject: { type: 'messages' }, count: 1 },
        { kind: 'brokenCampaign', subject: { type: 'campaign', id, name: 'lost' }, count: 1 },
      ]),
    );
    const failed = told.find(({ kind }) => kind === 'failedRun');
    if (failed) expect(failed.detail).toContain(segmentId);
  });

  it('tells of uploads that failed or left rows out', async () => {
    const header = 'EventName,UnitPrice,Quantity,CustomerID,ChannelType,Address,Date';
    const row = 'PURCHASED,10.00,1,C-1,EMAIL,ana@example.com,2026-05-04T12:16:01Z';
    const put = async (name: string, body: string) => {
      const response = await stage.fetch(`/uploads/${name}?app=${app}`, { method: 'PUT', body });
      expect(response.status).toBe(202);
      await stage.settled();
      return ((await response.json()) as { uploadId: string }).uploadId;
    };
    const bad = await put('empty.csv', 'nothing that could be read\n');
    const partly = await put(
      'partly.csv',
      [header, row, row.replace('2026-05-04T12:16:01Z', 'one day'), ''].join('\n'),
    );
    const items = await attention();
    const failed = items.find(({ subject }) => subject.id === bad);
    expect(failed).toMatchObject({
      kind: 'failedUpload',
      severity: 'serious',
      subject: { name: 'empty.csv' },
    });
    expect(failed?.detail).not.toBe('');
    const { state } = (await (await stage.fetch(`/uploads/${partly}`)).json()) as { state: string };
    expect({ state, item: items.find(({ subject }) => subject.id === partly) }).toMatchObject({
      state: 'SUCCEEDED',
      item: { kind: 'rejectedRows', severity: 'warning', count: 1, of: 2, subject: { name: 'partly.csv' } },
    });
  });

  it('tells of imports that failed or left records out, by their file’s name, and of persons to no key for numbers', async () => {
    const run = async (name: string, body: string) => {
      const put = await stage.fetch(`/imports/folder/${name}`, { method: 'PUT', body });
      const { s3Url } = (await put.json()) as { s3Url: string };
      const request = { Format: 'CSV', S3Url: s3Url, RoleArn: 'none', RegisterEndpoints: true };
      const response = await stage.fetch(`/v1/apps/${app}/jobs/import`, {
        method: 'POST',
        body: JSON.stringify(request),
      });
      await stage.settled();
      return ((await response.json()) as { Id: string }).Id;
    };
    const failed = await run('bare.csv', 'EMAIL,person@example.com\n');
    const partly = await run(
      'partly.csv',
      'ChannelType,Address\nEMAIL,a@example.com\nEMAIL,person at example.com\n',
    );
    const items = [
      {
        kind: 'rejectedRecords',
        severity: 'warning',
        subject: { type: 'import', id: partly, name: 'partly.csv' },
        count: 1,
        of: 2,
        at: expect.any(String),
        detail: 'imports/folder/partly.csv line 3: Address is no e-mail address: person at example.com',
      },
      {
        kind: 'failedJob',
        severity: 'serious',
        subject: { type: 'import', id: failed, name: 'bare.csv' },
        count: 1,
        at: expect.any(String),
        detail: expect.stringMatching(/^bare\.csv line 1: the column EMAIL is unknown/),
      },
    ];
    const told = (await attention()).filter(({ subject }) => subject.type === 'import');
    expect(told).toHaveLength(2);
    expect(told).toEqual(expect.arrayContaining(items));

    const { keyId, secret } = await stage.newKey('report');
    const headers = { authorization: `Bearer ${keyId}.${secret}` };
    for (const path of [
      `/attention?app=${app}`,
      `/v1/apps/${app}/jobs/import`,
      `/v1/apps/${app}/jobs/import/${failed}`,
      `/v1/apps/${app}/jobs/import/${partly}`,
      `/jobs?app=${app}`,
    ]) {
      const answer = await (await stage.fetch(path, { headers })).text();
      expect({ path, isThere: answer.includes('bare.csv') || answer.includes('partly.csv') }).toEqual({
        path,
        isThere: true,
      });
      expect({ path, person: /person|"Failures"/.exec(answer)?.[0] }).toEqual({ path, person: undefined });
    }
    const whole = await (await stage.fetch(`/v1/apps/${app}/jobs/import/${partly}`)).text();
    expect(whole).toContain('person at example.com');
  });
});
