import { beforeAll, describe, expect, it } from '@jest/globals';
import type { EndpointRow } from '../../src/core/endpoints/endpoint-columns.ts';
import type { EndpointImportRow } from '../../src/core/endpoints/import-row.ts';
import { type EndpointStoreStage, putRows } from './endpoint-store.contract.ts';

/** A row of `segment_members`. */
export type MemberRow = Omit<EndpointRow, 'endpoint_id'> & {
  registered: boolean;
  endpoint_id: string | null;
};

export interface SegmentMembersStage extends EndpointStoreStage {
  /** Rows of one segment version, null columns included, in any order. */
  members(applicationId: string, segmentId: string, version: number): Promise<MemberRow[]>;
}

/** The laws of `EndpointStore.addMembers`. */
export function segmentMembersContract(name: string, open: () => Promise<SegmentMembersStage>) {
  const at = new Date('2026-03-01T09:30:00.123Z');
  let stage: SegmentMembersStage;
  let applications = 0;
  beforeAll(async () => {
    stage = await open();
  });

  const newApplication = () => {
    applications += 1;
    return `members-${applications}`;
  };
  const adding = async (
    applicationId: string,
    registered: boolean,
    rows: EndpointImportRow[],
    version = 1,
  ) => {
    const key = await putRows(stage.lake, `members/${applicationId}.ndjson.gz`, rows);
    await stage.store.addMembers(applicationId, { segmentId: 's', version, registered }, key, at);
  };
  const summary = async (applicationId: string, version = 1) => {
    const rows = await stage.members(applicationId, 's', version);
    return rows.map((row) => `${row.endpoint_id}/${row.user_id}/${row.address}/${row.registered}`).sort();
  };
  const row = (id: string, address: string): EndpointImportRow => ({
    endpoint_id: id,
    channel_type: 'EMAIL',
    address,
  });

  describe(`${name}: members of an imported segment`, () => {
    it('of stored endpoints are their ids', async () => {
      const applicationId = newApplication();
      await adding(applicationId, true, [
        { ...row('a', 'a@example.com'), user_id: 'u' },
        { endpoint_id: 'b' },
      ]);
      expect(await summary(applicationId)).toEqual(['a/null/null/true', 'b/null/null/true']);
    });

    it('that are bare users are their ids, whichever way the segment was made', async () => {
      const applicationId = newApplication();
      await adding(applicationId, true, [{ endpoint_id: null, user_id: 'u' }]);
      await adding(applicationId, false, [{ endpoint_id: null, user_id: 'v' }, row('a', 'a@example.com')]);
      expect(await summary(applicationId)).toEqual([
        'a/null/a@example.com/false',
        'null/u/null/true',
        'null/v/null/true',
      ]);
    });

    it('are there once, however often they come', async () => {
      const applicationId = newApplication();
      const rows = [
        { endpoint_id: 'a' },
        { endpoint_id: 'a' },
        { endpoint_id: null, user_id: 'u' },
        { endpoint_id: null, user_id: 'u' },
      ];
      await adding(applicationId, true, rows);
      await adding(applicationId, true, [...rows, { endpoint_id: 'b' }]);
      expect(await summary(applicationId)).toEqual([
        'a/null/null/true',
        'b/null/null/true',
        'null/u/null/true',
      ]);
    });

    it('of a segment that keeps copies are whole endpoints', async () => {
      const applicationId = newApplication();
      await adding(applicationId, false, [
        {
          ...row('e-1', 'a@example.com'),
          given_id: 'E-1',
          attributes: { Plan: ['gold'] },
          metrics: { n: 1 },
          user_id: 'u',
          location_latitude: 38.7,
          location_longitude: -9.1,
        },
      ]);
      expect(await stage.members(applicationId, 's', 1)).toMatchObject([
        {
          registered: false,
          endpoint_id: 'e-1',
          given_id: 'E-1',
          channel_type: 'EMAIL',
          address: 'a@example.com',
          opt_out: 'NONE',
          endpoint_status: 'ACTIVE',
          attributes: { Plan: ['gold'] },
          metrics: { n: 1 },
          user_id: 'u',
          location_latitude: 38.7,
          demographic_make: null,
        },
      ]);
    });

    it('of a segment that keeps copies are the last row of each, within a file and over files', async () => {
      const applicationId = newApplication();
      await adding(applicationId, false, [
        row('a', '1@example.com'),
        row('a', '2@example.com'),
        row('b', 'b@example.com'),
      ]);
      expect(await summary(applicationId)).toEqual([
        'a/null/2@example.com/false',
        'b/null/b@example.com/false',
      ]);
      await adding(applicationId, false, [row('a', '3@example.com')]);
      expect(await summary(applicationId)).toEqual([
        'a/null/3@example.com/false',
        'b/null/b@example.com/false',
      ]);
    });

    it('belong to one version of one segment of one application', async () => {
      const applicationId = newApplication();
      await adding(applicationId, true, [{ endpoint_id: 'a' }]);
      await adding(applicationId, true, [{ endpoint_id: 'b' }], 2);
      await adding(newApplication(), true, [{ endpoint_id: 'c' }]);
      expect(await summary(applicationId)).toEqual(['a/null/null/true']);
      expect(await summary(applicationId, 2)).toEqual(['b/null/null/true']);
    });

    it('go with the application', async () => {
      const [one, two] = [newApplication(), newApplication()];
      for (const applicationId of [one, two]) await adding(applicationId, true, [{ endpoint_id: 'a' }]);
      await stage.store.removeAll(one);
      expect([await summary(one), await summary(two)]).toEqual([[], ['a/null/null/true']]);
    });

    it('touch no stored endpoint', async () => {
      const applicationId = newApplication();
      await adding(applicationId, false, [row('a', 'a@example.com')]);
      expect(await stage.store.get(applicationId, 'a')).toBeUndefined();
    });
  });
}
