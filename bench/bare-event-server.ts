/** The other side of `bench/events.ts`: parses a request and appends its events to a file, with a sync, nothing else. */
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Body {
  readonly BatchItem: Record<string, { readonly Events: Record<string, object> }>;
}

const file = await open(process.env.FILE ?? '', 'a');
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { BatchItem } = JSON.parse(Buffer.concat(chunks).toString()) as Body;
  let lines = '';
  for (const { Events } of Object.values(BatchItem)) {
    for (const event of Object.values(Events)) lines += `${JSON.stringify(event)}\n`;
  }
  await file.write(lines);
  await file.datasync();
  response.writeHead(202, { 'content-type': 'application/json' }).end('{}');
});
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port} `);
});
