#!/usr/bin/env node
// Starts the touchpoint command. The command is TypeScript, which Node 24 runs as it is; an older
// Node hands over to the one that the lockfile brought.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = new URL('../src/cli/main.ts', import.meta.url);
const major = Number(process.versions.node.split('.')[0]);

if (major >= 24) {
  await import(main.href);
} else {
  const own = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  if (!existsSync(own)) {
    console.error('touchpoint: the packages are not installed; run `npm ci` in the project folder first');
    process.exit(1);
  }
  const flags = ['--disable-warning=ExperimentalWarning'];
  const run = spawnSync(own, [...flags, fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(run.status ?? 1);
}
