#!/usr/bin/env node
import { runCommandLine } from './run-command-line.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal(process.stdout, process.stderr);
process.exitCode = await runCommandLine(process.argv.slice(2), process.env, terminal, (line) =>
  process.stderr.write(`${line}\n`),
);
