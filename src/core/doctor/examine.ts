import type { Ports } from '../../ports/ports.ts';
import { alarmFindings, deadLetterFindings } from './alarm-findings.ts';
import { clockFindings, keyFindings, runFindings } from './core-findings.ts';
import { emailFindings } from './email-findings.ts';
import { type Finding, LEVELS, SECTIONS, worry } from './finding.ts';
import { eventFindings, schemaFindings, tableFindings } from './lake-findings.ts';

export interface Examination {
  /** The worst of the findings. */
  readonly level: Finding['level'];
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The worst first. */
  readonly findings: readonly Finding[];
}

type Look = (ports: Ports, checks: Ports['checks']) => Promise<readonly Finding[]>;
const LOOKS: Readonly<Record<string, Look>> = {
  clock: clockFindings,
  schema: schemaFindings,
  tables: tableFindings,
  email: emailFindings,
  events: eventFindings,
  runs: runFindings,
  'dead letters': deadLetterFindings,
  alarms: alarmFindings,
  keys: keyFindings,
};

/** Looks at every side of the stage. One that cannot be seen is told as such, and hides no other. */
export async function examine(ports: Ports): Promise<Examination> {
  const looked = await Promise.all(
    Object.entries(LOOKS).map(([check, look]) =>
      look(ports, ports.checks).catch((error: Error) => [
        worry(
          'warning',
          check,
          `could not be looked at: ${error.message}`,
          "see that the stage's function may look there, and ask again",
          SECTIONS.doctor,
        ),
      ]),
    ),
  );
  const rank = ({ level }: Finding) => LEVELS.indexOf(level);
  const findings = looked.flat().sort((a, b) => rank(a) - rank(b));
  return { level: findings[0]?.level ?? 'ok', at: ports.clock.now().toISOString(), findings };
}
