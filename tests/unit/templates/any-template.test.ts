import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PlatformError } from '../../../src/core/errors.ts';
import { conditions } from '../../../src/core/templates/conditions.ts';
import { helperLibrary } from '../../../src/core/templates/helper-library.ts';
import { compileTemplate, RenderingError } from '../../../src/core/templates/render.ts';
import { options } from './rendered.ts';

const library = helperLibrary(options());
const names = [...Object.keys(library), ...Object.keys(conditions), 'each', 'nothing'];

const paths = [
  'Id',
  'this',
  '../Id',
  '@index',
  '@root.Id',
  'Attributes.list',
  'Attributes.list.[0]',
  'Attributes.[a b]',
  'Metrics.n',
  'User.UserAttributes.Name',
  'Demographic.Timezone',
  'none',
  'constructor',
  '__proto__.x',
];
const literals = [
  '"text"',
  "'t'",
  '12',
  '-0.5',
  'true',
  'null',
  'undefined',
  '"2026-11-24"',
  '"yyyy"',
  '""',
  'a/b',
];

const value: fc.Arbitrary<string> = fc.letrec<{ value: string; call: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.constantFrom(...paths, ...literals), tie('call')),
  call: fc
    .tuple(
      fc.constantFrom(...names),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.array(tie('value'), { maxLength: 1 }),
    )
    .map(
      ([name, values, sizes]) => `(${[name, ...values, ...sizes.map((size) => `size=${size}`)].join(' ')})`,
    ),
})).value;

const call = fc
  .tuple(fc.constantFrom(...names), fc.array(value, { maxLength: 4 }))
  .map((parts) => parts.flat().join(' '));

const piece: fc.Arbitrary<string> = fc.letrec<{ piece: string }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('text ', '{{', '}}', '{{/if}}', '\\{{', '{{!-- x --}}', '{{else}}', '\n', '<a href="x">'),
    fc.constantFrom(...paths).map((path) => `{{${path}}}`),
    call.map((words) => `{{${words}}}`),
    call.map((words) => `{{{${words}}}}`),
    fc.tuple(call, tie('piece')).map(([words, body]) => `{{#${words}}}${body}{{/${words.split(' ')[0]}}}`),
    tie('piece').map((body) => `{{#* inline "p"}}${body}{{/inline}}{{> p}}`),
    fc.tuple(tie('piece'), tie('piece')).map((both) => both.join('')),
  ),
})).piece;

const contexts = [
  {},
  {
    Id: 'e1',
    Attributes: { list: ['a', 'b'], 'a b': ['12'] },
    Metrics: { n: 3 },
    User: { UserAttributes: { Name: ['Ana'] } },
    Demographic: { Timezone: 'Europe/Lisbon' },
  },
  {
    Id: '',
    Attributes: { list: [], 'a b': [''] },
    Metrics: { n: -1.5 },
    Demographic: { Timezone: 'nowhere' },
  },
];

/** @returns what is wrong with the text, or what became of each recipient */
function outcomesOf(text: string, defaults?: string): string[] {
  try {
    const template = compileTemplate({ Body: { text, html: true } }, options({ defaults }));
    return contexts.map((context) => {
      try {
        return typeof template.render(context).Body;
      } catch (error) {
        return error instanceof RenderingError ? 'RenderingError' : `${error}`;
      }
    });
  } catch (error) {
    return [error instanceof PlatformError ? error.code : `${error}`];
  }
}

const DEFAULTS = '{"User.UserAttributes.Name":"friend","Attributes.list":["x"],"none":"some"}';

describe('any template', () => {
  it('is refused as a bad request, or rendered, or fails for a recipient alone', () => {
    fc.assert(
      fc.property(piece, fc.boolean(), (text, hasDefaults) => {
        for (const outcome of outcomesOf(text, hasDefaults ? DEFAULTS : undefined)) {
          expect(['BadRequest', 'string', 'RenderingError']).toContain(outcome);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('says nothing of how the platform is made', () => {
    fc.assert(
      fc.property(piece, (text) => {
        const messages: string[] = [];
        try {
          const template = compileTemplate({ Body: { text, html: false } }, options());
          for (const context of contexts) messages.push(template.render(context).Body);
        } catch (error) {
          messages.push((error as Error).message);
        }
        expect(messages.join('')).not.toMatch(
          /\[object |\[native code|function|\$valueOr|\$show|is not a function|Cannot read/,
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
