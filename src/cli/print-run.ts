import { parse } from 'csv-parse/sync';
import type { DescribedUpload, UploadStep } from '../core/uploads/describe-upload.ts';
import type { Upload } from '../core/uploads/upload.ts';
import type { StageClient } from '../runtime/stage-client.ts';
import { count, duration, tableLines } from './format.ts';
import type { Terminal } from './terminal.ts';

const REJECTS_SHOWN = 5;

/** Prints each state as it ends; while one is going on, its name and time stand in the status. */
export function runPrinter(terminal: Terminal): (run: DescribedUpload) => void {
  let printed = 0;
  return (run) => {
    const states = run.states;
    for (const state of states.slice(printed)) {
      if (state.state === 'RUNNING') {
        terminal.status(`  … ${state.name}`);
        break;
      }
      terminal.line(stateLine(terminal, state));
      printed++;
    }
  };
}

/** `  ✓ Load        0.8 s`. */
export function stateLine(terminal: Terminal, state: UploadStep): string {
  const mark = { RUNNING: '…', SUCCEEDED: terminal.paint('green', '✓'), FAILED: terminal.paint('red', '✗') };
  return `  ${mark[state.state]} ${state.name.padEnd(14)} ${duration(state.durationMs).padStart(8)}`;
}

/** The sums and the segments of a run that has ended, or why it failed. */
export function printOutcome(terminal: Terminal, run: Upload): void {
  if (run.state === 'FAILED') {
    terminal.line(terminal.paint('red', run.error?.message ?? 'The run failed.'));
    return;
  }
  terminal.line(sumLine(run));
  if (run.refused)
    terminal.line(`${count(run.refused)} endpoints refused, see \`touchpoint runs ${run.uploadId} --json\``);
  if (!run.segments?.length) return;
  terminal.line();
  const rows = run.segments.map(({ name, size, id }) => [name, count(size), id]);
  const lines = tableLines([{ title: 'SEGMENT' }, { title: 'SIZE', align: 'right' }, { title: 'ID' }], rows);
  for (const line of lines) terminal.line(line);
}

/** The first rejected rows, each with its line, column and reason, and where all of them lie. */
export async function printRejects(terminal: Terminal, stage: StageClient, run: Upload): Promise<void> {
  if (!run.rejected || !run.rejectsKey) return;
  const csv = await stage.text(`/uploads/${encodeURIComponent(run.uploadId)}/rejects`, {
    accept: 'text/csv',
  });
  const rejects = parse(csv, { columns: true, to: REJECTS_SHOWN }) as Record<string, string>[];
  terminal.line();
  for (const { line, column, reason } of rejects) terminal.line(`line ${line}: ${column} ${reason}`);
  const more = run.rejected - rejects.length;
  terminal.line(more > 0 ? `and ${count(more)} more, all in ${run.rejectsKey}` : `kept in ${run.rejectsKey}`);
}

/** `11,766 rows = 11,761 scored + 5 rejected; 1,000 customers`. */
export function sumLine({ rows, scored, rejected, customers }: Upload): string {
  const sum = `${count(rows)} rows = ${count(scored)} scored + ${count(rejected)} rejected`;
  return customers === undefined ? sum : `${sum}; ${count(customers)} customers`;
}
