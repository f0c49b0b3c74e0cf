import type { DescribedUpload, UploadStep } from '../core/uploads/describe-upload.ts';
import type { Upload } from '../core/uploads/upload.ts';
import { type Command, readArguments } from './command.ts';
import { count, instant, tableLines } from './format.ts';
import { printOutcome, stateLine } from './print-run.ts';
import type { Terminal } from './terminal.ts';

/** Lists the runs of uploads, or tells of one state by state. */
export const runs: Command = {
  name: 'runs',
  summary: 'list the runs of uploads, or show one with every state',
  usage: 'touchpoint runs [ID]',
  async run({ args, terminal, stage }) {
    const { positionals } = readArguments(args, {}, { least: 0, most: 1 });
    const client = await stage();
    if (positionals[0]) {
      printRun(
        terminal,
        await client.call<DescribedUpload>(`/uploads/${encodeURIComponent(positionals[0])}`),
      );
      return;
    }
    const { items } = await client.call<{ items: Upload[] }>('/uploads');
    if (items.length === 0) {
      terminal.line('No file has been uploaded yet; try `touchpoint upload FILE`.');
      return;
    }
    for (const line of listLines(items)) terminal.line(line);
  },
};

function listLines(items: readonly Upload[]): string[] {
  const columns = [
    { title: 'RUN' },
    { title: 'FILE' },
    { title: 'STATE' },
    { title: 'ROWS', align: 'right' as const },
    { title: 'SCORED', align: 'right' as const },
    { title: 'REJECTED', align: 'right' as const },
    { title: 'STARTED' },
  ];
  return tableLines(
    columns,
    items.map((run) => [
      run.uploadId,
      run.name,
      run.state,
      count(run.rows),
      count(run.scored),
      count(run.rejected),
      instant(run.createdAt),
    ]),
  );
}

function printRun(terminal: Terminal, run: DescribedUpload): void {
  const fact = (name: string, value: string) => terminal.line(`${name.padEnd(12)} ${value}`);
  fact('run', run.uploadId);
  fact('file', run.name);
  fact('state', run.state);
  fact('application', run.applicationId);
  fact('started', instant(run.createdAt));
  fact('settings', JSON.stringify(run.settings));
  fact('outputs', run.runPrefix);
  terminal.line();
  for (const state of run.states) printState(terminal, state);
  terminal.line();
  if (run.state !== 'RUNNING') printOutcome(terminal, run);
}

function printState(terminal: Terminal, state: UploadStep): void {
  terminal.line(`${stateLine(terminal, state)}  ${instant(state.startedAt)}`);
  const detail = (name: string, value: unknown) => {
    if (value === undefined || value === null) return;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    terminal.line(`      ${terminal.paint('dim', name.padEnd(7))} ${text}`);
  };
  detail('input', state.input);
  detail('output', state.output);
  detail('error', state.error && `${state.error.name}: ${state.error.cause}`);
  for (const key of state.outputKeys) detail('kept at', key);
}
