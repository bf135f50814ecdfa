import { Duration } from 'aws-cdk-lib';
import { Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export type UploadedFilesProps = {
  readonly ruleName: string;
  readonly bucketName: string;
  readonly imports: IQueue;
  readonly failures: IQueue;
};

/**
 * Tells the worker of imports that a file has been put where its link said. By an event, not by a notification of the bucket: the bucket
 * belongs to another stack, which must not know the queue.
 */
export class UploadedFiles extends Construct {
  constructor(scope: Construct, id: string, { ruleName, bucketName, imports, failures }: UploadedFilesProps) {
    super(scope, id);
    new Rule(this, 'Imports', {
      ruleName,
      description: 'Files that are handed in, and nothing else that lies beside them',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucketName] }, object: { key: Match.wildcard('imports/*/file') } },
      },
      targets: [
        new SqsQueue(imports, {
          message: RuleTargetInput.fromEventPath('$.detail'),
          deadLetterQueue: failures,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
  }
}
