import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { localChecks } from '../../src/adapters/local/local-checks.ts';
import { stageChecksContract } from './stage-checks.contract.ts';

stageChecksContract('laptop', async () => {
  const home = mkdtempSync(join(tmpdir(), 'touchpoint-checks-'));
  const lake = await openDuckDbLake({ file: join(home, 'lake.duckdb'), lakeFolder: join(home, 'lake') });
  return {
    checks: localChecks(lake),
    async close() {
      await lake.close();
      rmSync(home, { recursive: true });
    },
  };
});
