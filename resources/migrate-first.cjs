/** Has every function made or changed after the stage's schema (schema.cjs), but the one that migrates it. */
module.exports = class MigrateFirst {
  constructor(serverless) {
    this.hooks = {
      initialize: () => {
        const { service } = serverless;
        for (const name of service.getAllFunctions()) {
          const definition = service.getFunction(name);
          if (name !== 'migrate') definition.dependsOn = [...(definition.dependsOn ?? []), 'SchemaMigration'];
        }
      },
    };
  }
};
