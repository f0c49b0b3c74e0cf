import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');

/** The value at a path such as `DestinationConfig.OnFailure`; `undefined` where there is none. */
export function at(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, name) => {
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[name] : undefined;
  }, tree);
}

/** As `at`, for what is a list or a single value; none is an empty list. */
export function listAt(tree: unknown, path: string): unknown[] {
  const found = at(tree, path);
  return found === undefined ? [] : [found].flat();
}

/** A resource of the template; its logical id is added. */
export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: unknown;
}

export interface Statement {
  /** Logical id of the role, policy or key that holds it. */
  readonly holder: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly unknown[];
  readonly Condition: unknown;
}

/** The stack as `sls package` leaves it. */
export interface PackagedStack {
  readonly folder: string;
  readonly resources: readonly Resource[];
  ofType(type: string): Resource[];
  /** @throws Error when the template has no such resource */
  resource(id: string): Resource;
  /** Every statement of every policy in the template. */
  readonly statements: readonly Statement[];
  remove(): void;
}

/** Runs `sls package` as a person without an account does: no credentials, no configuration. */
export async function packageStack(...options: string[]): Promise<PackagedStack> {
  const folder = mkdtempSync(join(tmpdir(), 'touchpoint-stack-'));
  await sls(['package', '--package', folder, ...options], folder).catch((error) => {
    rmSync(folder, { recursive: true });
    throw error;
  });
  const file = join(folder, 'cloudformation-template-update-stack.json');
  const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, Resource> };
  const resources = Object.entries(Resources).map(([id, resource]) => ({ ...resource, id }));
  return {
    folder,
    resources,
    ofType: (type) => resources.filter((resource) => resource.Type === type),
    resource(id) {
      const found = resources.find((resource) => resource.id === id);
      if (!found) throw new Error(`The template has no resource ${id}`);
      return found;
    },
    statements: resources.flatMap(statementsOf),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/**
 * @param account whose account: nobody's when nothing is said
 * @returns what the Framework printed @throws Error what it printed, when it failed
 */
export async function sls(
  args: readonly string[],
  folder: string,
  account: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { PATH, AWS_CA_BUNDLE: _, ...rest } = process.env;
  const withoutAccount = Object.entries(rest).filter(([name]) => !name.startsWith('AWS_'));
  const env = {
    ...Object.fromEntries(withoutAccount),
    PATH: `${join(ROOT, 'node_modules/.bin')}:${PATH}`,
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    TOUCHPOINT_BUILD_FOLDER: join(folder, 'build'),
    ...account,
  };
  try {
    const { stdout } = await run(join(ROOT, 'node_modules/.bin/sls'), args, { cwd: ROOT, env });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(stdout + stderr, { cause: error });
  }
}

function statementsOf({ id, Properties: properties }: Resource): Statement[] {
  const inline = listAt(properties, 'Policies').map((policy) => at(policy, 'PolicyDocument'));
  const documents = [...inline, at(properties, 'PolicyDocument'), at(properties, 'KeyPolicy')];
  return documents
    .flatMap((document) => listAt(document, 'Statement'))
    .map((statement) => ({
      holder: id,
      Effect: at(statement, 'Effect') as Statement['Effect'],
      Action: listAt(statement, 'Action') as string[],
      Resource: listAt(statement, 'Resource'),
      Condition: at(statement, 'Condition'),
    }));
}
