import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  completeCampaignRun,
  decideCampaignRun,
  failCampaignRun,
  nextCampaignDue,
} from '../../../src/core/campaigns/runs.ts';
import { deleteSegment } from '../../../src/core/segments/segments.ts';
import { createTemplate, deleteTemplate } from '../../../src/core/templates/templates.ts';
import { BEGINNING, type CampaignStage, endpoint, openCampaignStage } from './campaign-stage.ts';

let campaigns: CampaignStage;
const START = '2027-03-01T09:00:00.000Z';

beforeAll(async () => {
  campaigns = await openCampaignStage();
});
afterAll(() => campaigns.close());
beforeEach(async () => {
  await campaigns.renew();
  await campaigns.putEndpoints([endpoint('ana'), endpoint('bea'), endpoint('cid', { OptOut: 'ALL' })]);
});

const daily = (given: object = {}) => ({
  Schedule: { StartTime: START, Frequency: 'DAILY' as const, ...given },
});

describe('a campaign that runs once', () => {
  it('starts when it is due, decides everyone, and is complete', async () => {
    const id = await campaigns.create({ Schedule: { StartTime: START, Frequency: 'ONCE' } });
    campaigns.at('2027-03-01T08:59:59Z');
    expect(await campaigns.tick()).toEqual([]);
    expect(await nextCampaignDue(campaigns.ports)).toEqual(new Date(START));
    expect(await campaigns.status(id)).toBe('SCHEDULED');

    campaigns.at('2027-03-01T09:00:20Z');
    const [batchId = '', ...others] = await campaigns.tick();
    expect(others).toEqual([]);
    expect(await campaigns.status(id)).toBe('EXECUTING');
    expect(await campaigns.deliver(batchId)).toMatchObject([
      { endpoint_id: 'ana', treatment_id: '0', campaign_activity_id: batchId, reason: null },
      { endpoint_id: 'bea', reason: null },
      { endpoint_id: 'cid', reason: 'ENDPOINT_OPT_OUT' },
    ]);

    expect(await campaigns.status(id)).toBe('COMPLETED');
    expect(await nextCampaignDue(campaigns.ports)).toBeUndefined();
    expect(await campaigns.activities(id)).toEqual([
      {
        ApplicationId: campaigns.applicationId,
        CampaignId: id,
        Id: batchId,
        TreatmentId: '0',
        State: 'COMPLETED',
        Result: 'SUCCESS',
        ScheduledStart: START,
        Start: '2027-03-01T09:00:20.000Z',
        End: '2027-03-01T09:00:20.000Z',
        TotalEndpointCount: 2,
        SuccessfulEndpointCount: 2,
        ExecutionMetrics: { ENDPOINT_PRODUCED: '3', ENDPOINT_OPT_OUT: '1', SUCCESS: '2' },
      },
    ]);
  });

  it.each([
    ['FAILURE_PERMANENT', 'FAIL'],
    ['UNKNOWN', 'FAIL'],
    ['HOOK_FILTERED', 'SUCCESS'],
    ['SUPPRESSED', 'SUCCESS'],
  ])('that ends as %s for everyone has the result %s', async (status, Result) => {
    const id = await campaigns.create({ Schedule: { StartTime: 'IMMEDIATE' } });
    const [batchId = ''] = await campaigns.tick();
    await campaigns.deliver(batchId, status);

    expect(await campaigns.activities(id)).toMatchObject([
      { State: 'COMPLETED', Result, TotalEndpointCount: 2, SuccessfulEndpointCount: 0 },
    ]);
  });

  it('is started once by many schedulers, and decided once however often it is decided', async () => {
    const id = await campaigns.create({ Schedule: { StartTime: 'IMMEDIATE' } });
    await Promise.all([campaigns.tick(), campaigns.tick(), campaigns.tick()]);
    const [batchId = ''] = campaigns.started;
    expect(campaigns.started).toHaveLength(1);
    const first = await campaigns.deliver(batchId);
    await campaigns.putEndpoints([endpoint('dov')]);
    expect(await campaigns.deliver(batchId)).toEqual(first);
    expect(await campaigns.tick()).toEqual([]);
    expect(await campaigns.status(id)).toBe('COMPLETED');
  });

  it('is complete also when it was over before its scheduler could note that it began', async () => {
    const id = await campaigns.create({ Schedule: { StartTime: 'IMMEDIATE' } });
    const { applicationId, ports } = campaigns;
    const place = { partition: `app#${applicationId}`, sort: `campaign#${id}` };
    const before = await ports.documents.get(place);
    const [batchId = ''] = await campaigns.tick();
    await campaigns.deliver(batchId);
    // Campaign and entry as they were before the tick that was cut short.
    await ports.documents.put(place, before?.value);
    const entry = { partition: 'campaign-schedule', sort: `due#${BEGINNING}#${applicationId}#${id}` };
    await ports.documents.put(entry, { applicationId, campaignId: id });
    expect(await campaigns.status(id)).toBe('EXECUTING');
    expect(await campaigns.tick()).toEqual([]);
    expect(await campaigns.status(id)).toBe('COMPLETED');
  });

  it('says what to send, how fast, until when, and through which hook', async () => {
    await campaigns.settings({
      CampaignHook: { LambdaFunctionName: 'filter', Mode: 'FILTER' },
      Limits: { MaximumDuration: 600, MessagesPerSecond: 10 },
    });
    await campaigns.create({
      Name: 'news',
      Schedule: { StartTime: START },
      Limits: { MessagesPerSecond: 50 },
      TemplateConfiguration: {},
      CustomDeliveryConfiguration: { DeliveryUri: 'deliver', EndpointTypes: ['PUSH', 'VOICE'] },
    });
    campaigns.at('2027-03-01T09:00:30Z');
    const [batchId = ''] = await campaigns.tick();
    await campaigns.deliver(batchId);
    expect(await campaigns.batch(batchId)).toEqual({
      applicationId: campaigns.applicationId,
      batchId,
      origin: { kind: 'campaign', campaignId: expect.any(String), campaignName: 'news' },
      scheduledAt: START,
      decidedAt: '2027-03-01T09:00:30.000Z',
      expiresAt: '2027-03-01T09:10:00.000Z',
      messagesPerSecond: 50,
      hook: { LambdaFunctionName: 'filter', Mode: 'FILTER' },
      variants: {
        '0': {
          MessageConfiguration: { EmailMessage: { Title: 'News', HtmlBody: '<p>News</p>' } },
          TemplateConfiguration: {},
          CustomDeliveryConfiguration: {
            DeliveryUri: 'deliver',
            EndpointTypes: [
              'ADM',
              'APNS',
              'APNS_SANDBOX',
              'APNS_VOIP',
              'APNS_VOIP_SANDBOX',
              'BAIDU',
              'GCM',
              'VOICE',
            ],
          },
        },
      },
    });
  });

  it('is decided and sent as it was when its run began, and no more when it was deleted before', async () => {
    const id = await campaigns.create({ Schedule: { StartTime: 'IMMEDIATE' } });
    const [batchId = ''] = await campaigns.tick();
    await campaigns.update(id, { MessageConfiguration: { SMSMessage: { Body: 'News' } } });
    expect(await campaigns.deliver(batchId)).toHaveLength(3);
    expect(Object.keys((await campaigns.batch(batchId)).variants['0']?.MessageConfiguration ?? {})).toEqual([
      'EmailMessage',
    ]);
    const other = await campaigns.create({ Schedule: { StartTime: 'IMMEDIATE' } });
    const [second = ''] = await campaigns.tick();
    await campaigns.remove(other);
    await expect(decideCampaignRun(campaigns.ports, campaigns.reference(second))).rejects.toThrow(
      `Campaign ${other} was deleted before its run was decided`,
    );
    await failCampaignRun(campaigns.ports, campaigns.reference(second), 'deleted');
    expect(await campaigns.messages(second)).toEqual([]);
  });

  it('is deleted when its segment was, with a run that failed', async () => {
    const id = await campaigns.create({ Schedule: { StartTime: START } });
    await deleteSegment(campaigns.ports, campaigns.applicationId, campaigns.segmentId);
    campaigns.at(START);
    const [batchId = ''] = await campaigns.tick();
    const reference = campaigns.reference(batchId);
    await expect(decideCampaignRun(campaigns.ports, reference)).rejects.toThrow(
      `Segment ${campaigns.segmentId} version 1 of campaign ${id} was deleted`,
    );
    await failCampaignRun(campaigns.ports, reference, 'the segment was deleted');
    expect(await campaigns.status(id)).toBe('DELETED');
    expect(await campaigns.activities(id)).toMatchObject([{ State: 'COMPLETED', Result: 'FAIL' }]);
    expect(await nextCampaignDue(campaigns.ports)).toBeUndefined();
  });
});

