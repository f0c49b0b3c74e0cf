/**
 * The views of `queries/views/` in Glue, where Athena looks for them: its own format of a view is
 * JSON in base64 inside a comment. Whoever reads one names the application (`application_id = '…'`)
 * and should name days (`arrival_date >= '…'`), as with `events` itself.
 */
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parse } = require('yaml');

const FOLDER = join(__dirname, '..', 'queries', 'views');
const COLUMN = /(\w+) (map\([^)]*\)|array\([^)]*\)|\w+)(?: \([^)]*\))?(?:, |$)/g;

module.exports = () => {
  const events = eventColumns();
  const views = readdirSync(FOLDER)
    .sort()
    .map((file) => {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      const field = (label) =>
        new RegExp(`^-- ${label}:\\s*(.+(?:\\n--  +.+)*)`, 'm').exec(text)[1].replaceAll(/\n--\s*/g, ' ');
      const returns = field('returns');
      return {
        name: field('name'),
        grain: field('grain'),
        reads: field('reads')
          .replaceAll(/ ?\([^)]*\)/g, '')
          .split(', '),
        columns: returns === 'the columns of events' ? events : columnsOf(returns, events),
        body: text.replace(/^(?:--[^\n]*\n)+/, '').trim(),
      };
    });
  const names = views.map(({ name }) => name);
  return { Resources: Object.fromEntries(views.map((view) => [idOf(view.name), resource(view, names)])) };
};

function resource({ name, grain, reads, columns, body }, names) {
  const view = JSON.stringify({
    originalSql: body,
    catalog: 'awsdatacatalog',
    schema: '@@', // replaced below: the text may hold what looks like a variable
    columns: columns.map(({ name: column, type }) => ({ name: column, type })),
  });
  const [before, after] = view.split('"@@"');
  return {
    Type: 'AWS::Glue::Table',
    DependsOn: reads.map((read) => (names.includes(read) ? idOf(read) : tableOf(read))),
    Properties: {
      CatalogId: { Ref: 'AWS::AccountId' },
      DatabaseName: { Ref: 'LakeDatabase' },
      TableInput: {
        Name: name,
        Description: grain,
        TableType: 'VIRTUAL_VIEW',
        Parameters: { presto_view: 'true' },
        ViewExpandedText: '/* Presto View */',
        ViewOriginalText: {
          'Fn::Join': [
            '',
            [
              '/* Presto View: ',
              { 'Fn::Base64': { 'Fn::Join': ['"', [before, { Ref: 'LakeDatabase' }, after]] } },
              ' */',
            ],
          ],
        },
        StorageDescriptor: {
          Columns: columns.map(({ name: column, type }) => ({ Name: column, Type: hiveType(type) })),
          SerdeInfo: {},
        },
      },
    },
  };
}

/** A column that is a row, passed on as it is, has the type that it has in `events`. */
function columnsOf(returns, events) {
  return [...returns.matchAll(COLUMN)].map(([, name, type]) => ({
    name,
    type: type === 'row' ? events.find((column) => column.name === name).type : type,
  }));
}

/** Those of the table, then its partition keys, in Athena's types. */
function eventColumns() {
  const tag = (name, resolve) => ({ tag: name, resolve });
  const { Resources } = parse(readFileSync(join(__dirname, 'event-lake.yml'), 'utf8'), {
    customTags: [
      tag('!Ref', (text) => text),
      tag('!Sub', (text) => text),
      { tag: '!Split', collection: 'seq', resolve: (sequence) => sequence.toJSON() },
      {
        tag: '!Join',
        collection: 'seq',
        resolve: (sequence) => {
          const [separator, parts] = sequence.toJSON();
          return parts.join(separator);
        },
      },
    ],
  });
  const { StorageDescriptor, PartitionKeys } = Resources.EventsTable.Properties.TableInput;
  return [...StorageDescriptor.Columns, ...PartitionKeys].map(({ Name, Type }) => ({
    name: Name,
    type: athenaType(Type),
  }));
}

/** `struct<a:string,b:array<int>>` as `row(a varchar, b array(integer))`. */
function athenaType(hive) {
  return hive
    .replaceAll(/\b(from|to):/g, '"$1" ') // reserved words
    .replaceAll(/(\w+):/g, '$1 ')
    .replaceAll('struct<', 'row(')
    .replaceAll('map<', 'map(')
    .replaceAll('array<', 'array(')
    .replaceAll('>', ')')
    .replaceAll(/\bstring\b/g, 'varchar')
    .replaceAll(/\bint\b/g, 'integer');
}

/** The other way, as Glue lists columns. */
function hiveType(athena) {
  if (athena.startsWith('row(')) {
    return athena
      .replaceAll('"', '')
      .replaceAll(/(\w+) (?=varchar|bigint|integer|boolean|double|row|map|array)/g, '$1:')
      .replaceAll('row(', 'struct<')
      .replaceAll('map(', 'map<')
      .replaceAll('array(', 'array<')
      .replaceAll(')', '>')
      .replaceAll(', ', ',')
      .replaceAll('varchar', 'string')
      .replaceAll('integer', 'int');
  }
  return athena
    .replaceAll('map(', 'map<')
    .replaceAll('array(', 'array<')
    .replaceAll(')', '>')
    .replaceAll('varchar', 'string')
    .replaceAll('integer', 'int');
}

/** Its resource in event-lake.yml or lake-tables.yml. */
const tableOf = (name) => idOf(name).replace(/View$/, 'Table');
const idOf = (name) => `${name.replace(/(?:^|_)([a-z0-9])/g, (_, letter) => letter.toUpperCase())}View`;
