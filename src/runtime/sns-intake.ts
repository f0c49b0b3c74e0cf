import { httpsText } from '../adapters/aws/https-text.ts';
import type { SnsIntake } from '../core/feedback/receive-sns.ts';

/** @param env `TOUCHPOINT_FEEDBACK_TOPICS` names the topics, with commas between; `none` or nothing for none */
export function snsIntake(env: Readonly<Record<string, string | undefined>>): SnsIntake {
  const topics = (env.TOUCHPOINT_FEEDBACK_TOPICS ?? '')
    .split(',')
    .map((topic) => topic.trim())
    .filter((topic) => topic !== '' && topic !== 'none');
  return { topics, fetchText: httpsText };
}
