import type { Ports } from '../../ports/ports.ts';
import type { StageChecks } from '../../ports/stage-checks.ts';
import { type Finding, ok, SECTIONS, worry } from './finding.ts';

export async function alarmFindings(_: Ports, checks: StageChecks): Promise<Finding[]> {
  const ringing = await checks.ringingAlarms();
  if (ringing.length === 0) return [ok('alarms', 'none rings', SECTIONS.alarms)];
  return ringing.map(({ name, reason, since }) => {
    const seen = `${name} rings${since ? ` since ${since}` : ''}: ${reason}`;
    return worry('problem', 'alarms', seen, 'its row in the manual says what to do', SECTIONS.alarms);
  });
}

export async function deadLetterFindings(_: Ports, checks: StageChecks): Promise<Finding[]> {
  const full = (await checks.deadLetters()).filter(({ waiting }) => waiting > 0);
  if (full.length === 0) return [ok('dead letters', 'nothing was given up', SECTIONS.alarms)];
  return full.map(({ name, waiting }) =>
    worry(
      'problem',
      'dead letters',
      `${waiting} in ${name} were given up`,
      'mend the cause, then send them again; they are kept for 14 days',
      SECTIONS.alarms,
    ),
  );
}
