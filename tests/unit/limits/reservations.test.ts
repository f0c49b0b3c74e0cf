import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '../../..');
const Reservations = createRequire(import.meta.url)(join(ROOT, 'resources/reservations.cjs')) as new (
  serverless: unknown,
) => { readonly hooks: { initialize(): void } };
/** AWS insists on so many that no function reserves. */
const UNRESERVED = 100;

interface Definition {
  reservedConcurrency?: number | string;
}

const { params } = parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8'), { logLevel: 'error' }) as {
  params: { default: Record<string, number> };
};

/** What each function reserves, parameters at their defaults. */
function definitions(): Record<string, Definition> {
  const folder = join(ROOT, 'functions');
  return Object.fromEntries(
    readdirSync(folder).map((name) => {
      const text = readFileSync(join(folder, name, 'function.yml'), 'utf8');
      const { reservedConcurrency: given } = parse(text, { logLevel: 'error' }) as Definition;
      const parameter = /^\$\{param:(\w+)\}$/.exec(String(given))?.[1];
      return [name, { ...(given && { reservedConcurrency: parameter ? params.default[parameter] : given }) }];
    }),
  );
}

/** Runs the plugin. @returns the functions afterwards */
function planned(reserve: string): Record<string, Definition> {
  const functions = definitions();
  const service = {
    custom: { reserve },
    getAllFunctions: () => Object.keys(functions),
    getFunction: (name: string) => functions[name],
  };
  new Reservations({ service }).hooks.initialize();
  return functions;
}

describe('the concurrency that functions reserve', () => {
  const sum = Object.values(definitions()).reduce(
    (total, { reservedConcurrency = 0 }) => total + Number(reservedConcurrency),
    0,
  );

  it('is told, with what an account must have for it, where people look', () => {
    expect(readFileSync(join(ROOT, 'docs/limits.md'), 'utf8')).toContain(`${sum} are reserved`);
    for (const file of ['docs/limits.md', 'README.md', 'serverless.yml'])
      expect(readFileSync(join(ROOT, file), 'utf8')).toContain(String(sum + UNRESERVED));
  });

  it('is left as it is, unless none is to be reserved', () => {
    expect(planned('all')).toEqual(definitions());
    expect(Object.values(planned('none')).filter((one) => 'reservedConcurrency' in one)).toEqual([]);
  });

  it('is all or none', () => {
    expect(() => planned('some')).toThrow('The parameter reserve must be all or none, not "some"');
  });
});
