import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FUNCTIONS, functionFile, stackFile } from '../../aws/stack-files.ts';
import { type FirehoseOverHttp, openFirehose } from '../../contracts/firehose.ts';

/* Batches of which a part fails: only that part comes again. */
let firehose: FirehoseOverHttp;
let handler: (event: unknown, context: object) => Promise<unknown>;
beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined); // Powertools misses metrics of ours
  firehose = await openFirehose();
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_FIREHOSE: await firehose.client.config
      .endpoint?.()
      .then(({ hostname, port }) => `http://${hostname}:${port}`),
    TOUCHPOINT_CHANGE_STREAM: 'changes',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_NAMESPACE: 'Touchpoint',
  });
  const loaded: { handler: unknown } = await import('../../../functions/endpoint-stream/handler.ts');
  handler = loaded.handler as typeof handler;
});
afterAll(() => firehose.close());

/** A record of the table's stream, as Lambda hands it over. */
function record(sequence: number, id: string) {
  const endpoint = {
    ...{ ApplicationId: 'app', Id: id, ChannelType: 'EMAIL', Address: `${id}@example.com`, OptOut: 'NONE' },
    ...{ EndpointStatus: 'ACTIVE', Attributes: {}, Metrics: {}, Demographic: {}, Location: {}, User: {} },
    ...{ CohortId: '7', CreationDate: '2026-03-01T09:30:00Z', EffectiveDate: '2026-03-01T09:30:00Z' },
  };
  return {
    eventID: `event-${sequence}`,
    eventName: 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-west-1',
    dynamodb: {
      ApproximateCreationDateTime: 1_772_357_400,
      Keys: { pk: { S: 'endpoint#app#0' }, sk: { S: id } },
      NewImage: { json: { S: JSON.stringify(endpoint) }, revision: { N: String(sequence * 1000) } },
      SequenceNumber: String(sequence),
      SizeBytes: 500,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: 'arn:aws:dynamodb:eu-west-1:123456789012:table/state/stream/2026-03-01T00:00:00.000',
  };
}
const Records = ['ana', 'ben', 'cid'].map((id, index) => record(index + 1, id));
const ids = () => firehose.taken('changes').map((line) => JSON.parse(line).endpoint_id);

describe('the stream of endpoint changes', () => {
  it('is asked to come again from the record that was refused, and loses none', async () => {
    firehose.refuse = (line) => JSON.parse(line).endpoint_id === 'ben';
    expect(await handler({ Records }, {})).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });

    firehose.refuse = undefined;
    expect(await handler({ Records: Records.slice(1) }, {})).toEqual({ batchItemFailures: [] });
    expect([...new Set(ids())].sort()).toEqual(['ana', 'ben', 'cid']);
  });

  it('fails whole when nobody answers, so that Lambda halves the batch', async () => {
    firehose.fault = 'ResourceNotFoundException';
    await expect(handler({ Records }, {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('sources that hand over batches', () => {
  const sources = FUNCTIONS.flatMap((name) => {
    const { events = [] } = functionFile(name);
    return (typeof events === 'string' ? [] : events).flatMap((event) =>
      Object.entries(event)
        .filter(([kind]) => ['stream', 'sqs', 'msk', 'kafka'].includes(kind))
        .map(([kind, source]) => ({ name, kind, source: source as { functionResponseType?: string } })),
    );
  });

  it('all take a part of a batch back', () => {
    expect(sources.map(({ name, kind }) => `${name}: ${kind}`)).toEqual(['endpoint-stream: stream']);
    for (const { source } of sources) expect(source.functionResponseType).toBe('ReportBatchItemFailures');
  });

  // A transformation would have to answer ProcessingFailed for each record that it cannot make.
  it('are no delivery stream: Firehose transforms by itself', () => {
    const { Resources } = stackFile<{ Resources: Record<string, unknown> }>('resources/event-streams.yml');
    const kinds = [...JSON.stringify(Resources).matchAll(/"Type":"(Lambda|MetadataExtraction)"/g)];
    expect(kinds.map(([, kind]) => kind)).toEqual(['MetadataExtraction']);
  });
});
