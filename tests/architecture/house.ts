import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseNamedQuery } from '../../src/compiler/named-query.ts';
import { parseView } from '../../src/compiler/view.ts';

/** Text of files by their path from the project's folder, with `/`. */
export type Files = ReadonlyMap<string, string>;

/** Which rooms a room may import, besides itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  functions: ['runtime', 'core', 'api'],
  runtime: ['adapters', 'api', 'core', 'ports', 'compiler'],
  cli: ['runtime', 'core', 'api', 'ports'],
  adapters: ['ports', 'core'],
  api: ['core', 'ports', 'compiler'],
  compiler: ['core'],
  core: ['ports', 'compiler'],
  ports: ['core'],
  dashboard: [],
};

/** Rooms that may know no vendor, no file, no clock, no chance and no environment. */
const PURE = ['core', 'ports', 'api', 'compiler'];
const IMPURE: readonly RegExp[] = [
  /@aws-sdk\/[\w-]+/,
  /@duckdb\/[\w-]+/,
  /['"]node:(?:fs|child_process|http|https|net|os|sqlite|worker_threads)(?:\/\w+)?['"]/,
  /\bDate\.now\(\)/,
  /\bnew Date\(\)/,
  /\bMath\.random\(/,
  /\b(?:randomUUID|randomBytes|randomInt|getRandomValues)\b/,
  /\bprocess\.env\b/,
];

/** The file's room: the folder below `src`, or the first folder. */
export function roomOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'src' ? second : first;
}

/** Imports that go against an arrow, as `file -> room`. */
export function wrongArrows(files: Files): string[] {
  const wrong: string[] = [];
  for (const [path, text] of files) {
    const room = roomOf(path);
    for (const target of relativeImports(text)) {
      const other = roomOf(normalize(join(dirname(path), target)));
      if (other !== room && !ARROWS[room]?.includes(other)) wrong.push(`${path} -> ${other}`);
    }
  }
  return wrong;
}

/**
 * Files that import each other round in a circle, types included: none of them can be read, or changed, by itself.
 * @returns one path of imports a circle, from the file whose name comes first back to it
 */
export function circles(files: Files): string[] {
  const importsOf = (path: string): string[] =>
    relativeImports(files.get(path) ?? '')
      .map((target) => normalize(join(dirname(path), target)))
      .filter((target) => files.has(target));
  const found = new Map<string, string>();
  const done = new Set<string>();
  function walk(path: string, way: readonly string[]): void {
    const place = way.indexOf(path);
    if (place !== -1) {
      const circle = way.slice(place);
      const first = circle.indexOf([...circle].sort()[0] as string);
      const turned = [...circle.slice(first), ...circle.slice(0, first)];
      found.set(turned.join(' '), [...turned, turned[0]].join(' -> '));
    } else if (!done.has(path)) {
      for (const target of importsOf(path)) walk(target, [...way, path]);
      done.add(path);
    }
  }
  for (const path of files.keys()) walk(path, []);
  return [...found.values()];
}

/** Rooms that no arrow is drawn for. */
export function unknownRooms(files: Files): string[] {
  return [...new Set([...files.keys()].map(roomOf))].filter((room) => !(room in ARROWS));
}

/** What a pure room must not name, as `file: words`. */
export function impurities(files: Files): string[] {
  return [...files]
    .filter(([path]) => PURE.includes(roomOf(path)))
    .flatMap(([path, text]) =>
      IMPURE.flatMap((pattern) => pattern.exec(text)?.[0] ?? []).map((words) => `${path}: ${words}`),
    );
}

/** Ports without `tests/contracts/{port}.contract.ts`, or whose contract no test runs. */
export function portsWithoutContract(ports: Files, tests: Files): string[] {
  const texts = [...tests].filter(([path]) => path.endsWith('.test.ts')).map(([, text]) => text);
  return [...ports.keys()]
    .map((path) => path.replace(/^src\/ports\/(.+)\.ts$/, '$1'))
    .filter((port) => port !== 'ports')
    .filter(
      (port) =>
        !tests.has(`tests/contracts/${port}.contract.ts`) ||
        !texts.some((text) => text.includes(`${port}.contract.ts'`)),
    );
}

/** What is untrue in the headers of query files, and queries without cases, as `file: reason`. */
export function queryFaults(queries: Files, hasCases: (name: string) => boolean): string[] {
  return [...queries].flatMap(([path, text]) => {
    const name = path.replace(/^.*\/(.+)\.sql$/, '$1');
    const isView = path.includes('/views/');
    try {
      const query = isView ? parseView(text) : parseNamedQuery(text);
      if (query.name !== name) return [`${path}: its header says it is ${query.name}`];
    } catch (error) {
      return [`${path}: ${(error as Error).message}`];
    }
    return hasCases(name) ? [] : [`${path}: there is no folder tests/queries/${name}`];
  });
}

/** Every file below a folder with one of the endings. */
export function readFiles(folder: string, ...endings: readonly string[]): Files {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
    .filter((path) => !path.includes('node_modules/'))
    .sort();
  return new Map(found.map((path) => [path, readFileSync(path, 'utf8')]));
}

function relativeImports(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*['"](\.[^'"]+)['"]/g)].map(
    ([, target]) => target as string,
  );
}
