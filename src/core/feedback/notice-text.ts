/** The notice in a message of SNS; `undefined` for what is none: the plain sentences with which services try a topic. */
export function noticeText(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
