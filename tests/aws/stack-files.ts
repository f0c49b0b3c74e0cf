import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, type Tags } from 'yaml';

const ROOT = join(import.meta.dirname, '../..');
/** What `!Ref` and the others leave until `resolve` says what it stands for. */
class Intrinsic {
  readonly tag: string;
  readonly text: string;
  constructor(tag: string, text: string) {
    this.tag = tag;
    this.text = text;
  }
}
const TAGS: Tags = ['!Ref', '!Sub', '!GetAtt'].map((tag) => ({
  tag,
  resolve: (text: string) => new Intrinsic(tag, text),
}));

/** Physical names and attributes by what refers to them: `UploadBucket`, `SecretsKey.Arn`, `AWS::Region`. */
export type Names = Readonly<Record<string, string>>;

/** A file of the stack, such as `resources/provider.yml`. Its values still refer to others. */
export function stackFile<Content>(path: string): Content {
  return parse(readFileSync(join(ROOT, path), 'utf8'), {
    customTags: TAGS,
    logLevel: 'error',
    merge: true,
  }) as Content;
}

/** @throws Error for a reference that has no name */
export function resolve<Value>(value: unknown, names: Names): Value {
  const named = (name: string) => {
    const found = names[name];
    if (found === undefined) throw new Error(`Nothing here is called ${name}`);
    return found;
  };
  const substituted = (text: string) =>
    text
      .replaceAll(/\$\{param:(\w+)\}/g, (_, name) => String(names[`param:${name}`] ?? parameters()[name]))
      .replaceAll(/\$\{sls:stage\}/g, () => named('AWS::StackName').replace(/^touchpoint-/, ''));
  if (value instanceof Intrinsic) {
    if (value.tag !== '!Sub') return named(value.text) as Value;
    return value.text.replaceAll(/\$\{([\w:.]+)\}/g, (_, name) => named(name)) as Value;
  }
  if (typeof value === 'string') {
    const [, file] = /^(\$\{file\(.*\}$)/.exec(value) ?? [];
    return (file === undefined ? substituted(value) : named(file)) as Value;
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, names)) as Value;
  if (typeof value !== 'object' || value === null) return value as Value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, names)])) as Value;
}

/** What `--param` may set, as it is when it sets nothing. */
function parameters(): Record<string, unknown> {
  return stackFile<{ params: { default: Record<string, unknown> } }>('serverless.yml').params.default;
}

/** Folders of `functions/`. */
export const FUNCTIONS = readdirSync(join(ROOT, 'functions'));
export const MACHINES = readdirSync(join(ROOT, 'stepfunctions')).map((file) => basename(file, '.yml'));

export interface FunctionFile {
  readonly environment?: Record<string, unknown>;
  readonly events?: readonly Record<string, unknown>[] | string;
  readonly url?: unknown;
  /** Of a call without events, such as CloudFormation's. */
  readonly maximumRetryAttempts?: number;
}

export const functionFile = (name: string) => stackFile<FunctionFile>(`functions/${name}/function.yml`);

/** A machine's definition; `!GetAtt RfmLoadLambdaFunction.Arn` must have a name. */
export function machineDefinition<Definition>(machine: string, names: Names): Definition {
  const { definition } = stackFile<{ definition: unknown }>(`stepfunctions/${machine}.yml`);
  return resolve(definition, names);
}

/** The folder of a function by its logical name: `RfmPublishChunk` is `rfm-publish-chunk`. */
export const folderOf = (logical: string) => logical.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
/** The reverse. */
export const logicalOf = (folder: string) =>
  folder.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Names under which machines find their functions. */
export const FUNCTION_ARNS: Names = Object.fromEntries(
  FUNCTIONS.map((folder) => [
    `${logicalOf(folder)}LambdaFunction.Arn`,
    `arn:aws:lambda:us-east-1:123456789012:function:${logicalOf(folder)}`,
  ]),
);
