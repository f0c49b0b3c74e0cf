import { setTimeout as after } from 'node:timers/promises';
import { defaultApp, listApps, setDefaultApp } from '../core/apps/apps.ts';
import { segmentSizes } from '../core/segments/segment-size.ts';
import type { Execution } from '../ports/workflow-engine.ts';
import { type LocalConfig, readLocalConfig } from './config.ts';
import { LAKE_BUCKET, UPLOAD_BUCKET } from './local.ts';
import { type LocalServer, startLocalServer } from './local-server.ts';
import { seedDemo } from './seed.ts';
import { seedPast } from './seed-past.ts';

/** After a second signal, or when runs do not end, the process ends all the same: they are resumed at the next start. */
const DRAIN_MS = 30_000;
const SEGMENTS_TOLD = 40;

/** `npm start`: the local stage. */
async function main(): Promise<void> {
  const config = readLocalConfig(process.env);
  const server = await startLocalServer(config, {
    log: (line) => console.error(line),
    onProgress: progress(),
  });
  endOnSignal(server);
  const { Item: apps } = await listApps(server.stage.ports, { size: 1 });
  if (config.demo && apps.length === 0) await fillWithDemo(server);
  await tellSegments(server);
  tellWhereToLook(server, config);
}

async function fillWithDemo(server: LocalServer): Promise<void> {
  console.log('An empty home: filling it with the demo company (TOUCHPOINT_DEMO=off leaves it empty).\n');
  const { applicationId, run } = await seedDemo({
    endpoint: server.endpoint,
    ...server.key,
    log: (line) => console.log(`  ${line}`),
  });
  await seedPast(server.stage.ports, applicationId);
  console.log('  made up eight weeks of a weekly campaign and a journey, with their readers and buyers');
  await setDefaultApp(server.stage.ports, applicationId); // files that are dropped are the demo company's too
  console.log(
    `\n${run.name}: ${run.rows} rows = ${run.scored} scored + ${run.rejected} rejected, ${run.customers} customers\n`,
  );
}

/** The segments of the default application, the largest first. */
async function tellSegments({ stage: { ports } }: LocalServer): Promise<void> {
  const { Id, Name } = await defaultApp(ports);
  const sizes = (await segmentSizes(ports, Id)).map(({ segment, size = 0 }) => ({
    name: segment.Name ?? segment.Id,
    size,
  }));
  if (sizes.length === 0) return;
  console.log(`Segments of ${Name} (${Id})\n`);
  const largestFirst = sizes.sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
  for (const { name, size } of largestFirst.slice(0, SEGMENTS_TOLD)) {
    console.log(`  ${size.toLocaleString('en').padStart(9)}  ${name}`);
  }
  console.log('');
}

function tellWhereToLook({ endpoint, key, signInLink }: LocalServer, { home, smtp }: LocalConfig): void {
  console.log(`Touchpoint is ready.

  Dashboard     ${signInLink()}   (signs in once; npx touchpoint dashboard gives a new link)
  SDK endpoint  ${endpoint}        (any region; new PinpointClient({ endpoint, region, credentials }))
  Access key    ${key.keyId}
  Secret        ${key.secret}
  Uploads       npx touchpoint upload FILE.csv, or copy a file to ${home}/s3/${UPLOAD_BUCKET}/uploads/
  Outputs       ${home}/s3/${LAKE_BUCKET}/runs/
  E-mail        ${smtp ? `sent by ${smtp.host}` : 'kept in the mailbox, shown on the dashboard; SMTP_URL sends it'}
`);
}

/** Prints one line for each state that a run has left. */
function progress(): (execution: Execution) => void {
  const told = new Map<string, number>();
  return ({ id, machine, states, status, error }) => {
    const done = states.filter((state) => state.exitedAt);
    for (const { name, enteredAt, exitedAt, error: failure } of done.slice(told.get(id) ?? 0)) {
      const took = `${((exitedAt as Date).getTime() - enteredAt.getTime()).toLocaleString('en')} ms`;
      console.log(
        `  ${machine} ${id.slice(machine.length + 1, machine.length + 9)}  ${name.padEnd(14)} ${failure ? failure.cause : took}`,
      );
    }
    told.set(id, done.length);
    if (status === 'FAILED' && error) console.log(`  ${machine} failed: ${error.cause}`);
    if (status !== 'RUNNING') told.delete(id);
  };
}

function endOnSignal(server: LocalServer): void {
  let ending = false;
  const end = async () => {
    if (ending) process.exit(0);
    ending = true;
    await Promise.race([server.close(), after(DRAIN_MS, undefined, { ref: false })]);
    process.exit(0);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

main().catch((error: NodeJS.ErrnoException) => {
  const reason = error.code === 'EADDRINUSE' ? 'the port is in use; choose another with PORT' : error.message;
  console.error(`Touchpoint cannot start: ${reason}`);
  process.exit(1);
});
