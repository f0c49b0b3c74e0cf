import { PlatformError } from '../errors.ts';
import { splitCsvLine } from './csv-line.ts';
import { IMPORT_COLUMNS, PASSED_OVER } from './import-columns.ts';

/** A definition as JSON would have it (EndpointRequest with `Id`), not yet checked. */
export type RawDefinition = Record<string, unknown>;

type Setter = (definition: RawDefinition, value: string) => void;

/** Header paths with one value. */
const SINGLE = new Map(IMPORT_COLUMNS.map(({ name, type }) => [name, type]));
const USER_ID = 'User.UserId';

/**
 * Reads the header of an import file.
 *
 * @returns what makes definitions of a line: one, or, when the header is `User.UserId` alone, one
 *   for each of the ids that the line holds with spaces between. The reader throws `BadRequest`
 *   for a line that does not fit the header.
 * @throws PlatformError `BadFile` for an unknown, empty or wrongly repeated column
 */
export function csvDefinitionReader(header: string, name: string): (line: string) => RawDefinition[] {
  const paths = columnsOf(header, name);
  if (paths.length === 1 && paths[0] === USER_ID) {
    return (line) =>
      (splitCsvLine(line)[0] ?? '')
        .split(/\s+/)
        .filter(Boolean)
        .map((UserId) => ({ User: { UserId } }));
  }
  const setters = paths.map((path) => setterOf(path, name));
  return (line) => {
    const values = splitCsvLine(line);
    if (values.length !== setters.length) {
      throw new PlatformError('BadRequest', `${values.length} values, but the header has ${setters.length}`);
    }
    const definition: RawDefinition = {};
    values.forEach((value, index) => {
      if (value !== '') setters[index]?.(definition, value); // an empty cell says nothing
    });
    return [definition];
  };
}

function columnsOf(header: string, name: string): string[] {
  const other = separatorOf(header);
  if (other) {
    throw new PlatformError(
      'BadFile',
      `${name} line 1: its columns are separated by ${other}, not by commas`,
    );
  }
  let paths: string[];
  try {
    paths = splitCsvLine(header).map((path) => path.trim());
  } catch (error) {
    throw new PlatformError('BadFile', `${name} line 1: ${(error as Error).message}`, {}, { cause: error });
  }
  const single = paths.filter((path) => !/^(Attributes|User\.UserAttributes)\./.test(path));
  const repeated = single.find((path, index) => single.indexOf(path) !== index);
  if (repeated !== undefined) {
    throw new PlatformError('BadFile', `${name} line 1: the column ${repeated} stands there more than once`);
  }
  return paths;
}

/** What stands between the columns of a header without commas, where it is what spreadsheets also write. */
function separatorOf(header: string): string | undefined {
  if (header.includes(',')) return undefined;
  if (header.includes(';')) return 'semicolons';
  return header.includes('\t') ? 'tabs' : undefined;
}

function setterOf(path: string, name: string): Setter {
  if (PASSED_OVER.includes(path)) return () => undefined;
  const [, attributes, attribute] = /^(Attributes|User\.UserAttributes)\.(.+)$/s.exec(path) ?? [];
  if (attributes !== undefined && attribute !== undefined) {
    const parts = attributes.split('.');
    return (definition, value) => {
      const map = partOf(definition, parts);
      const values = Object.hasOwn(map, attribute) ? (map[attribute] as string[]) : [];
      define(map, attribute, [...values, value]);
    };
  }
  const [, metric] = /^Metrics\.(.+)$/s.exec(path) ?? [];
  if (metric !== undefined) {
    return (definition, value) => define(partOf(definition, ['Metrics']), metric, numberOf(path, value));
  }
  const parts = path.split('.');
  const member = parts.pop() as string;
  const type = path.includes('{') ? undefined : SINGLE.get(path);
  if (type === 'text') return (definition, value) => define(partOf(definition, parts), member, value);
  if (type === 'number') {
    return (definition, value) => define(partOf(definition, parts), member, numberOf(path, value));
  }
  const known = [...SINGLE.keys()].join(', ');
  const column = path === '' ? 'an empty column name' : `the column ${path} is unknown`;
  throw new PlatformError(
    'BadFile',
    `${name} line 1: ${column}; names are case-sensitive, known are ${known}`,
  );
}

function partOf(definition: RawDefinition, path: readonly string[]): RawDefinition {
  return path.reduce<RawDefinition>((part, member) => {
    part[member] ??= {};
    return part[member] as RawDefinition;
  }, definition);
}

/** Sets a member whatever its name is, `__proto__` too. */
function define(part: RawDefinition, member: string, value: unknown): void {
  Object.defineProperty(part, member, { value, enumerable: true, configurable: true, writable: true });
}

function numberOf(path: string, value: string): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number))
    throw new PlatformError('BadRequest', `${path} must be a number, not "${value}"`);
  return number;
}
