import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** Where a command writes. */
export interface Terminal {
  /** A person is watching: lines may be redrawn. */
  readonly interactive: boolean;
  line(text?: string): void;
  /** Text that the next status or line takes the place of; nothing where nobody is watching. */
  status(text: string): void;
  /** The text in a style, or as it is where colour is not wanted. */
  paint(style: Style, text: string): string;
}

const CLEAR_LINE = '\r\u001b[2K';

/** A terminal on two streams of the process; statuses go to the second, so that output can be piped. */
export function processTerminal(out: NodeJS.WriteStream, status: NodeJS.WriteStream): Terminal {
  const interactive = status.isTTY === true;
  let pending = false;
  const clear = () => {
    if (pending) status.write(CLEAR_LINE);
    pending = false;
  };
  return {
    interactive,
    line(text = '') {
      clear();
      out.write(`${text}\n`);
    },
    status(text) {
      if (!interactive) return;
      clear();
      status.write(text);
      pending = text !== '';
    },
    paint: (style, text) => styleText(style, text, { stream: out }),
  };
}
