/**
 * The region to deploy to, and nothing else: `--region`, else the parameter, else the first default.
 * The fourteen are those that the AWS guidance for RFM on Pinpoint supports (its README, "Supported Regions").
 */
const REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'us-gov-west-1',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
];

module.exports = async ({ resolveVariable }) => {
  const region = await resolveVariable("opt:region, param:region, 'us-east-1'");
  if (REGIONS.includes(region)) return region;
  const refusal = new Error(`Region ${region} is not supported. Supported regions: ${REGIONS.join(', ')}`);
  refusal.stack = refusal.message; // the Framework prints the stack, which helps nobody here
  throw refusal;
};
