import { App, type AppProps } from 'aws-cdk-lib';
import type { CodeOf } from './constructs/kefu-functions.ts';
import { CopiesStack } from './stacks/copies-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EdgeStack } from './stacks/edge-stack.ts';
import { ServiceStack } from './stacks/service-stack.ts';
import { physicalName, type Stage } from './stages.ts';

export type KefuStacks = {
  readonly data: DataStack;
  readonly service: ServiceStack;
  readonly edge: EdgeStack | undefined;
  readonly copies: CopiesStack | undefined;
};

/** Behaviour of the CDK that newer projects get by default. Set here and not in cdk.json, so that every way to synthesize gives the same template. */
const FLAGS = {
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/aws-events:eventsTargetQueueSameAccount': true,
  '@aws-cdk/core:checkSecretUsage': true,
  // What CloudFormation itself would refuse fails here, and not in the middle of a deployment.
  '@aws-cdk/core:validateAgainstDefaultRules': true,
};

/** An empty app with the project's behaviour of the CDK. */
export const newApp = (props: Omit<AppProps, 'postCliContext' | 'analyticsReporting'> = {}): App =>
  new App({ ...props, analyticsReporting: false, stackTraces: false, postCliContext: FLAGS });

/** Adds the stacks of one stage to an app. */
export const addKefu = (app: App, stage: Stage, code: CodeOf): KefuStacks => {
  const { edge: front, secondRegion } = stage;
  const data = new DataStack(app, physicalName(stage, 'data'), stage);
  const service = new ServiceStack(app, physicalName(stage, 'service'), { stage, data, code });
  const edge = front && new EdgeStack(app, physicalName(stage, 'edge'), { ...stage, edge: front });
  // The edge reads the origin's secret, whose replica the data stack makes, and needs the API's domain to be there.
  edge?.addStackDependency(service);
  const copies =
    secondRegion === undefined
      ? undefined
      : new CopiesStack(app, physicalName(stage, 'copies'), { ...stage, secondRegion });
  if (copies) data.addStackDependency(copies);
  return { data, service, edge, copies };
};
