import fc from 'fast-check';
import type { EndpointUpdate } from '../../src/core/endpoints/endpoint-request.ts';
import { type EndpointImportRow, importRowOf } from '../../src/core/endpoints/import-row.ts';

/** Few ids, addresses, users and names, so that changes meet. */
export const ENDPOINT_IDS = ['a', 'B', 'c', 'd', 'e'];
const ADDRESSES = ['x@example.com', 'X@Example.com', 'y@example.com', '+351'];
const CHANNELS = ['EMAIL', 'SMS', 'GCM'] as const;

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const attributes = fc.dictionary(
  fc.constantFrom('p', 'q', 'r'),
  fc.array(fc.constantFrom('1', '2'), { maxLength: 2 }),
  {
    maxKeys: 2,
  },
);
const metrics = fc.dictionary(fc.constantFrom('m', 'n'), fc.constantFrom(0, 1, -2.5), { maxKeys: 2 });
const changes = fc.record(
  {
    OptOut: fc.constantFrom('ALL' as const, 'NONE' as const),
    EndpointStatus: fc.constantFrom('ACTIVE' as const, 'INACTIVE' as const),
    Attributes: attributes,
    Metrics: metrics,
    Demographic: fc.record(
      { Make: fc.constantFrom('m1', 'm2'), Platform: fc.constant('p1') },
      { requiredKeys: [] },
    ),
    Location: fc.oneof(
      fc.record({ City: fc.constantFrom('c1', 'c2') }, { requiredKeys: [] }),
      fc.constant({ Latitude: 38.7, Longitude: -9.1 }),
    ),
    User: fc.record({ UserId: fc.constantFrom('u', 'v'), UserAttributes: attributes }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

/** An update that can create its endpoint. */
export const arbitraryUpdate: fc.Arbitrary<EndpointUpdate> = fc
  .tuple(
    fc.constantFrom(...ENDPOINT_IDS),
    fc.constantFrom(...CHANNELS),
    maybe(fc.constantFrom(...ADDRESSES)),
    changes,
  )
  .map(([id, ChannelType, Address, more]) => ({
    id,
    request: { ...more, ChannelType, ...(Address && { Address }) },
  }));

/** A row that may be short of anything. */
export const arbitraryRow: fc.Arbitrary<EndpointImportRow> = fc
  .tuple(
    fc.constantFrom(...ENDPOINT_IDS, ...ENDPOINT_IDS.map((id) => id.toUpperCase())),
    maybe(fc.constantFrom(...CHANNELS)),
    maybe(fc.constantFrom(...ADDRESSES)),
    changes,
  )
  .map(([id, ChannelType, Address, more]) =>
    importRowOf({
      id,
      request: { ...more, ...(ChannelType && { ChannelType }), ...(Address && { Address }) },
    }),
  );
