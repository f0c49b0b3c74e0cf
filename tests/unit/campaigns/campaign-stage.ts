import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settableClock } from '../../../src/adapters/local/settable-clock.ts';
import { sql } from '../../../src/compiler/sql.ts';
import { createApp } from '../../../src/core/apps/apps.ts';
import { deleteApp } from '../../../src/core/apps/delete-app.ts';
import { updateSettings } from '../../../src/core/apps/settings.ts';
import { listActivities } from '../../../src/core/campaigns/activities.ts';
import type { CampaignResponse } from '../../../src/core/campaigns/campaign-response.ts';
import {
  createCampaign,
  deleteCampaign,
  getCampaign,
  listCampaigns,
  updateCampaign,
} from '../../../src/core/campaigns/campaigns.ts';
import type { ActivityResponse } from '../../../src/core/campaigns/run-documents.ts';
import {
  completeCampaignRun,
  decideCampaignRun,
  startDueCampaignRuns,
} from '../../../src/core/campaigns/runs.ts';
import { updateEndpointsBatch } from '../../../src/core/endpoints/update-endpoints.ts';
import { type BatchReference, batchKey, type MessageBatch } from '../../../src/core/messages/batch.ts';
import { createSegment } from '../../../src/core/segments/segments.ts';
import type { Ports } from '../../../src/ports/ports.ts';
import type { Execution, WorkflowEngine } from '../../../src/ports/workflow-engine.ts';
import { openLocalStage } from '../../../src/runtime/local.ts';

/** A decided message, as far as these tests look. */
export type Message = {
  endpoint_id: string;
  treatment_id: string;
  campaign_activity_id: string;
  reason: string | null;
};

/** A local stage whose runs the test takes through their machine: decided when it says so, and sent to nobody. */
export interface CampaignStage {
  readonly ports: Ports;
  /** An application of each test's own, and a segment of everyone in it. */
  readonly applicationId: string;
  readonly segmentId: string;
  /** Names of the executions started, each once. */
  readonly started: readonly string[];
  /** What the engine knows of executions, by name. */
  readonly executions: Map<string, Execution>;
  /** Begins a test. */
  renew(): Promise<void>;
  at(text: string): void;
  putEndpoints(items: readonly object[]): Promise<void>;
  settings(given: object): Promise<void>;
  create(given?: object): Promise<string>;
  update(campaignId: string, given: object): Promise<void>;
  remove(campaignId: string): Promise<void>;
  read(campaignId: string): Promise<CampaignResponse>;
  status(campaignId: string): Promise<string>;
  /** The newest first. */
  activities(campaignId: string): Promise<ActivityResponse[]>;
  /** One clock tick; @returns the batches it started. */
  tick(): Promise<string[]>;
  /** Decides a batch and calls it sent. @param status what becomes of every message; `SUCCESS` when not given */
  deliver(batchId: string, status?: string): Promise<Message[]>;
  messages(batchId: string): Promise<Message[]>;
  batch(batchId: string): Promise<MessageBatch>;
  reference(batchId: string): BatchReference;
  close(): Promise<void>;
}

export const BEGINNING = '2027-02-01T12:00:00.000Z';
const EMAIL = { EmailMessage: { Title: 'News', HtmlBody: '<p>News</p>' } };

export async function openCampaignStage(): Promise<CampaignStage> {
  const home = mkdtempSync(join(tmpdir(), 'touchpoint-campaigns-'));
  const clock = settableClock(new Date(BEGINNING));
  const stage = { region: 'eu-west-1', accountId: '000000000000' };
  const local = await openLocalStage({ home, clock, stage });
  let started: string[] = [];
  const executions = new Map<string, Execution>();
  const workflows: WorkflowEngine = {
    async start(machine, name) {
      if (machine !== 'deliver') throw new Error(`Not a machine of campaigns: ${machine}`);
      if (!started.includes(name)) started.push(name);
      return name;
    },
    describe: async (id) => executions.get(id),
  };
  const ports: Ports = { ...local.ports, workflows };
  let applicationId = '';
  let segmentId = '';
  const reference = (batchId: string): BatchReference => ({ applicationId, batchId, kind: 'campaign' });
  const keyOf = (campaignId: string) => ({ applicationId, campaignId });

  async function messages(batchId: string): Promise<Message[]> {
    return ports.queries.query<Message>(
      sql`select endpoint_id, treatment_id, campaign_activity_id, reason from messages
where application_id = ${applicationId} and batch_id = ${batchId} order by endpoint_id, message_id`.statement(),
    );
  }

  async function forget(): Promise<void> {
    if (applicationId === '') return;
    const { Item } = await listCampaigns(ports, applicationId, { size: 1000 });
    for (const { Id } of Item) await deleteCampaign(ports, keyOf(Id));
    await deleteApp(ports, applicationId);
  }

  return {
    ports,
    executions,
    get applicationId() {
      return applicationId;
    },
    get segmentId() {
      return segmentId;
    },
    get started() {
      return started;
    },
    async renew() {
      await forget();
      clock.set(new Date(BEGINNING));
      started = [];
      applicationId = (await createApp(ports, { Name: 'shop' })).Id;
      segmentId = (await createSegment(ports, applicationId, { Name: 'everyone' })).Id;
    },
    reference,
    messages,
    at: (text) => clock.set(new Date(text)),
    putEndpoints: (Item) => updateEndpointsBatch(ports, applicationId, { Item }, 'request'),
    settings: async (given) => void (await updateSettings(ports, applicationId, given)),
    async create(given = {}) {
      const request = { SegmentId: segmentId, MessageConfiguration: EMAIL, ...given };
      return (await createCampaign(ports, applicationId, request)).Id;
    },
    update: async (campaignId, given) => void (await updateCampaign(ports, keyOf(campaignId), given)),
    remove: async (campaignId) => void (await deleteCampaign(ports, keyOf(campaignId))),
    read: (campaignId) => getCampaign(ports, keyOf(campaignId)),
    status: async (campaignId) => (await getCampaign(ports, keyOf(campaignId))).State.CampaignStatus,
    activities: async (campaignId) => (await listActivities(ports, keyOf(campaignId), { size: 1000 })).Item,
    async tick() {
      const before = started.length;
      await startDueCampaignRuns(ports);
      return started.slice(before);
    },
    async deliver(batchId, status = 'SUCCESS') {
      await decideCampaignRun(ports, reference(batchId));
      const decided = await messages(batchId);
      const held: Record<string, number> = {};
      for (const { reason } of decided) if (reason !== null) held[reason] = (held[reason] ?? 0) + 1;
      const sent = decided.filter(({ reason }) => reason === null).length;
      await completeCampaignRun(ports, reference(batchId), {
        audience: decided.length,
        held,
        outcomes: { [status]: sent },
      });
      return decided;
    },
    async batch(batchId) {
      const body = await ports.lake.get(batchKey(applicationId, batchId));
      return JSON.parse(new TextDecoder().decode(body));
    },
    async close() {
      await local.close();
      rmSync(home, { recursive: true });
    },
  };
}

/** An endpoint that may be written to. */
export function endpoint(Id: string, given: object = {}) {
  return { Id, ChannelType: 'EMAIL', Address: `${Id}@example.com`, OptOut: 'NONE', ...given };
}
