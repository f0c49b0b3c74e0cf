import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/*
 * What a conversion is, what it is worth and whose it is stands in three queries, since its type, attribute and amount are
 * parameters, which a view cannot have; a view of all events with their worth and person would have both engines
 * tell every event apart by its maps before the few conversions are taken out of them. So it is held here that the three
 * say the same.
 */
const [first, ...others] = ['attributed_conversions', 'holdout_lift', 'message_funnel'].map((name) => ({
  name,
  text: readFileSync(join(import.meta.dirname, `../../queries/metrics/${name}.sql`), 'utf8'),
}));

/** The expression of that name, its last day under one name. */
function expression(text: string, name: string): string {
  const found = new RegExp(`^${name} as \\(\\n[\\s\\S]*?^\\)`, 'm').exec(text)?.[0];
  if (found === undefined) throw new Error(`No ${name}`);
  return found.replace(':until_day', ':to_day').replace('        conversion.event_id,\n', '');
}

function parameter(text: string, name: string): string | undefined {
  return new RegExp(`^-- param: +${name} +(.*)$`, 'm').exec(text)?.[1];
}

describe('the rule of a conversion', () => {
  it.each(others)('is that of the other queries in $name', ({ text }) => {
    for (const name of ['conversion', 'owner', 'converted']) {
      expect(expression(text, name)).toBe(expression(first?.text ?? '', name));
    }
    for (const name of ['conversion', 'attribute', 'attribute_value', 'amount']) {
      expect(parameter(text, name)).toBe(parameter(first?.text ?? '', name));
      expect(parameter(text, name)).toBeDefined();
    }
  });
});
