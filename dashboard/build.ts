/**
 * Builds the dashboard into `dashboard/dist`, unless what is there was made from the same files.
 * `npm start`, `npm test` and the packaging of the stack run it first.
 */
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const folder = import.meta.dirname;
const dist = join(folder, 'dist');
/** Tells from which sources the build was made. */
const MARK = '.made-from';

const sources = await fingerprint();
if ((await readFile(join(dist, MARK), 'utf8').catch(() => '')) !== sources) {
  const { build } = await import('vite'); // not loaded where there is nothing to build
  // Built beside and moved, so that nobody is served half a build.
  const fresh = `${dist}.${process.pid}`;
  await build({
    configFile: join(folder, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: fresh, emptyOutDir: true },
  });
  await compress(fresh);
  await writeFile(join(fresh, MARK), sources);
  await rm(dist, { recursive: true, force: true });
  await rename(fresh, dist).catch(async () => rm(fresh, { recursive: true, force: true })); // another was faster
}

/** Leaves each text beside itself as brotli and as gzip, so that no stage compresses while it answers. */
async function compress(folder: string): Promise<void> {
  for (const name of globSync('**/*.{css,html,js,svg}', { cwd: folder })) {
    const text = await readFile(join(folder, name));
    await writeFile(join(folder, `${name}.br`), brotliCompressSync(text));
    await writeFile(join(folder, `${name}.gz`), gzipSync(text, { level: 9 }));
  }
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const names = [
    ...globSync('{src,public}/**/*.*', { cwd: folder }),
    'index.html',
    'message-frame.html',
    'vite.config.ts',
    'build.ts',
    '../package-lock.json',
  ];
  for (const name of names.sort()) hash.update(name).update(await readFile(join(folder, name)));
  return hash.digest('hex');
}
