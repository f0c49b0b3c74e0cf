import { readFileSync } from 'node:fs';

/** Reads a file of SQL that is cut into steps by lines `-- step: name`. @throws Error for a step not there */
export function readSqlSteps(file: URL): (name: string) => string {
  const [, ...parts] = readFileSync(file, 'utf8').split(/^-- step: /m);
  const steps = new Map(
    parts.map((part) => [part.slice(0, part.indexOf('\n')).trim(), part.slice(part.indexOf('\n'))]),
  );
  return (name) => {
    const step = steps.get(name);
    if (step === undefined) throw new Error(`${file.pathname} has no step ${name}`);
    return step;
  };
}
