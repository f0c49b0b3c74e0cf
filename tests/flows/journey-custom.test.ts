import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type JourneyHome, journeyHome } from './journey-home.ts';

const HOUR_MS = 3_600_000;

let home: JourneyHome;
let server: Server;
let uri: string;
beforeAll(async () => {
  home = await journeyHome('2026-11-02T09:00:00Z');
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const { Endpoints } = JSON.parse(body) as {
        Endpoints: Record<string, { Attributes: { Tier?: string[] } }>;
      };
      const answers = Object.entries(Endpoints).map(([id, { Attributes }]) => [
        id,
        { EventAttributes: { accepted: Attributes.Tier?.[0] === 'gold' ? 'yes' : 'no' } },
      ]);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(Object.fromEntries(answers)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/deliver`;
});
afterAll(async () => {
  server.close();
  await home.close();
});

describe('a journey that calls code of its own', () => {
  it('splits by what that code answered about each endpoint', async () => {
    const { Id: app } = await home.call<{ Id: string }>('/v1/apps', 'POST', { Name: 'custom' });
    const path = `/v1/apps/${app}`;
    const Item = ['gold', 'gold', 'silver'].map((Tier, index) => ({
      Id: `e${index}`,
      ChannelType: 'CUSTOM',
      Address: `device-${index}`,
      Attributes: { Tier: [Tier] },
    }));
    await home.call(`${path}/endpoints`, 'PUT', { Item });
    const { Id: segment } = await home.call<{ Id: string }>(`${path}/segments`, 'POST', {
      Name: 'devices',
      Dimensions: { Demographic: { Channel: { DimensionType: 'INCLUSIVE', Values: ['CUSTOM'] } } },
    });
    const answered = {
      EventType: { DimensionType: 'INCLUSIVE', Values: ['_custom.delivered'] },
      Attributes: { accepted: { AttributeType: 'INCLUSIVE', Values: ['yes'] } },
    };
    const { Id: journey } = await home.call<{ Id: string }>(`${path}/journeys`, 'POST', {
      Name: 'offer',
      State: 'ACTIVE',
      StartActivity: 'call',
      StartCondition: { SegmentStartCondition: { SegmentId: segment } },
      Activities: {
        call: {
          CUSTOM: {
            DeliveryUri: uri,
            EndpointTypes: ['CUSTOM'],
            MessageConfig: { Data: '{}' },
            NextActivity: 'split',
          },
        },
        split: {
          ConditionalSplit: {
            Condition: {
              Operator: 'ALL',
              Conditions: [{ EventCondition: { MessageActivity: 'call', Dimensions: answered } }],
            },
          },
        },
      },
    });

    await home.advance(HOUR_MS);

    const { Metrics } = await home.call<{ Metrics: Record<string, string> }>(
      `${path}/journeys/${journey}/activities/split/execution-metrics`,
    );
    expect(Metrics).toMatchObject({ Branch_TRUE: '2', Branch_FALSE: '1' });
  });
});
