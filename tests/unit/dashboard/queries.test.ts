import { describe, expect, it } from '@jest/globals';
import { chooseChart } from '../../../dashboard/src/views/queries/chart-choice.ts';
import {
  fieldFault,
  firstValue,
  localValue,
  parameterKind,
} from '../../../dashboard/src/views/queries/parameter-kind.ts';

const column = (name: string, type: string) => ({ name, type });
const days = ['2026-11-01', '2026-11-02', '2026-11-03'];

describe('chooseChart', () => {
  it('draws a row a day as a line', () => {
    const rows = days.map((date, index) => ({ date, sent: index, rate: 0.5 }));
    expect(
      chooseChart([column('date', 'varchar'), column('sent', 'bigint'), column('rate', 'double')], rows),
    ).toEqual({
      kind: 'line',
      along: 'date',
      measures: ['sent', 'rate'],
    });
  });

  it('draws a line for each of a few names when days come again', () => {
    const rows = days.flatMap((at) => ['EMAIL', 'SMS'].map((channel) => ({ at, channel, sent: 1 })));
    expect(
      chooseChart([column('at', 'date'), column('channel', 'varchar'), column('sent', 'bigint')], rows),
    ).toEqual({
      kind: 'line',
      along: 'at',
      measures: ['sent'],
      split: ['channel'],
    });
  });

  it('draws a line for each mix of two names where one alone would put two points at one place', () => {
    const mixes = [
      ['EMAIL', 'campaign'],
      ['EMAIL', 'journey'],
      ['SMS', 'campaign'],
    ];
    const rows = days.flatMap((at) => mixes.map(([channel, origin]) => ({ at, channel, origin, sent: 1 })));
    const names = ['at', 'channel', 'origin'].map((name) => column(name, 'varchar'));
    expect(chooseChart([...names, column('sent', 'bigint')], rows)).toEqual({
      kind: 'line',
      along: 'at',
      measures: ['sent'],
      split: ['channel', 'origin'],
    });
  });

  it('draws no lines where names cannot tell the rows of a day apart', () => {
    const rows = days.flatMap((at) => [1, 2].map((sent) => ({ at, channel: 'EMAIL', sent })));
    const columns = [column('at', 'date'), column('channel', 'varchar'), column('sent', 'bigint')];
    expect(chooseChart(columns, rows)).toBeUndefined();
  });

  it('draws bars for names that are all different', () => {
    const rows = ['a', 'b'].map((segment, size) => ({ segment, upload_id: 'x', size }));
    const columns = [column('segment', 'varchar'), column('upload_id', 'varchar'), column('size', 'bigint')];
    expect(chooseChart(columns, rows)).toEqual({ kind: 'bar', along: 'segment', measures: ['size'] });
  });

  it.each([
    ['one row', [column('a', 'varchar'), column('n', 'bigint')], [{ a: 'x', n: 1 }]],
    ['no number', [column('a', 'varchar')], [{ a: 'x' }, { a: 'y' }]],
    [
      'names that come again',
      [column('a', 'varchar'), column('n', 'bigint')],
      [
        { a: 'x', n: 1 },
        { a: 'x', n: 1 },
      ],
    ],
  ])('draws nothing for %s', (_, columns, rows) => {
    expect(chooseChart(columns, rows)).toBeUndefined();
  });
});

describe('the field of a parameter', () => {
  const now = new Date('2026-11-28T10:00:00Z');
  const parameter = (name: string, type: string, rest = {}) => ({
    name,
    type,
    description: '',
    required: true,
    ...rest,
  });

  it.each([
    ['from_day', 'varchar', 'day', '2026-10-29'],
    ['to_day', 'varchar', 'day', '2026-11-28'],
    ['from_ms', 'bigint', 'instant', String(Date.parse('2026-10-29T10:00:00Z'))],
    ['as_of', 'timestamp', 'instant', '2026-11-28T10:00:00.000Z'],
    ['campaign_id', 'varchar', 'thing', ''],
    ['size', 'bigint', 'number', ''],
    ['application_id', 'varchar', 'application', ''],
    ['steps', 'varchar', 'text', ''],
  ])('%s %s is a %s that begins as "%s"', (name, type, kind, value) => {
    expect(parameterKind(parameter(name, type))).toBe(kind);
    expect(firstValue(parameter(name, type), now)).toBe(value);
  });

  it('begins with the default of the header', () => {
    expect(
      firstValue(parameter('group_by', 'varchar', { oneOf: ['date', 'none'], default: 'none' }), now),
    ).toBe('none');
    expect(firstValue(parameter('since', 'timestamp', { default: null }), now)).toBe('');
  });

  it.each([
    ['', 'A value is needed.'],
    ['x', 'A number is needed.'],
    ['1.5', 'A whole number is needed.'],
    ['0', 'At least 1.'],
    ['366', 'At most 365.'],
    ['365', undefined],
  ])('refuses %j as the header does: %s', (value, fault) => {
    expect(fieldFault(parameter('days', 'bigint', { from: 1, to: 365 }), value)).toBe(fault);
  });

  it('shows an instant in the zone of the reader, however the query takes it', () => {
    const at = new Date(2026, 10, 28, 14, 5);
    expect(localValue(at.toISOString())).toBe('2026-11-28T14:05');
    expect(localValue(String(at.getTime()))).toBe('2026-11-28T14:05');
    expect(localValue('nonsense')).toBe('');
  });
});
