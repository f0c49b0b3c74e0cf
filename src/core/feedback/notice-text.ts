/**
 * The notice in a message of SNS; `undefined` for what is none: the plain sentences with which services
 * try a topic, and text messages that people send, which may come to the same topic.
 */
export function noticeText(message: string): unknown {
  try {
    const notice = JSON.parse(message);
    const isInbound = typeof notice === 'object' && notice !== null && 'inboundMessageId' in notice;
    return isInbound ? undefined : notice;
  } catch {
    return undefined;
  }
}
