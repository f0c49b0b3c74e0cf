/**
 * What a stage on AWS costs a month, for three sizes: a model from list prices and from the product's own design.
 *
 *     npm run bench:cost              writes the tables of docs/cost.md
 *     npm run bench:cost -- lines     prints every line, as tab-separated values
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costOf } from './cost/model.ts';
import { withTables } from './cost/tables.ts';
import { DEFAULTS, WORKLOADS } from './cost/workloads.ts';

const file = join(import.meta.dirname, '../docs/cost.md');

if (process.argv[2] === 'lines') {
  for (const w of WORKLOADS) {
    for (const { service, what, quantity, unit, usd } of costOf(w, DEFAULTS)) {
      console.log([w.name, service, what, Math.round(quantity), unit, usd.toFixed(2)].join('\t'));
    }
  }
} else {
  writeFileSync(file, withTables(readFileSync(file, 'utf8')));
  console.log(`${file} has its tables`);
}
