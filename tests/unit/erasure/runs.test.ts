import { describe, expect, it } from '@jest/globals';
import { settableClock } from '../../../src/adapters/local/settable-clock.ts';
import { openSqliteDocumentStore } from '../../../src/adapters/local/sqlite-document-store.ts';
import { dueKey } from '../../../src/core/erasure/erasure.ts';
import { startDueErasures } from '../../../src/core/erasure/run-erasures.ts';
import type { Ports } from '../../../src/ports/ports.ts';
import type { Execution } from '../../../src/ports/workflow-engine.ts';

const NOW = new Date('2026-03-01T09:00:00Z');
const PREFIX = 'arn:aws:states:eu-west-1:123456789012:execution:stage-erase:';

/** Executions are known by an ARN, as on AWS, and by nothing else. */
async function open() {
  const clock = settableClock(NOW);
  const documents = openSqliteDocumentStore(':memory:', clock);
  const executions = new Map<string, Execution['status']>();
  let runs = 0;
  const ports = {
    documents,
    clock,
    ids: { resourceId: () => `run-${++runs}` },
    workflows: {
      async start(_machine: string, name: string) {
        const id = PREFIX + name;
        if (!executions.has(id)) executions.set(id, 'RUNNING');
        return id;
      },
      async describe(id: string) {
        const status = executions.get(id);
        return status && ({ id, status } as Execution);
      },
    },
  } as unknown as Ports;
  await documents.put(dueKey(`${NOW.toISOString()}#one`), { id: 'one' });
  return { ports, executions };
}

describe('runs of erasure', () => {
  it('start one after another, also where an execution is known by an ARN', async () => {
    const { ports, executions } = await open();
    expect([await startDueErasures(ports), await startDueErasures(ports)]).toEqual([1, 0]);
    expect([...executions.keys()]).toEqual([`${PREFIX}run-1`]);

    executions.set(`${PREFIX}run-1`, 'FAILED');
    expect([await startDueErasures(ports), await startDueErasures(ports)]).toEqual([1, 0]);
    expect([...executions.keys()]).toEqual([`${PREFIX}run-1`, `${PREFIX}run-2`]);
  });

  it('start anew when the last one is forgotten, as Step Functions does after ninety days', async () => {
    const { ports, executions } = await open();
    await startDueErasures(ports);
    executions.clear();
    await startDueErasures(ports);
    expect([...executions.keys()]).toEqual([`${PREFIX}run-2`]);
  });

  it('start again when a crash came before the machine was started', async () => {
    const { ports, executions } = await open();
    const { workflows } = ports;
    const dead = {
      ...workflows,
      start: async () => {
        throw new Error('crash');
      },
    };
    await expect(startDueErasures({ ...ports, workflows: dead })).rejects.toThrow('crash');
    expect(await startDueErasures(ports)).toBe(1);
    expect([...executions.keys()]).toEqual([`${PREFIX}run-1`]);
  });
});