describe('a campaign with a template', () => {
  it('is invalid when the template was deleted, with a run that failed', async () => {
    const template = { name: 'news', type: 'EMAIL' as const };
    await createTemplate(campaigns.ports, template, { Subject: 'News', HtmlPart: '<p>News</p>' });
    const id = await campaigns.create({
      Schedule: { StartTime: START },
      MessageConfiguration: undefined,
      TemplateConfiguration: { EmailTemplate: { Name: 'news' } },
    });
    await deleteTemplate(campaigns.ports, template);
    campaigns.at(START);
    const [batchId = ''] = await campaigns.tick();
    const reference = campaigns.reference(batchId);
    await expect(decideCampaignRun(campaigns.ports, reference)).rejects.toThrow(
      'TemplateConfiguration.EmailTemplate is news, a template of type EMAIL that does not exist',
    );
    await failCampaignRun(campaigns.ports, reference, 'the template was deleted');
    expect(await campaigns.status(id)).toBe('INVALID');
    expect(await nextCampaignDue(campaigns.ports)).toBeUndefined();
  });
});

describe('a campaign that is deleted while its run is under way', () => {
  it('stays deleted, and what was decided is sent', async () => {
    const id = await campaigns.create(daily({ StartTime: 'IMMEDIATE' }));
    const [batchId = ''] = await campaigns.tick();
    await decideCampaignRun(campaigns.ports, campaigns.reference(batchId));
    await campaigns.remove(id);
    await completeCampaignRun(campaigns.ports, campaigns.reference(batchId), {
      audience: 3,
      held: { ENDPOINT_OPT_OUT: 1 },
      outcomes: { SUCCESS: 2 },
    });
    await expect(campaigns.read(id)).rejects.toThrow(`Campaign ${id} not found`);
    expect(await campaigns.messages(batchId)).toHaveLength(3);
  });
});

