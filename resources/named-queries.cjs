/**
 * Registers every fixed query of `queries/` with Athena, so that an analyst finds it in the console
 * and runs it there: parameters become the question marks that the console asks for.
 */
const { readdirSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');

const FOLDER = join(__dirname, '..', 'queries');
/** What must not be touched when parameters are looked for: texts and comments; then a parameter. */
const TOKENS = /'(?:[^']|'')*'|--[^\n]*|::|:([a-z_][a-z0-9_]*)/g;

module.exports = () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.sql') && !file.startsWith('views'), // lake-views.cjs
  );
  const resources = files.sort().map((file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    return [`${pascalCase(basename(file, '.sql'))}NamedQuery`, namedQuery(basename(file, '.sql'), text)];
  });
  return { Resources: Object.fromEntries(resources) };
};

function namedQuery(name, text) {
  const types = new Map(
    [...text.matchAll(/^-- param:\s+(\w+)\s+(\w+)/gm)].map(([, param, type]) => [param, type]),
  );
  const QueryString = text.replaceAll(TOKENS, (token, param) => {
    if (param === undefined || !types.has(param)) return token;
    return types.get(param) === 'varchar' ? '?' : `cast(? as ${types.get(param)})`;
  });
  return {
    Type: 'AWS::Athena::NamedQuery',
    Properties: {
      Name: { 'Fn::Sub': `\${AWS::StackName}-${name}` },
      Description: (/^-- grain:\s*(.+)$/m.exec(text)?.[1] ?? name).slice(0, 1024),
      Database: { Ref: 'LakeDatabase' },
      WorkGroup: { Ref: 'QueryWorkGroup' },
      QueryString,
    },
  };
}

function pascalCase(name) {
  return name.replace(/(?:^|_)([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}
