import { describe, expect, it } from '@jest/globals';
import { endpointIdFor } from '../../../src/core/endpoints/endpoint-id.ts';
import { type ImportRules, importRow } from '../../../src/core/jobs/import-definition.ts';

const rules: ImportRules = {
  registerEndpoints: true,
  defineSegment: true,
  allowed: (request) => request,
  checkNames: () => undefined,
};
const row = (raw: unknown, more: Partial<ImportRules> = {}) => importRow(raw, 7, { ...rules, ...more });

describe('importRow', () => {
  it('derives an id from channel and address when none is given', () => {
    expect(row({ ChannelType: 'EMAIL', Address: 'Ines@example.com' })).toMatchObject({
      line: 7,
      endpoint_id: endpointIdFor('EMAIL', 'ines@example.com'),
      address: 'Ines@example.com',
    });
  });

  it('takes a part of an endpoint that has an id', () => {
    expect(row({ Id: 'E-1', Metrics: { orders: 1 } })).toMatchObject({
      endpoint_id: 'e-1',
      given_id: 'E-1',
      metrics: { orders: 1 },
    });
  });

  it('passes over what cannot be imported', () => {
    const raw = {
      Id: 'a',
      EndpointStatus: 'GONE',
      EffectiveDate: 'never',
      CohortId: '5',
      ApplicationId: 'x',
    };
    expect(row(raw).endpoint_status).toBeUndefined();
  });

  it('takes a user id alone for a member of the segment', () => {
    expect(row({ User: { UserId: 'u' } })).toEqual({ line: 7, endpoint_id: null, user_id: 'u' });
    expect(() => row({ User: { UserId: 'u' } }, { defineSegment: false })).toThrow('DefineSegment is false');
  });

  it.each<[string, unknown, Partial<ImportRules>, string]>([
    ['no object', 'x', {}, 'not a JSON object'],
    ['null', null, {}, 'not a JSON object'],
    ['a list', [], {}, 'not a JSON object'],
    ['no channel to derive an id from', { Address: 'x' }, {}, 'Missing ChannelType'],
    ['no address to derive an id from', { ChannelType: 'SMS' }, {}, 'Missing Address'],
    [
      'a user with attributes but no id',
      { User: { UserId: 'u', UserAttributes: { a: ['1'] } } },
      {},
      'Missing ChannelType',
    ],
    [
      'a part of an endpoint for a segment of copies',
      { Id: 'a', Address: 'x' },
      { registerEndpoints: false },
      'Missing ChannelType',
    ],
    ['a number as id', { Id: 7 }, {}, 'Id must be a string, not 7'],
    ['an id with a brace', { Id: 'a{' }, {}, 'Endpoint id must not contain'],
    ['an unknown channel', { Id: 'a', ChannelType: 'FAX' }, {}, 'ChannelType must be one of'],
    [
      'a placeholder for an e-mail address',
      { ChannelType: 'EMAIL', Address: '<your address>' },
      {},
      'Address is no e-mail address: <your address>',
    ],
  ])('refuses %s', (_, raw, more, message) => {
    expect(() => row(raw, more)).toThrow(
      expect.objectContaining({ code: 'BadRequest', message: expect.stringContaining(message) }),
    );
  });
});
