import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import validate from 'asl-validator';
import { parse } from 'yaml';

const folder = join(import.meta.dirname, '../../stepfunctions');
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:';

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Catch?: unknown;
  readonly ItemProcessor?: { readonly States: Record<string, State> };
}

function readMachine(file: string): { StartAt: string; States: Record<string, State> } {
  const customTags = [
    { tag: '!GetAtt', resolve: (text: string) => ARN + text.replace('LambdaFunction.Arn', '') },
  ];
  const text = readFileSync(join(folder, file), 'utf8');
  return (parse(text, { customTags, logLevel: 'error' }) as { definition: ReturnType<typeof readMachine> })
    .definition;
}

function tasks(states: Record<string, State>): [string, State][] {
  return Object.entries(states).flatMap(([name, state]): [string, State][] => [
    ...(state.Type === 'Task' ? [[name, state] as [string, State]] : []),
    ...(state.ItemProcessor ? tasks(state.ItemProcessor.States) : []),
  ]);
}

describe.each(readdirSync(folder))('%s', (file) => {
  const machine = readMachine(file);

  it('is valid States Language', () => {
    const { isValid, errorsText } = validate(machine);
    expect(isValid ? '' : errorsText()).toBe('');
  });
  it('bounds the time of every task', () => {
    for (const [name, { TimeoutSeconds }] of tasks(machine.States))
      expect([name, TimeoutSeconds]).toEqual([name, 900]);
  });
  it('catches what goes wrong, in every state but those that record it', () => {
    const bare = Object.entries(machine.States).filter(
      ([, state]) => ['Task', 'Map'].includes(state.Type) && !state.Catch,
    );
    expect(bare.map(([name]) => name)).toEqual(['RecordFailure']);
  });
});

describe('a broken machine', () => {
  it('is told apart', () => {
    expect(
      validate({ StartAt: 'A', States: { A: { Type: 'Task', Resource: `${ARN}a`, Next: 'B' } } }).isValid,
    ).toBe(false);
  });
});
