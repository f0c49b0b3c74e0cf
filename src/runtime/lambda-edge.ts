import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';

/** Named and levelled by POWERTOOLS_* variables (`resources/provider.yml`). */
export const logger = new Logger();
const metrics = new Metrics();
const tracer = new Tracer();

/**
 * What every function has around it: its request id on each log line, a metric of cold starts, a
 * trace. Payloads are neither logged nor traced, whatever Powertools' variables say: they may hold
 * addresses, or a new key's secret.
 * @param handle parses the event and calls the use case
 */
export function atTheEdge<Event, Answer>(handle: (event: Event, context: Context) => Promise<Answer>) {
  return middy<Event, Answer>()
    .use(injectLambdaContext(logger, { clearState: true, logEvent: false }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }))
    .handler(async (event: Event, context: Context) => {
      metrics.captureColdStartMetric(context.functionName);
      try {
        return await handle(event, context);
      } catch (error) {
        logger.error('failed', error as Error);
        throw error;
      }
    });
}
