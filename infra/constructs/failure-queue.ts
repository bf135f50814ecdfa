import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '../nag/acknowledge.ts';

/** Longer than any source keeps a message: a dead letter keeps the age it had there. */
const FAILURE_RETENTION = Duration.days(14);

export const encryptionOf = (key: IKey | undefined) =>
  key
    ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key }
    : { encryption: QueueEncryption.SQS_MANAGED };

export type FailureQueueProps = { readonly queueName: string; readonly key: IKey | undefined };

const LAST_RESORT = 'This is itself the queue of last resort; people empty it by the run book.';

/** Where work ends up that could not be done: the end of the line, watched by an alarm, emptied by hand. */
export class FailureQueue extends Queue {
  constructor(scope: Construct, id: string, { queueName, key }: FailureQueueProps) {
    super(scope, id, {
      queueName,
      ...encryptionOf(key),
      enforceSSL: true,
      retentionPeriod: FAILURE_RETENTION,
    });
    acknowledge(this, 'Serverless-SQSRedrivePolicy', LAST_RESORT, '2027-11-20');
  }
}

/** A queue of last resort that services feed, not another queue; cdk-nag cannot tell it from one that lacks its dead letters. */
export class ServiceFailureQueue extends FailureQueue {
  constructor(scope: Construct, id: string, props: FailureQueueProps) {
    super(scope, id, props);
    acknowledge(this, 'AwsSolutions-SQS3', LAST_RESORT, '2027-11-20');
  }
}
