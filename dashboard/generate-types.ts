/**
 * Writes `src/api/types.ts`, the shapes of the stage's answers, from its `/openapi.json`:
 * `TOUCHPOINT_ENDPOINT=http://127.0.0.1:3000 npm run dashboard:types` against a running stage.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateApi } from 'swagger-typescript-api';

export const TYPES_FILE = join(import.meta.dirname, 'src/api/types.ts');

/** @param document an OpenAPI 3 document; @returns TypeScript with a type for each of its schemas and answers */
export async function typesOf(document: object): Promise<string> {
  const { files } = await generateApi({
    spec: document as never,
    fileName: 'types.ts',
    generateClient: false,
    generateResponses: false,
    extractResponseBody: true,
    extractRequestBody: true,
    sortTypes: true,
    silent: true,
  });
  return files.map(({ fileContent }) => fileContent).join('\n');
}

if (import.meta.main) {
  const endpoint = process.env.TOUCHPOINT_ENDPOINT ?? 'http://127.0.0.1:3000';
  const response = await fetch(`${endpoint}/openapi.json`);
  await writeFile(TYPES_FILE, await typesOf((await response.json()) as object));
}
