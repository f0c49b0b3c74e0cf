import { describe, expect, it } from '@jest/globals';
import { instantOf, readSignature, sha256, signatureOf, type WireRequest } from '../../src/api/sigv4.ts';

/** The secrets of the examples that AWS publishes: in its General Reference, in that of S3. */
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const S3_SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

function verifies(request: WireRequest, secret = SECRET, body = ''): boolean {
  const signature = readSignature(request);
  if (!signature) throw new Error('no signature');
  const expected = signatureOf(request, signature, secret, signature.payloadHash ?? sha256(body));
  return expected === signature.signature;
}

/** AWS General Reference, "Complete Version 4 signing process example": GET ListUsers of IAM. */
const published: WireRequest = {
  method: 'GET',
  path: '/',
  query: 'Action=ListUsers&Version=2010-05-08',
  headers: new Headers({
    host: 'iam.amazonaws.com',
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'x-amz-date': '20150830T123600Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, ' +
      'SignedHeaders=content-type;host;x-amz-date, ' +
      'Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
  }),
};

/** Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters". */
const presigned: WireRequest = {
  method: 'GET',
  path: '/test.txt',
  query:
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
    '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
    '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  headers: new Headers({
    host: 'examplebucket.s3.amazonaws.com',
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
  }),
};

const withHeader = (request: WireRequest, name: string, value: string): WireRequest => {
  const headers = new Headers(request.headers);
  headers.set(name, value);
  return { ...request, headers };
};

describe('signatureOf', () => {
  it('agrees with the examples that AWS publishes, in the header and in the query', () => {
    expect(verifies(published)).toBe(true);
    expect(verifies(presigned, S3_SECRET)).toBe(true);
  });

  it('differs when anything that is signed differs', () => {
    expect(verifies(published, `${SECRET}x`)).toBe(false);
    expect(verifies(published, SECRET, '{}')).toBe(false);
    expect(verifies({ ...published, method: 'POST' })).toBe(false);
    expect(verifies({ ...published, path: '/x' })).toBe(false);
    expect(verifies({ ...published, query: 'Action=ListUsers' })).toBe(false);
    expect(verifies(withHeader(published, 'host', 'example.com'))).toBe(false);
    expect(verifies(withHeader(published, 'x-amz-date', '20150830T123601Z'))).toBe(false);
    expect(verifies({ ...presigned, query: presigned.query.replace('86400', '86401') }, S3_SECRET)).toBe(
      false,
    );
  });

  it('does not depend on the order of the query, on space around header values, or on unsigned headers', () => {
    expect(verifies({ ...published, query: 'Version=2010-05-08&Action=ListUsers' })).toBe(true);
    const type = 'application/x-www-form-urlencoded;   charset=utf-8';
    expect(verifies(withHeader(published, 'content-type', type))).toBe(true);
    expect(verifies(withHeader(published, 'user-agent', 'other'))).toBe(true);
  });
});

describe('readSignature', () => {
  it('finds none where there is none', () => {
    expect(readSignature({ ...published, headers: new Headers() })).toBeUndefined();
    expect(readSignature(withHeader(published, 'authorization', 'Basic dTpw'))).toBeUndefined();
  });

  it('says what is missing', () => {
    const authorization = published.headers.get('authorization') ?? '';
    for (const broken of [
      'AWS4-HMAC-SHA256',
      authorization.replace('/aws4_request', ''),
      authorization.replace('/20150830', ''),
      authorization.replace('host;', ''),
      authorization.replace(/Signature=.*/, 'Signature=abc'),
      authorization.replace(/SignedHeaders=[^,]*, /, ''),
    ]) {
      expect(() => readSignature(withHeader(published, 'authorization', broken))).toThrow(
        expect.objectContaining({ exception: 'IncompleteSignatureException' }),
      );
    }
    expect(() => readSignature(withHeader(published, 'x-amz-date', 'yesterday'))).toThrow('a date is needed');
    const query = presigned.query.replace('X-Amz-Expires=86400', 'X-Amz-Expires=soon');
    expect(() => readSignature({ ...presigned, query })).toThrow('X-Amz-Expires');
  });

  it('takes the date of the Date header when there is no other', () => {
    const headers = new Headers(published.headers);
    headers.delete('x-amz-date');
    headers.set('date', 'Sun, 30 Aug 2015 12:36:00 GMT');
    expect(readSignature({ ...published, headers })?.date).toBe('20150830T123600Z');
  });
});

describe('instantOf', () => {
  it('reads the compact form only', () => {
    expect(instantOf('20150830T123600Z')).toEqual(new Date('2015-08-30T12:36:00Z'));
    for (const text of ['2015-08-30T12:36:00Z', '20151330T123600Z', '']) {
      expect(instantOf(text).getTime()).toBeNaN();
    }
  });
});
