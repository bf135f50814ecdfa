import {
  AlarmRule,
  AlarmState,
  Alarm as CfAlarm,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
  type IAlarmAction,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Alarm, RunBook } from '../alarms/alarm.ts';
import { failedShare } from '../alarms/metrics.ts';
import { budgetAlarms, burnThreshold, windowId } from '../alarms/objectives.ts';
import { acknowledge } from '../nag/acknowledge.ts';
import type { BurnRate } from '../slo.ts';

export type KefuAlarmsProps = {
  readonly nameOf: (logical: string) => string;
  readonly alarms: readonly Alarm[];
  /** Which API's error budget is watched; `undefined`: none. */
  readonly apiId: string | undefined;
  readonly email: string | undefined;
  readonly key: IKey | undefined;
};

/** The alarms of one stage, all reporting to one topic. */
export class KefuAlarms extends Construct {
  readonly topic: Topic;
  /** Those that ring by themselves, for the dashboard. */
  readonly alarms: readonly IAlarm[];
  readonly #nameOf: (logical: string) => string;

  constructor(scope: Construct, id: string, { nameOf, alarms, apiId, email, key }: KefuAlarmsProps) {
    super(scope, id);
    this.#nameOf = nameOf;
    this.topic = new Topic(this, 'Topic', {
      topicName: nameOf('alarms'),
      enforceSSL: true,
      ...(key ? { masterKey: key } : {}),
    });
    if (email !== undefined) this.#tell(email);
    const action = new SnsAction(this.topic);
    this.alarms = [
      ...alarms.map((alarm) => this.#watch(alarm, action)),
      ...(apiId === undefined ? [] : this.#watchBudget(apiId, action)),
    ];
  }

  #tell(email: string): void {
    const subscription = this.topic.addSubscription(new EmailSubscription(email));
    acknowledge(
      this.topic,
      'Serverless-SNSRedrivePolicy',
      `Mail that cannot be delivered is not worth keeping (${subscription.node.id}): the alarm itself stays visible.`,
      '2027-11-20',
    );
  }

  #watch(alarm: Alarm, action: IAlarmAction): IAlarm {
    const made = new CfAlarm(this, alarm.id, {
      alarmName: this.#nameOf(alarm.id),
      alarmDescription: describe(alarm.symptom, alarm.impact, alarm.runBook),
      metric: alarm.metric,
      threshold: alarm.threshold,
      evaluationPeriods: alarm.periods,
      comparisonOperator:
        alarm.direction === 'below'
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData:
        alarm.silence === 'trouble' ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    made.addAlarmAction(action);
    made.addOkAction(action);
    return made;
  }

  /** A budget that burns is only reported while both windows of one of its rates say so. */
  #watchBudget(apiId: string, action: IAlarmAction): IAlarm[] {
    return budgetAlarms.map(({ id, rates, symptom, impact, runBook }) => {
      const burning = rates.map((rate) =>
        AlarmRule.allOf(
          ...[rate.longMinutes, rate.shortMinutes].map((minutes) =>
            AlarmRule.fromAlarm(this.#watchWindow(apiId, rate, minutes, id), AlarmState.ALARM),
          ),
        ),
      );
      const made = new CompositeAlarm(this, id, {
        compositeAlarmName: this.#nameOf(id),
        alarmDescription: describe(symptom, impact, runBook),
        alarmRule: AlarmRule.anyOf(...burning),
      });
      made.addAlarmAction(action);
      made.addOkAction(action);
      return made;
    });
  }

  #watchWindow(apiId: string, rate: BurnRate, minutes: number, parent: string): IAlarm {
    return new CfAlarm(this, `burn-${rate.id}-${minutes}`, {
      alarmName: this.#nameOf(windowId(rate, minutes)),
      alarmDescription: `One window of ${this.#nameOf(parent)}; it tells nobody by itself.`,
      metric: failedShare(apiId, minutes),
      threshold: burnThreshold(rate.factor),
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

const describe = (symptom: string, impact: string, runBook: RunBook): string =>
  `${symptom}. Impact: ${impact}. What to do: docs/runbooks/${runBook}.md`;
