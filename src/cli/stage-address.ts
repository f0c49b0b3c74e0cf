import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { awsStageUrl } from '../runtime/aws-stage-url.ts';
import type { StageAddress } from '../runtime/stage-client.ts';
import { CommandError } from './command.ts';

const LOCAL_ENDPOINT = 'http://127.0.0.1:3000';
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The stage to speak to: what the environment names, else the local one with the key that it left
 * in its home (`access-key.json`: `{ keyId, secret }`).
 * @param name of a stage on AWS, asked of the account that the AWS SDK finds
 * @throws CommandError when there is no key, or no such stage
 */
export async function stageAddress(env: NodeJS.ProcessEnv, name?: string): Promise<StageAddress> {
  if (name !== undefined) return onAws(name, env);
  const endpoint = (env.TOUCHPOINT_ENDPOINT || LOCAL_ENDPOINT).replace(/\/+$/, '');
  if (env.TOUCHPOINT_ACCESS_KEY_ID && env.TOUCHPOINT_SECRET_ACCESS_KEY) {
    return { endpoint, keyId: env.TOUCHPOINT_ACCESS_KEY_ID, secret: env.TOUCHPOINT_SECRET_ACCESS_KEY };
  }
  for (const home of homes(env)) {
    const key = await readKey(join(home, 'access-key.json'));
    if (key) return { endpoint, ...key };
  }
  throw new CommandError(
    env.TOUCHPOINT_ENDPOINT
      ? `no key for ${endpoint}: set TOUCHPOINT_ACCESS_KEY_ID and TOUCHPOINT_SECRET_ACCESS_KEY`
      : `no local stage has run here yet: start it with \`npm start\`, or name another with TOUCHPOINT_ENDPOINT, TOUCHPOINT_ACCESS_KEY_ID and TOUCHPOINT_SECRET_ACCESS_KEY`,
  );
}

async function onAws(name: string, env: NodeJS.ProcessEnv): Promise<StageAddress> {
  const { TOUCHPOINT_ACCESS_KEY_ID: keyId, TOUCHPOINT_SECRET_ACCESS_KEY: secret } = env;
  if (!keyId || !secret)
    throw new CommandError(
      `no key for stage ${name}: set TOUCHPOINT_ACCESS_KEY_ID and TOUCHPOINT_SECRET_ACCESS_KEY (\`npx sls invoke -f createKey --stage ${name}\` makes one)`,
    );
  const endpoint = await awsStageUrl(name).catch((error: Error) => {
    throw new CommandError(
      `stage ${name} was not found: ${error.message}; TOUCHPOINT_ENDPOINT names one by its address, which \`npx sls info --stage ${name}\` tells`,
      { cause: error },
    );
  });
  return { endpoint, keyId, secret };
}

/** Where the local stage may have kept its home: as told, or here, or in the project's folder. */
function homes(env: NodeJS.ProcessEnv): string[] {
  if (env.TOUCHPOINT_HOME) return [resolve(env.TOUCHPOINT_HOME)];
  return [resolve('.touchpoint'), join(PROJECT, '.touchpoint')];
}

async function readKey(file: string): Promise<{ keyId: string; secret: string } | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const { keyId, secret } = JSON.parse(text);
  return { keyId, secret };
}
