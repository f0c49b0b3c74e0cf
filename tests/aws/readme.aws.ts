import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type StackEmulator, startStackEmulator } from './stack-emulator.ts';

const ROOT = join(import.meta.dirname, '../..');
const MINUTES = 60_000;
const run = promisify(execFile);

let emulator: StackEmulator;
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'touchpoint-readme-'));
  emulator = await startStackEmulator();
}, 2 * MINUTES);
afterAll(async () => {
  await emulator.stop();
  rmSync(home, { recursive: true });
});

/** The first commands of the README's part on deployment, as they stand. */
function commands(): string {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [, block] = /^## Deploy it$[\s\S]*?^```sh\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  return block as string;
}

/** What a person has who never ran anything of ours: Node and npm on the path, a home, an account. */
function surroundings() {
  const { PATH = '' } = process.env;
  return {
    PATH: PATH.split(':')
      .filter((folder) => !folder.includes('node_modules'))
      .join(':'),
    HOME: home,
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true', // there is no such address here, and asking it takes minutes
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => /^npm_config_|_proxy$/i.test(name))),
  };
}

it(
  'the README’s deployment, followed to the letter in a fresh clone, ends in a stage with an address',
  async () => {
    await run('git', ['clone', '--quiet', '--depth', '1', `file://${ROOT}`, 'touchpoint'], { cwd: home });
    expect(commands().split('\n').slice(0, 2)).toEqual(['npm ci', 'npx sls deploy --stage dev']);

    const { stdout } = await run('bash', ['-e', '-c', commands()], {
      cwd: join(home, 'touchpoint'),
      env: surroundings(),
      maxBuffer: 64 * 1024 * 1024,
    });

    expect(stdout).toContain('ApiLambdaFunctionUrl: ');
    const { Functions = [] } = await new LambdaClient(emulator.options).send(new ListFunctionsCommand({}));
    expect(Functions.map(({ FunctionName }) => FunctionName)).toContain('touchpoint-dev-createKey');
  },
  10 * MINUTES,
);
