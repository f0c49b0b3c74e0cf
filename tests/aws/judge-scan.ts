import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** checkov's answer as JSON, as far as it is read. */
const answer = z.object({
  results: z.object({
    failed_checks: z.array(z.object({ check_id: z.string(), check_name: z.string(), resource: z.string() })),
    parsing_errors: z.array(z.string()),
  }),
  summary: z.object({ passed: z.number() }),
});
const exceptions = z.array(
  z.strictObject({
    check: z.string(),
    resources: z.array(z.string()).min(1),
    reason: z.string().min(40),
  }),
);

/** What is found and has no reason, and reasons that nothing needs. */
export function judgeScan(found: unknown, reasons: unknown): string[] {
  const { results, summary } = answer.parse(found);
  if (summary.passed === 0) return ['Nothing was checked'];
  const accepted = exceptions
    .parse(reasons)
    .flatMap(({ check, resources }) => resources.map((resource) => ({ check, resource })));
  const needed = new Set<unknown>();
  const faults = results.failed_checks.filter(({ check_id, resource }) => {
    const matching = accepted.filter(
      (entry) => entry.check === check_id && matches(entry.resource, resource),
    );
    for (const entry of matching) needed.add(entry);
    return matching.length === 0;
  });
  return [
    ...results.parsing_errors.map((file) => `${file} cannot be read`),
    ...faults.map(({ check_id, check_name, resource }) => `${resource}: ${check_id} ${check_name}`),
    ...accepted
      .filter((entry) => !needed.has(entry))
      .map(({ check, resource }) => `${resource}: the exception from ${check} is not needed any more`),
  ];
}

const matches = (pattern: string, name: string) =>
  new RegExp(`^${pattern.replaceAll(/[.\\+?()[\]{}^$|]/g, '\\$&').replaceAll('*', '.*')}$`).test(name);

if (import.meta.main) {
  const [found = '', reasons = ''] = process.argv.slice(2);
  const faults = judgeScan(JSON.parse(readFileSync(found, 'utf8')), parse(readFileSync(reasons, 'utf8')));
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
