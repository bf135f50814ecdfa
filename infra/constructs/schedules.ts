import { Aws } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type ScheduleId, schedules } from '#shared/contracts/schedules.ts';
import type { KefuFunction } from './kefu-function.ts';

export type KefuSchedulesProps = {
  readonly groupName: string;
  readonly scheduleName: (id: ScheduleId) => string;
  readonly functions: Readonly<Record<ScheduleId, KefuFunction>>;
  readonly failures: IQueue;
  readonly statementsForKey: readonly PolicyStatement[];
};

const RETRIES = 3;

/** Every schedule of the contract's table, in one group, started by one role. A start that is too late to be of use is dropped into the failure queue. */
export class KefuSchedules extends Construct {
  constructor(scope: Construct, id: string, props: KefuSchedulesProps) {
    super(scope, id);
    const group = new CfnScheduleGroup(this, 'Group', { name: props.groupName });
    const role = this.role(props);
    for (const scheduleId of Object.keys(schedules) as ScheduleId[]) {
      const { expression, maxAgeSeconds, impact } = schedules[scheduleId];
      const target = props.functions[scheduleId];
      const schedule = new CfnSchedule(this, scheduleId, {
        name: props.scheduleName(scheduleId),
        groupName: group.name,
        description: `If it stays away, ${impact}.`,
        scheduleExpression: expression,
        scheduleExpressionTimezone: 'UTC',
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: target.function.functionArn,
          roleArn: role.roleArn,
          input: JSON.stringify({ schedule: scheduleId, at: '<aws.scheduler.scheduled-time>' }),
          retryPolicy: { maximumEventAgeInSeconds: maxAgeSeconds, maximumRetryAttempts: RETRIES },
          deadLetterConfig: { arn: props.failures.queueArn },
        },
      });
      schedule.addResourceDependency(group);
      dropLateRuns(target, maxAgeSeconds, props.failures);
    }
  }

  private role({ functions, failures, statementsForKey }: KefuSchedulesProps): Role {
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        access: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['lambda:InvokeFunction'],
              resources: Object.values(functions).map((one) => one.function.functionArn),
            }),
            new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [failures.queueArn] }),
            ...statementsForKey,
          ],
        }),
      },
    });
  }
}

/** The scheduler starts functions without waiting for them; Lambda then has retries of its own, which must not outlive the schedule's patience. */
const dropLateRuns = (target: KefuFunction, maxAgeSeconds: number, failures: IQueue): CfnEventInvokeConfig =>
  new CfnEventInvokeConfig(target, 'Invocation', {
    functionName: target.function.functionName,
    qualifier: '$LATEST',
    maximumEventAgeInSeconds: Math.max(maxAgeSeconds, 60),
    maximumRetryAttempts: 0,
    destinationConfig: { onFailure: { destination: failures.queueArn } },
  });
