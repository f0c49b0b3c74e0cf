import { address } from '../../api/stage.ts';
import type { Question } from './use-execution.ts';

/** The question as a command of a shell, with `$KEY` in place of the reader's key. */
export function curlOf({ path, parameters, body }: Question, origin: string): string {
  const parts = [
    'curl -s',
    '-H "authorization: Bearer $KEY"',
    ...(body ? ["-H 'content-type: application/json'", `-d ${quoted(JSON.stringify(body))}`] : []),
    quoted(origin + address(path, parameters)),
  ];
  return parts.join(' ');
}

/** As one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
