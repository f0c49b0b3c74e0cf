/** Sends the alarms to the address in the parameter `alarmEmail`, if there is one. */
module.exports = async ({ resolveVariable }) => {
  const address = await resolveVariable('param:alarmEmail');
  if (address === 'none') return {};
  return {
    Resources: {
      AlarmEmail: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'AlarmTopic' }, Protocol: 'email', Endpoint: address },
      },
    },
  };
};
