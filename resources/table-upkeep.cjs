/**
 * Keeps the tables that are written at every tick fit to be read. Each write leaves a file and a snapshot: a journey that
 * moves somebody each minute makes 43,200 of both a month, and every later tick would open all of them (docs/cost.md).
 * Glue puts small files and deletions together, and lets old snapshots go. It does not offer that in two of our regions;
 * there it is done by hand (docs/operate.md).
 */
const WITHOUT_OPTIMIZERS = ['us-gov-west-1', 'us-west-1'];
const TABLES = [
  'DefinitionNamesTable',
  'EndpointsTable',
  'JourneyTransitionsTable',
  'MessagesTable',
  'SegmentMembersTable',
  'SimulationEventsTable',
  'SimulationMessagesTable',
  'SimulationTransitionsTable',
  'SuppressionsTable',
];
const KINDS = {
  Compaction: { type: 'compaction' },
  Retention: {
    type: 'retention',
    settings: {
      RetentionConfiguration: {
        IcebergConfiguration: {
          SnapshotRetentionPeriodInDays: 1,
          NumberOfSnapshotsToRetain: 1,
          CleanExpiredFiles: true,
        },
      },
    },
  },
};

module.exports = async ({ resolveConfigurationProperty }) => {
  const region = await resolveConfigurationProperty(['provider', 'region']);
  if (WITHOUT_OPTIMIZERS.includes(region)) return { Resources: {} };
  const optimizers = TABLES.flatMap((table) =>
    Object.entries(KINDS).map(([name, kind]) => [table.replace(/Table$/, name), optimizer(table, kind)]),
  );
  return { Resources: { ...Object.fromEntries(optimizers), TableUpkeepRole: role() } };
};

function optimizer(table, { type, settings = {} }) {
  return {
    Type: 'AWS::Glue::TableOptimizer',
    Properties: {
      CatalogId: { Ref: 'AWS::AccountId' },
      DatabaseName: { Ref: 'LakeDatabase' },
      TableName: { Ref: table },
      Type: type,
      TableOptimizerConfiguration: {
        Enabled: true,
        RoleArn: { 'Fn::GetAtt': ['TableUpkeepRole', 'Arn'] },
        ...settings,
      },
    },
  };
}

function role() {
  const inAccount = (text) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:${text}` });
  const ofGlue = (path) => inAccount(`glue:\${AWS::Region}:\${AWS::AccountId}:${path}`);
  const logs = (kind) =>
    inAccount(`logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws-glue/iceberg-${kind}/logs:*`);
  const allow = (Action, Resource) => ({ Effect: 'Allow', Action, Resource });
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      Description: "What Glue's upkeep of the lake's tables may do",
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'glue.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
      Policies: [
        {
          PolicyName: 'upkeep',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              allow(['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], {
                'Fn::Sub': `\${LakeBucket.Arn}/tables/*`,
              }),
              allow('s3:ListBucket', { 'Fn::GetAtt': ['LakeBucket', 'Arn'] }),
              allow(
                ['glue:GetTable', 'glue:UpdateTable'],
                [ofGlue('catalog'), ofGlue(`database/\${LakeDatabase}`), ofGlue(`table/\${LakeDatabase}/*`)],
              ),
              // These groups are Glue's own, one of each for the whole account.
              allow(
                ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
                [logs('compaction'), logs('retention')],
              ),
            ],
          },
        },
      ],
    },
  };
}
