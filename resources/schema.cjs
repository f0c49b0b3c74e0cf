/**
 * The stage's schema: a custom resource that changes with the version of the code's schema, and whose function then
 * migrates tables and documents. All tables come before it, all other functions after it (migrate-first.cjs), so that
 * no code meets a table that lacks its columns.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { MIGRATIONS } = require('../src/core/schema/migrations.ts');

const TABLE = /^ {2}(\w+):\n {4}Type: AWS::Glue::Table$/gm;

module.exports = () => ({
  Resources: {
    SchemaMigration: {
      Type: 'Custom::SchemaMigration',
      DependsOn: ['lake-tables.yml', 'event-lake.yml'].flatMap(tablesOf),
      Properties: {
        ServiceToken: { 'Fn::GetAtt': ['MigrateLambdaFunction', 'Arn'] },
        ServiceTimeout: '3600', // seconds, the longest
        Version: String(MIGRATIONS.length),
      },
    },
  },
});

function tablesOf(file) {
  const text = readFileSync(join(__dirname, file), 'utf8');
  return [...text.matchAll(TABLE)].map(([, id]) => id);
}