describe('a campaign that recurs', () => {
  it('runs again and again until its end', async () => {
    const id = await campaigns.create(daily({ EndTime: '2027-03-03T08:00:00Z' }));
    for (const [day, status] of [
      ['2027-03-01', 'PENDING_NEXT_RUN'],
      ['2027-03-02', 'COMPLETED'],
    ]) {
      campaigns.at(`${day}T09:00:00Z`);
      const [batchId = ''] = await campaigns.tick();
      await campaigns.deliver(batchId);
      expect(await campaigns.status(id)).toBe(status);
    }
    campaigns.at('2027-03-09T09:00:00Z');
    expect(await campaigns.tick()).toEqual([]);
    expect((await campaigns.activities(id)).map(({ ScheduledStart }) => ScheduledStart)).toEqual([
      '2027-03-02T09:00:00.000Z',
      START,
    ]);
  });

  it('makes up for an outage with one late run', async () => {
    const id = await campaigns.create(daily());
    campaigns.at('2027-03-05T12:00:00Z');
    const [batchId = '', ...others] = await campaigns.tick();
    expect(others).toEqual([]);
    await campaigns.deliver(batchId);
    expect(await campaigns.tick()).toEqual([]);
    expect(await campaigns.activities(id)).toMatchObject([{ ScheduledStart: '2027-03-05T09:00:00.000Z' }]);
    expect(await nextCampaignDue(campaigns.ports)).toEqual(new Date('2027-03-06T09:00:00Z'));
  });

  it('does not start while the run before is under way, and starts late when that is over', async () => {
    await campaigns.create(daily());
    campaigns.at(START);
    const [first = ''] = await campaigns.tick();
    campaigns.at('2027-03-02T09:00:00Z');
    expect(await campaigns.tick()).toEqual([]);
    await campaigns.deliver(first);
    const [second = ''] = await campaigns.tick();
    expect(second).not.toBe('');
    expect(await campaigns.tick()).toEqual([]);
  });

  it('goes on when the machine of a run failed without a word', async () => {
    const id = await campaigns.create(daily());
    campaigns.at(START);
    const [first = ''] = await campaigns.tick();
    campaigns.at('2027-03-01T10:00:00Z');
    expect(await campaigns.tick()).toEqual([]);
    expect(await campaigns.status(id)).toBe('EXECUTING');
    const error = { name: 'States.Runtime', cause: 'no such function' };
    const run = { id: first, machine: 'deliver', startedAt: new Date(START), input: {}, states: [] };
    campaigns.executions.set(first, { ...run, status: 'FAILED', error });
    campaigns.at('2027-03-01T11:00:00Z');
    expect(await campaigns.tick()).toEqual([]);
    expect(await campaigns.status(id)).toBe('PENDING_NEXT_RUN');
    expect(await campaigns.activities(id)).toMatchObject([{ State: 'COMPLETED', Result: 'FAIL' }]);
  });

  it('goes on after a run that failed', async () => {
    const id = await campaigns.create(daily());
    campaigns.at(START);
    const [first = ''] = await campaigns.tick();
    await failCampaignRun(campaigns.ports, campaigns.reference(first), 'the lake was away');
    expect(await campaigns.status(id)).toBe('PENDING_NEXT_RUN');
    campaigns.at('2027-03-02T09:00:00Z');
    expect(await campaigns.tick()).toHaveLength(1);
  });

  it('is held while paused, its run under way finishing, and begins anew when resumed', async () => {
    const id = await campaigns.create(daily());
    campaigns.at(START);
    const [first = ''] = await campaigns.tick();
    await campaigns.update(id, { IsPaused: true });
    await campaigns.deliver(first);
    expect(await campaigns.status(id)).toBe('PAUSED');
    campaigns.at('2027-03-03T10:00:00Z');
    expect(await campaigns.tick()).toEqual([]);
    await campaigns.update(id, { IsPaused: false });
    expect(await campaigns.tick()).toEqual([]);
    expect(await nextCampaignDue(campaigns.ports)).toEqual(new Date('2027-03-04T09:00:00Z'));
    campaigns.at('2027-03-04T09:00:00Z');
    expect(await campaigns.tick()).toHaveLength(1);
  });

  it('keeps to its schedule when only other things change', async () => {
    const id = await campaigns.create(daily());
    campaigns.at(START);
    const [first = ''] = await campaigns.tick();
    await campaigns.deliver(first);
    await campaigns.update(id, { Name: 'renamed' });
    expect(await campaigns.tick()).toEqual([]);
    expect(await campaigns.status(id)).toBe('PENDING_NEXT_RUN');
    await campaigns.update(id, { Schedule: { StartTime: 'IMMEDIATE' } });
    expect(await campaigns.tick()).toHaveLength(1);
  });
});

