import { Duration } from 'aws-cdk-lib';
import { Archive, EventBus, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export type EventRoutingProps = {
  readonly busName: string;
  readonly archiveDays: number | undefined;
  readonly notifications: IQueue;
  readonly failures: IQueue;
  readonly key: IKey | undefined;
};

/** Facts that people are told of whatever they say. */
const TOLD = ['ticket.escalated', 'task.added', 'ticket.identityCodeRequested'];
/** Facts that concern one person, if the case has one. */
const PERSONAL = ['ticket.slaWarning', 'ticket.slaBreached'];
const MAX_AGE = Duration.hours(24);
const RETRIES = 185;

/** The product's own bus, on which every fact of every ticket is published, and the rules that pick those that people are told of. */
export class EventRouting extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, props: EventRoutingProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: props.busName,
      description: "The product's facts, published from the table's stream",
    });
    if (props.archiveDays !== undefined) {
      new Archive(this, 'Archive', {
        archiveName: props.busName,
        description: 'For replay into a new subscriber',
        sourceEventBus: this.bus,
        eventPattern: { detailType: Match.exists() },
        retention: Duration.days(props.archiveDays),
      });
    }
    this.#notify('Told', { detailType: TOLD }, props);
    this.#notify(
      'Personal',
      { detailType: PERSONAL, detail: { data: { assigneeId: Match.exists() } } },
      props,
    );
    // A ticket can come to life escalated; nobody has been told of it then.
    this.#notify(
      'BornEscalated',
      { detailType: ['ticket.created'], detail: { data: { escalationLevel: Match.greaterThan(0) } } },
      props,
    );
  }

  #notify(
    id: string,
    eventPattern: { detailType: string[]; detail?: Record<string, unknown> },
    { busName, notifications, failures }: EventRoutingProps,
  ): void {
    new Rule(this, id, {
      ruleName: `${busName}-notify-${id.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}`,
      eventBus: this.bus,
      eventPattern,
      targets: [
        new SqsQueue(notifications, {
          message: RuleTargetInput.fromEventPath('$.detail'),
          deadLetterQueue: failures,
          maxEventAge: MAX_AGE,
          retryAttempts: RETRIES,
        }),
      ],
    });
  }
}
