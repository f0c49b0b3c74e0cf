import { type Command, readArguments } from './command.ts';
import { printOutcome, runPrinter } from './print-run.ts';

/** Fills the stage with the demo company. */
export const seed: Command = {
  name: 'seed',
  summary: 'fill the stage with the demo company; what is there already stays',
  usage: 'touchpoint seed',
  async run({ args, terminal, stage }) {
    readArguments(args, {}, { least: 0, most: 0 });
    const { address } = await stage();
    const { seedDemo } = await import('../runtime/seed.ts'); // the SDK is slow to load, and only this needs it
    const { run } = await seedDemo({
      ...address,
      log: (line) => terminal.line(line),
      onRun: runPrinter(terminal),
    });
    printOutcome(terminal, run);
  },
};
