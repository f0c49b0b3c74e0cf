/**
 * What stands in front of functions/api: a function URL, which hands paths over as they came. In
 * us-gov-west-1 CloudFormation knows none; there it is an HTTP API, whose decoded paths
 * functions/api/http-api-path.ts encodes again. docs/decisions/0002 says why that is second best.
 */
const WITHOUT_FUNCTION_URLS = ['us-gov-west-1'];

const hasUrls = async ({ resolveConfigurationProperty }) =>
  !WITHOUT_FUNCTION_URLS.includes(await resolveConfigurationProperty(['provider', 'region']));

module.exports.url = hasUrls;
module.exports.events = async (variables) => ((await hasUrls(variables)) ? [] : [{ httpApi: '*' }]);

/** Where everyone reaches the stage, for functions that write links or call the API themselves. */
module.exports.publicUrl = async (variables) =>
  (await hasUrls(variables))
    ? { 'Fn::GetAtt': ['ApiLambdaFunctionUrl', 'FunctionUrl'] }
    : { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] };
