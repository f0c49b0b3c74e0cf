/**
 * After a deployment serverless-step-functions asks for API Gateway endpoints of state machines, in a way that the
 * Framework no longer has (`provider.request`), which ends a deployment that succeeded as a failed one. No machine of
 * ours has such an endpoint, so the question is left out. Listed after that plugin.
 */
module.exports = class StepFunctionsOutputs {
  constructor(serverless) {
    const { hooks } = serverless.pluginManager;
    const event = 'after:deploy:deploy';
    hooks[event] = hooks[event].filter(({ pluginName }) => pluginName !== 'ServerlessStepFunctions');
    this.hooks = {};
  }
};
