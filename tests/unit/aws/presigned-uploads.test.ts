import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { s3ObjectStore } from '../../../src/adapters/aws/s3-object-store.ts';
import type { ObjectStore } from '../../../src/ports/object-store.ts';
import { awsPorts } from '../../../src/runtime/aws.ts';

/** What a function finds in its environment; the SDK reads its own names from the process. */
const SDK = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'session',
};
const STACK = {
  TOUCHPOINT_ACCOUNT_ID: '000000000000',
  TOUCHPOINT_UPLOAD_BUCKET: 'my-uploads',
  TOUCHPOINT_LAKE_BUCKET: 'my-lake',
  TOUCHPOINT_DATABASE: 'd',
  TOUCHPOINT_WORKGROUP: 'w',
  TOUCHPOINT_STATE_TABLE: 't',
  TOUCHPOINT_SECRETS_KEY: 'k',
  TOUCHPOINT_EVENT_STREAM: 'e',
  TOUCHPOINT_MACHINE_PREFIX: 'm-',
  TOUCHPOINT_APPLICATION_ID: 'none',
  TOUCHPOINT_CLUSTERS: '7',
  LAMBDA_TASK_ROOT: '.',
};

describe('URLs for uploads on AWS', () => {
  const before = { ...process.env };
  let uploads: ObjectStore;
  beforeAll(() => {
    Object.assign(process.env, SDK);
    uploads = awsPorts({ ...SDK, ...STACK }).uploads;
  });
  afterAll(() => {
    process.env = before;
  });

  const presign = async (key: string) => new URL((await uploads.presignPut?.(key, 900)) ?? 'none:');

  it.each([
    ['uploads/purchases.csv', '/uploads/purchases.csv'],
    ['uploads/Käufe März.csv', '/uploads/K%C3%A4ufe%20M%C3%A4rz.csv'],
    ['uploads/50%+more (1).csv', '/uploads/50%25%2Bmore%20%281%29.csv'],
    ['uploads/購入/a?b#c&d=e.csv', '/uploads/%E8%B3%BC%E5%85%A5/a%3Fb%23c%26d%3De.csv'],
  ])('name the bucket, and %s so that S3 reads it back', async (key, path) => {
    const { hostname, pathname } = await presign(key);
    expect(hostname).toBe('my-uploads.s3.eu-west-1.amazonaws.com');
    expect(pathname).toBe(path);
    expect(decodeURIComponent(pathname.slice(1))).toBe(key);
  });

  it('are right for bytes that the signer does not know, for as long as was asked', async () => {
    const { searchParams } = await presign('uploads/a.csv');
    expect([...searchParams.keys()].sort()).toEqual([
      'X-Amz-Algorithm',
      'X-Amz-Content-Sha256',
      'X-Amz-Credential',
      'X-Amz-Date',
      'X-Amz-Expires',
      'X-Amz-Security-Token',
      'X-Amz-Signature',
      'X-Amz-SignedHeaders',
      'x-id',
    ]); // no checksum: it would be that of an empty body
    expect(Object.fromEntries(searchParams)).toMatchObject({
      'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
      'X-Amz-Expires': '900',
      'X-Amz-SignedHeaders': 'host',
      'x-id': 'PutObject',
    });
  });

  it('address a bucket with dots by path, since no certificate holds for its name', async () => {
    const client = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    const url = await s3ObjectStore(client, 'my.uploads', client).presignPut?.('a b', 60);
    expect(url).toMatch(/^https:\/\/s3\.eu-west-1\.amazonaws\.com\/my\.uploads\/a%20b\?/);
  });

  it('refuse a key that S3 has no room for', async () => {
    await expect(presign('x'.repeat(1025))).rejects.toThrow('Object keys are UTF-8 text of 1 to 1024 bytes');
  });

  it('let a browser save an export under a name of its own, and do nothing else', async () => {
    const file = { name: 'export-2026-11-28 März.jsonl.gz', type: 'application/gzip' };
    const url = new URL((await uploads.presignGet?.('exports/j-00001.gz', 300, file)) ?? 'none:');
    expect(url.origin + url.pathname).toBe(
      'https://my-uploads.s3.eu-west-1.amazonaws.com/exports/j-00001.gz',
    );
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      'X-Amz-Expires': '300',
      'X-Amz-SignedHeaders': 'host',
      'x-id': 'GetObject',
      'response-content-disposition': "attachment; filename*=UTF-8''export-2026-11-28%20M%C3%A4rz.jsonl.gz",
      'response-content-type': 'application/gzip',
    });
  });

  it('are given by the bucket of uploads alone', () => {
    const { lake, bucket } = awsPorts({ ...SDK, ...STACK });
    expect(lake.presignPut).toBeUndefined();
    expect(bucket('my-uploads').presignPut).toBeUndefined();
    expect(lake.presignGet).toBeUndefined();
  });
});
