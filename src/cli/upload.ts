import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { followUpload } from '../runtime/follow-upload.ts';
import { sendUpload } from '../runtime/send-upload.ts';
import { type Command, CommandError, readArguments } from './command.ts';
import { bytes, progressBar } from './format.ts';
import { printOutcome, printRejects, runPrinter } from './print-run.ts';

/** Puts a transactions file into the stage and shows its run. */
export const upload: Command = {
  name: 'upload',
  summary: 'score the customers of a transactions file and make their segments',
  usage: `touchpoint upload FILE [OPTIONS]

  --scores quartile|quintile|kmeans   the AWS guidance's rules (default), the field's, or clusters
  --table A|B                         named segments of quintile scores
  --k N|auto                          number of clusters
  --as-of DATE                        day to count recency to; default: the file's newest
  --name NAME                         name of the upload; default: the file's
  --app ID                            application; default: the stage's own choice
  --no-wait                           return when the file is there, before the run ends`,
  async run({ args, terminal, stage }) {
    const { values, positionals } = readArguments(
      args,
      {
        scores: { type: 'string' },
        table: { type: 'string' },
        k: { type: 'string' },
        'as-of': { type: 'string' },
        name: { type: 'string' },
        app: { type: 'string' },
        wait: { type: 'boolean', default: true },
      },
      { least: 1, most: 1 },
    );
    const file = positionals[0] as string;
    const size = await fileSize(file);
    const name = values.name ?? basename(file);
    const client = await stage();
    const { scores, table, k, app, 'as-of': asOf } = values;
    const { uploadId } = await sendUpload(
      client,
      name,
      { app, scores, table, k, asOf },
      {
        body: createReadStream(file),
        size,
        onProgress: eachPercent(size, (sent) =>
          terminal.status(
            `${name}  ${sent < size ? progressBar(sent, size) : 'sent; its run is about to start'}`,
          ),
        ),
      },
    );
    terminal.line(`${name}: ${bytes(size)} sent, run ${uploadId}`);
    if (!values.wait) return;
    const printer = runPrinter(terminal);
    const run = await followUpload(client, uploadId, printer);
    printOutcome(terminal, run);
    await printRejects(terminal, client, run);
    if (run.state === 'FAILED')
      throw new CommandError(`run ${uploadId} failed; see \`touchpoint runs ${uploadId}\``);
  },
};

/** A terminal need not be redrawn for every chunk of a large file. */
function eachPercent(size: number, show: (sent: number) => void): (sent: number) => void {
  let shown = -1;
  return (sent) => {
    const percent = Math.floor((100 * sent) / size);
    if (percent === shown) return;
    shown = percent;
    show(sent);
  };
}

async function fileSize(file: string): Promise<number> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(error.code === 'ENOENT' ? `there is no file ${file}` : error.message, {
      cause: error,
    });
  });
  if (!found.isFile()) throw new CommandError(`${file} is not a file`);
  return found.size;
}
