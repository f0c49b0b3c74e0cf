import { GetFunctionUrlConfigCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** Where a deployed stage answers, by the URL of its function. @throws Error of Lambda where it has none */
export async function awsStageUrl(stage: string, client = new LambdaClient({})): Promise<string> {
  const command = new GetFunctionUrlConfigCommand({ FunctionName: `touchpoint-${stage}-api` });
  const { FunctionUrl = '' } = await client.send(command);
  return FunctionUrl.replace(/\/+$/, '');
}