describe('a test of treatments', () => {
  it('runs them together, each with an activity and counts of its own', async () => {
    await campaigns.putEndpoints(Array.from({ length: 90 }, (_, index) => endpoint(`e${index}`)));
    const id = await campaigns.create({
      Schedule: { StartTime: 'IMMEDIATE' },
      HoldoutPercent: 20,
      AdditionalTreatments: [{ SizePercent: 40, MessageConfiguration: { SMSMessage: { Body: 'x' } } }],
    });
    const [batchId = ''] = await campaigns.tick();
    const decided = await campaigns.deliver(batchId);
    const [first, second] = await campaigns.activities(id);
    const activities = [first, second].sort((a, b) =>
      (a?.TreatmentId ?? '') < (b?.TreatmentId ?? '') ? -1 : 1,
    );
    const count = (treatment: string, reason: string | null) =>
      decided.filter((item) => item.treatment_id === treatment && item.reason === reason).length;
    expect(activities.map((activity) => [activity?.TreatmentId, activity?.State])).toEqual([
      ['0', 'COMPLETED'],
      ['1', 'COMPLETED'],
    ]);
    expect(activities[0]?.Id).toBe(batchId);
    expect(new Set(decided.map((item) => item.campaign_activity_id))).toEqual(
      new Set(activities.map((activity) => activity?.Id)),
    );
    expect(count('0', 'HOLDOUT')).toBeGreaterThan(0);
    expect(activities[0]).toMatchObject({
      TotalEndpointCount: count('0', null),
      ExecutionMetrics: {
        ENDPOINT_PRODUCED: '93',
        HOLDOUT: String(count('0', 'HOLDOUT')),
        TREATMENT_HOLDOUT: String(decided.filter((item) => item.treatment_id === '1').length),
      },
    });
    expect(activities[1]?.ExecutionMetrics?.ENDPOINT_CHANNEL_MISMATCH).toBe(
      String(count('1', 'ENDPOINT_CHANNEL_MISMATCH')),
    );
  });

  it('runs a treatment with a schedule of its own at its own time, and is complete with the last', async () => {
    const id = await campaigns.create({
      Schedule: { StartTime: START },
      AdditionalTreatments: [{ SizePercent: 50, Schedule: { StartTime: '2027-03-01T18:00:00Z' } }],
    });
    campaigns.at(START);
    const [morning = ''] = await campaigns.tick();
    const early = await campaigns.deliver(morning);
    expect((await campaigns.read(id)).DefaultState).toEqual({ CampaignStatus: 'COMPLETED' });
    expect(await campaigns.status(id)).toBe('PENDING_NEXT_RUN');
    campaigns.at('2027-03-01T18:00:00Z');
    const [evening = ''] = await campaigns.tick();
    const late = await campaigns.deliver(evening);
    expect([...early, ...late].map(({ endpoint_id }) => endpoint_id).sort()).toEqual(['ana', 'bea', 'cid']);
    expect(late.every(({ treatment_id }) => treatment_id === '1')).toBe(true);
    expect(await campaigns.status(id)).toBe('COMPLETED');
  });
});

