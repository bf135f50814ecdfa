import { textOf } from '../net/json.ts';
import { type Deployer, deployed, physicalName } from './world.ts';

/** `AWS::SecretsManager::Secret`: generated once, then kept. */
export const secret: Deployer = (resource, { secrets, region }) => {
  const arn = secrets.ensure(
    physicalName(resource, resource.properties['Name']),
    resource.properties,
    region,
  );
  return deployed(arn, { Id: arn });
};

/** `AWS::SSM::Parameter`. */
export const parameter: Deployer = (resource, { parameters }) => {
  const name = physicalName(resource, resource.properties['Name']);
  const value = String(resource.properties['Value']);
  parameters.set(name, value);
  return deployed(name, { Type: textOf(resource.properties['Type']) ?? 'String', Value: value });
};

/** `AWS::SNS::Topic`: takes messages, which then go nowhere. */
export const topic: Deployer = (resource, { region }) => {
  const name = physicalName(resource, resource.properties['TopicName']);
  const arn = `arn:aws:sns:${region}:000000000000:${name}`;
  return deployed(arn, { TopicArn: arn, TopicName: name });
};

/** A resource without behaviour here: its name, and the ARN that some resources ask for. */
export const inert: Deployer = (resource, { region }) => {
  const { properties, type } = resource;
  const given = ['RoleName', 'PolicyName', 'AlarmName', 'DashboardName', 'LogGroupName', 'AliasName', 'Name']
    .map((name) => textOf(properties[name]))
    .find((name) => name !== undefined);
  const name = physicalName(resource, given);
  const [, service = '', kind = ''] = type.toLowerCase().split('::');
  const place = service === 'iam' ? '' : region;
  const separator = kind === 'alarm' ? ':' : '/';
  const arn =
    kind === 'loggroup'
      ? `arn:aws:logs:${region}:000000000000:log-group:${name}:*`
      : `arn:aws:${service}:${place}:000000000000:${kind}${separator}${name}`;
  return deployed(name, { Arn: arn, Id: name, KeyId: name, RoleId: name });
};
