import { isDeepStrictEqual } from 'node:util';
import type { DescribedUpload, UploadStep } from '../core/uploads/describe-upload.ts';
import type { Upload } from '../core/uploads/upload.ts';
import { type Command, readArguments } from './command.ts';
import { count, instant, tableLines } from './format.ts';
import { printOutcome, printRejects, stateLine } from './print-run.ts';
import type { Terminal } from './terminal.ts';

/** Lists the runs of uploads, or tells of one state by state. */
export const runs: Command = {
  name: 'runs',
  summary: 'list the runs of uploads, or show one with every state',
  usage: `touchpoint runs [ID] [--json]

  --json   the answer as the stage gave it, every input and output in full`,
  async run({ args, terminal, stage }) {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean' } }, { least: 0, most: 1 });
    const client = await stage();
    const path = positionals[0] ? `/uploads/${encodeURIComponent(positionals[0])}` : '/uploads';
    if (values.json) {
      terminal.line(JSON.stringify(await client.call(path), null, 2));
      return;
    }
    if (positionals[0]) {
      const run = await client.call<DescribedUpload>(path);
      printRun(terminal, run);
      await printRejects(terminal, client, run);
      return;
    }
    const { items } = await client.call<{ items: Upload[] }>(path);
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
  for (const [index, state] of run.states.entries()) printState(terminal, state, run.states[index - 1]);
  terminal.line();
  if (run.state !== 'RUNNING') printOutcome(terminal, run);
}

/** A state is given what the one before it left, and mostly adds to it: what is known is not shown again. */
function printState(terminal: Terminal, state: UploadStep, before: UploadStep | undefined): void {
  terminal.line(`${stateLine(terminal, state)}  ${instant(state.startedAt)}`);
  const detail = (name: string, text: string | undefined) => {
    if (text !== undefined) terminal.line(`      ${terminal.paint('dim', name.padEnd(7))} ${text}`);
  };
  const { input, output, error } = state;
  detail(
    'input',
    isDeepStrictEqual(input, before?.output) ? `as ${before?.name} left it` : JSON.stringify(input),
  );
  const added = addedMembers(input, output);
  detail('output', added ? `input and ${JSON.stringify(added)}` : JSON.stringify(output));
  detail('error', error && `${error.name}: ${error.cause}`);
  for (const key of state.outputKeys) detail('kept at', key);
}

/** The members that the output has beyond the input's, when it has all of those too. */
function addedMembers(input: unknown, output: unknown): object | undefined {
  if (typeof input !== 'object' || typeof output !== 'object' || !input || !output) return undefined;
  const known = input as Record<string, unknown>;
  const all = output as Record<string, unknown>;
  if (Object.keys(known).some((name) => !isDeepStrictEqual(known[name], all[name]))) return undefined;
  return Object.fromEntries(Object.entries(all).filter(([name]) => !(name in known)));
}
