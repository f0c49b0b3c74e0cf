/**
 * Gives every function a role of its own. A `function.yml` says under `permissions` what the
 * function may do, in blocks of `resources/permissions.yml`; this plugin makes the role out of
 * them and of what every function needs: its own log group and its traces.
 */
module.exports = class RolePerFunction {
  constructor(serverless) {
    this.serverless = serverless;
    serverless.configSchemaHandler.defineFunctionProperties('aws', {
      properties: { permissions: { type: 'array', items: { type: 'array', items: { type: 'object' } } } },
      required: ['permissions'],
    });
    this.hooks = {
      initialize: () => this.nameRoles(),
      'before:package:compileFunctions': () => this.addRoles(),
    };
  }

  functions() {
    const { service } = this.serverless;
    return service.getAllFunctions().map((name) => ({ name, definition: service.getFunction(name) }));
  }

  /** Before the Framework decides whether it needs its shared role; it then makes none. */
  nameRoles() {
    for (const { name, definition } of this.functions()) {
      definition.role = { 'Fn::Sub': `\${${this.prefix(name)}Role.Arn}` };
    }
  }

  addRoles() {
    const { Resources } = this.serverless.service.provider.compiledCloudFormationTemplate;
    for (const { name, definition } of this.functions()) {
      const own = [logs(`${this.prefix(name)}LogGroup`), TRACES];
      Resources[`${this.prefix(name)}Role`] = role(name, [...own, ...definition.permissions.flat()]);
    }
  }

  prefix(name) {
    return this.serverless.getProvider('aws').naming.getNormalizedFunctionName(name);
  }
};

/** X-Ray knows no resources. */
const TRACES = {
  Effect: 'Allow',
  Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  Resource: '*',
};

function logs(group) {
  return {
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: { 'Fn::GetAtt': [group, 'Arn'] },
  };
}

function role(name, statements) {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      Description: `What the function ${name} may do`,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      },
      Policies: [{ PolicyName: name, PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    },
  };
}
