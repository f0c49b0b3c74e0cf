import type { Examination } from '../core/doctor/examine.ts';
import type { Finding } from '../core/doctor/finding.ts';
import { type Command, CommandError, readArguments } from './command.ts';
import type { Style } from './terminal.ts';

const STYLES: Readonly<Record<Finding['level'], Style>> = { problem: 'red', warning: 'yellow', ok: 'green' };

/** Looks at a stage and says what to do; exit status 1 when something does not work. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'look whether the stage is well, and say what to do',
  usage: `touchpoint doctor [--stage NAME] [--json]

  --stage NAME   a stage on AWS, found in the account that the AWS SDK's settings name
  --json         the answer as the stage gave it`,
  async run({ args, terminal, stage }) {
    const options = { stage: { type: 'string' }, json: { type: 'boolean' } } as const;
    const { values } = readArguments(args, options, { least: 0, most: 0 });
    const client = await stage(values.stage);
    const examination = await client.call<Examination>('/doctor');
    if (values.json) terminal.line(JSON.stringify(examination, null, 2));
    else
      for (const { check, level, seen, advice, manual } of examination.findings) {
        terminal.line(`${terminal.paint(STYLES[level], level.padEnd(8))} ${check.padEnd(13)} ${seen}`);
        if (advice) terminal.line(`${' '.repeat(23)}${advice} (${manual})`);
      }
    const problems = examination.findings.filter(({ level }) => level === 'problem').length;
    if (problems > 0) throw new CommandError(`${problems} ${problems === 1 ? 'problem' : 'problems'}`);
  },
};
