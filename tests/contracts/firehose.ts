import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FirehoseClient } from '@aws-sdk/client-firehose';

/** PutRecordBatch over HTTP as Firehose answers it: limits, and records that it refuses for now. */
export interface FirehoseOverHttp {
  readonly client: FirehoseClient;
  /** Records of each request that was not refused as a whole, as texts. */
  readonly requests: string[][];
  /** Texts of the records that were taken, by stream. */
  taken(stream: string): string[];
  /** Decides what becomes of records; all are taken when not set. */
  refuse?: (record: string) => boolean;
  /** Answers a whole request with this error as long as it is set. */
  fault?: string;
  close(): Promise<void>;
}

const LIMITS = { records: 500, requestBytes: 4 * 1024 * 1024, recordBytes: 1000 * 1024 };

interface PutRecordBatch {
  readonly DeliveryStreamName: string;
  readonly Records: { readonly Data: string }[];
}

export async function openFirehose(): Promise<FirehoseOverHttp> {
  const taken = new Map<string, string[]>();
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body));
    };
    if (request.headers['x-amz-target'] !== 'Firehose_20150804.PutRecordBatch') {
      answer(400, { __type: 'UnknownOperationException' });
      return;
    }
    if (firehose.fault) {
      answer(firehose.fault === 'ServiceUnavailableException' ? 503 : 400, { __type: firehose.fault });
      return;
    }
    const { DeliveryStreamName, Records } = JSON.parse(Buffer.concat(chunks).toString()) as PutRecordBatch;
    const records = Records.map(({ Data }) => Buffer.from(Data, 'base64'));
    const bytes = records.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const tooMuch =
      records.length > LIMITS.records ||
      bytes > LIMITS.requestBytes ||
      records.some(({ byteLength }) => byteLength > LIMITS.recordBytes);
    if (tooMuch) {
      answer(400, {
        __type: 'InvalidArgumentException',
        message: `${records.length} records, ${bytes} bytes`,
      });
      return;
    }
    const texts = records.map((record) => record.toString());
    firehose.requests.push(texts);
    const results = texts.map((text) => {
      if (firehose.refuse?.(text))
        return { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' };
      taken.set(DeliveryStreamName, [...(taken.get(DeliveryStreamName) ?? []), text]);
      return { RecordId: 'r' };
    });
    const FailedPutCount = results.filter(({ ErrorCode }) => ErrorCode).length;
    answer(200, { FailedPutCount, Encrypted: true, RequestResponses: results });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const client = new FirehoseClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const firehose: FirehoseOverHttp = {
    client,
    requests: [],
    taken: (stream) => taken.get(stream) ?? [],
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return firehose;
}
