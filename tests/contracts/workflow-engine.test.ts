import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { aslWorkflowEngine } from '../../src/adapters/local/asl-workflow-engine.ts';
import { openSqliteDocumentStore } from '../../src/adapters/local/sqlite-document-store.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import type { Execution } from '../../src/ports/workflow-engine.ts';
import { CONTRACT_MACHINE, contractHandlers, workflowEngineContract } from './workflow-engine.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-workflow-'));
writeFileSync(join(folder, 'contract.yml'), CONTRACT_MACHINE);
let stores = 0;
const close: (() => void)[] = [];
afterAll(() => {
  for (const closeOne of close) closeOne();
  rmSync(folder, { recursive: true });
});

function openEngine(file = join(folder, `journal-${stores++}.db`)) {
  const clock = systemClock();
  const documents = openSqliteDocumentStore(file, clock);
  close.push(() => documents.close());
  const calls: string[] = [];
  const engine = aslWorkflowEngine({ folder, documents, clock, handlers: contractHandlers(calls) });
  return { engine, documents, calls, file };
}

workflowEngineContract('States Language interpreter', async () => {
  const { engine, calls } = openEngine();
  return {
    engine,
    calls,
    async ended(id) {
      await engine.settled();
      return (await engine.describe(id)) as Execution;
    },
  };
});

describe('States Language interpreter', () => {
  it('takes up what an earlier process left running', async () => {
    const { documents, engine, calls } = openEngine();
    const left = {
      id: 'contract:left',
      machine: 'contract',
      status: 'RUNNING',
      startedAt: new Date(),
      input: { n: 5, items: [] },
      states: [],
    };
    await documents.put({ partition: 'executions', sort: left.id }, left);
    await engine.resume();
    await engine.settled();
    expect(await engine.describe(left.id)).toMatchObject({
      status: 'SUCCEEDED',
      output: { double: { value: 10 } },
    });
    expect(calls).toEqual(['Double 5']);
  });

  it('refuses a machine that names a function nobody has', () => {
    const { documents } = openEngine();
    expect(() => aslWorkflowEngine({ folder, documents, clock: systemClock(), handlers: {} })).toThrow(
      'contract.yml: state Double names DoubleLambdaFunction.Arn, which has no handler',
    );
  });
});
