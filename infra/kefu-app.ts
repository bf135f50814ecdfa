import { App, type AppProps } from 'aws-cdk-lib';
import { addChecks } from './nag/add-checks.ts';
import { DataStack } from './stacks/data-stack.ts';
import { type CodeOf, ServiceStack } from './stacks/service-stack.ts';
import { physicalName, type Stage } from './stages.ts';

export type KefuStacks = { readonly data: DataStack; readonly service: ServiceStack };

/** Behaviour of the CDK that newer projects get by default. Set here and not in cdk.json, so that every way to synthesize gives the same template. */
const FLAGS = {
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/aws-events:eventsTargetQueueSameAccount': true,
  '@aws-cdk/core:checkSecretUsage': true,
};

/** An empty app with the project's behaviour of the CDK. */
export const newApp = (props: Omit<AppProps, 'postCliContext' | 'analyticsReporting'> = {}): App =>
  new App({ ...props, analyticsReporting: false, postCliContext: FLAGS });

/** Adds the stacks of one stage to an app, and the checks that their templates must pass. */
export const addKefu = (app: App, stage: Stage, code: CodeOf): KefuStacks => {
  const data = new DataStack(app, physicalName(stage, 'data'), stage);
  const service = new ServiceStack(app, physicalName(stage, 'service'), { stage, data, code });
  addChecks(app, stage);
  return { data, service };
};
