import { ORIGIN_KEYS } from '../events/event-record.ts';
import type { MessageTrace } from '../events/feedback-events.ts';

/** The `tags` of an `OutgoingMessage`: its trace, to be found again in the provider's feedback. `context` goes along as JSON. */
export function tagsOfTrace({ context, ...ids }: MessageTrace): Record<string, string> {
  const given = Object.entries(ids).filter(([, id]) => typeof id === 'string' && id !== '');
  return { ...Object.fromEntries(given), ...(context && { context: JSON.stringify(context) }) };
}

const IDS = ['application_id', 'message_id', 'endpoint_id', 'user_id', ...ORIGIN_KEYS] as const;

/** @returns `undefined` for tags of a message that was not ours */
export function traceOfTags(tags: Readonly<Record<string, string>>): MessageTrace | undefined {
  const given = IDS.flatMap((name) => (tags[name] ? [[name, tags[name]]] : []));
  const { application_id, message_id, ...ids } = Object.fromEntries(given) as Record<string, string>;
  if (!application_id || !message_id) return undefined;
  const context = contextOf(tags.context);
  return { application_id, message_id, ...ids, ...(context && { context }) };
}

function contextOf(text: string | undefined): Record<string, string> | undefined {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
