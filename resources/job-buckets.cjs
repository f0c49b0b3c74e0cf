/**
 * What import and export jobs may do outside the lake: read and write the upload bucket, and the
 * buckets that the parameter `jobBuckets` names, with commas between.
 */
module.exports = async ({ resolveVariable }) => {
  const named = await resolveVariable('param:jobBuckets');
  const others = named === 'none' ? [] : named.split(',').map((name) => name.trim());
  const arns = [
    { 'Fn::GetAtt': ['UploadBucket', 'Arn'] },
    ...others.map((name) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::${name}` })),
  ];
  return [
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: arns },
    {
      Effect: 'Allow',
      Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
      Resource: arns.map((arn) => ({ 'Fn::Join': ['', [arn, '/*']] })),
    },
  ];
};
