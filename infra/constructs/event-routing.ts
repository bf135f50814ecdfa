import { Duration } from 'aws-cdk-lib';
import { Archive, EventBus, type EventPattern, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { webhookEventTypes } from '#shared/contracts/webhooks.ts';

export type EventRoutingProps = {
  readonly busName: string;
  readonly archiveDays: number | undefined;
  readonly notifications: IQueue;
  readonly webhooks: IQueue;
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
    this.#lead('webhooks', { detailType: [...webhookEventTypes] }, props.webhooks, props);
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
    props: EventRoutingProps,
  ): void {
    const name = `notify-${id.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}`;
    this.#lead(name, eventPattern, props.notifications, props, id);
  }

  /** Facts that fit go to a queue as they are; what cannot be put there ends in the failure queue. */
  #lead(
    name: string,
    eventPattern: EventPattern,
    queue: IQueue,
    { busName, failures }: EventRoutingProps,
    id = 'Webhooks',
  ): void {
    new Rule(this, id, {
      ruleName: `${busName}-${name}`,
      eventBus: this.bus,
      eventPattern,
      targets: [
        new SqsQueue(queue, {
          message: RuleTargetInput.fromEventPath('$.detail'),
          deadLetterQueue: failures,
          maxEventAge: MAX_AGE,
          retryAttempts: RETRIES,
        }),
      ],
    });
  }
}