describe('a campaign that cannot be started', () => {
  it('does not keep the others from starting, and is told of', async () => {
    const broken = await campaigns.create({ Schedule: { StartTime: 'IMMEDIATE' } });
    const place = { partition: `app#${campaigns.applicationId}`, sort: `campaign#${broken}` };
    const stored = await campaigns.ports.documents.get<{ tracks: { schedule: object }[] }>(place);
    const tracks = stored?.value.tracks.map((track) => ({ ...track, schedule: { StartTime: 'never' } }));
    await campaigns.ports.documents.put(place, { ...stored?.value, tracks });
    for (let made = 0; made < 2; made += 1) await campaigns.create({ Schedule: { StartTime: 'IMMEDIATE' } });
    await expect(campaigns.tick()).rejects.toThrow('Invalid time value');
    expect(campaigns.started).toHaveLength(2);
  });
});

describe('ten campaigns that start in one second', () => {
  it('pass exactly five messages a person when five a day are allowed', async () => {
    await campaigns.settings({ Limits: { Daily: 5 } });
    for (let made = 0; made < 10; made += 1) await campaigns.create({ Schedule: { StartTime: 'IMMEDIATE' } });
    const batches = await campaigns.tick();
    expect(batches).toHaveLength(10);
    await Promise.all(
      batches.map((batchId) => decideCampaignRun(campaigns.ports, campaigns.reference(batchId))),
    );
    const decided = (await Promise.all(batches.map(campaigns.messages))).flat();
    const sent = (id: string, reason: string | null) =>
      decided.filter((item) => item.endpoint_id === id && item.reason === reason).length;
    expect([
      sent('ana', null),
      sent('ana', 'DAILY_CAP'),
      sent('bea', null),
      sent('bea', 'DAILY_CAP'),
    ]).toEqual([5, 5, 5, 5]);
    expect(sent('cid', 'ENDPOINT_OPT_OUT')).toBe(10);
  });
});

describe('counts of a run that is completed twice', () => {
  it('are the same', async () => {
    const id = await campaigns.create({ Schedule: { StartTime: 'IMMEDIATE' } });
    const [batchId = ''] = await campaigns.tick();
    await campaigns.deliver(batchId);
    const first = await campaigns.activities(id);
    const counts = { audience: 3, held: { ENDPOINT_OPT_OUT: 1 }, outcomes: { SUCCESS: 2 } };
    await completeCampaignRun(campaigns.ports, campaigns.reference(batchId), counts);
    expect(await campaigns.activities(id)).toEqual(first);
  });
});
