import { z } from 'zod';

/** What CloudFormation asks of a custom resource's function. */
const request = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
});

/** CloudFormation takes 4 KB of an answer. */
const LONGEST_REASON = 1000;

/**
 * A function for CloudFormation: it waits for the answer at the URL that it gave, not for the function's end. What the
 * work throws fails the deployment, with its message; a removal is answered without any work.
 */
export function asCustomResource(work: () => Promise<unknown>) {
  return async (event: unknown): Promise<unknown> => {
    const { RequestType, ResponseURL, ...asked } = request.parse(event);
    const outcome = RequestType === 'Delete' ? undefined : await work().then(succeeded, failed);
    const said = {
      Status: 'SUCCESS',
      ...outcome?.answer,
      ...asked,
      PhysicalResourceId: asked.LogicalResourceId,
    };
    const answer = await fetch(ResponseURL, { method: 'PUT', body: JSON.stringify(said) });
    if (!answer.ok) throw new Error(`CloudFormation did not take the answer: ${answer.status}`);
    return outcome?.report;
  };
}

const succeeded = (report: unknown) => ({ report, answer: {} });

function failed(error: unknown) {
  const reason = error instanceof Error ? error.message : String(error);
  return { report: reason, answer: { Status: 'FAILED', Reason: reason.slice(0, LONGEST_REASON) } };
}
