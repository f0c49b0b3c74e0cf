import type { ProviderFeedback } from '../../src/core/feedback/feedback.ts';
import { noticeText } from '../../src/core/feedback/notice-text.ts';
import { readNotice } from '../../src/core/feedback/read-notice.ts';

interface SnsEvent {
  readonly Records: readonly { readonly Sns: { readonly Message: string } }[];
}

/**
 * The notices in an event: one of EventBridge is one itself, those of SNS carry them as text. Lambda
 * was called by AWS under the function's policy, so no signature is checked here.
 * @throws PlatformError `BadRequest` for an event that holds something else
 */
export function noticesIn(event: unknown): ProviderFeedback[] {
  if (!isOfSns(event)) return [readNotice(event)];
  return event.Records.flatMap(({ Sns }) => {
    const notice = noticeText(Sns.Message);
    return notice === undefined ? [] : [readNotice(notice)];
  });
}

function isOfSns(event: unknown): event is SnsEvent {
  return typeof event === 'object' && event !== null && 'Records' in event;
}
