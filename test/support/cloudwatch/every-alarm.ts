import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { alarmsOf } from '#infra/alarms/list.ts';
import { KefuAlarms } from '#infra/constructs/kefu-alarms.ts';
import { type TemplateAlarms, templateAlarms } from './template-alarms.ts';

/** Every alarm there is, also those that the smallest stage leaves out, over things of these names. */
export const everyAlarm = (nameOf: (logical: string) => string): TemplateAlarms => {
  const stack = new Stack();
  new KefuAlarms(stack, 'Alarms', {
    nameOf,
    alarms: alarmsOf({
      nameOf,
      tableName: nameOf('table'),
      apiId: 'ApiId',
      signIn: { userPoolId: 'UserPool', clientId: 'UserPoolClient' },
    }),
    apiId: 'ApiId',
    email: undefined,
    key: undefined,
  });
  return templateAlarms(Template.fromStack(stack).toJSON());
};
