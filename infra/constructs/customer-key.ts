import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { localArn } from './kefu-function.ts';

export type CustomerKeyProps = {
  readonly aliasName: string;
  /** Names of the log groups that may use the key begin, after the service's own prefix, with this. */
  readonly logGroups: string;
};

/** The one key under which everything at rest is encrypted; turned once a year, never deleted with its stack. */
export class CustomerKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, { aliasName, logGroups }: CustomerKeyProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      alias: aliasName,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const mayUse = (principal: ServicePrincipal, conditions: Record<string, unknown>) =>
      this.key.addToResourcePolicy(
        new PolicyStatement({
          principals: [principal],
          actions: [
            'kms:Decrypt',
            'kms:Encrypt',
            'kms:GenerateDataKey',
            'kms:ReEncryptFrom',
            'kms:ReEncryptTo',
            'kms:DescribeKey',
          ],
          resources: ['*'],
          conditions,
        }),
      );
    mayUse(new ServicePrincipal(`logs.${Aws.REGION}.${Aws.URL_SUFFIX}`), {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': ['/aws/lambda/', '/kefu/'].map((prefix) =>
          localArn('logs', `log-group:${prefix}${logGroups}*`),
        ),
      },
    });
    // Rules put events on encrypted queues, alarms put messages on the encrypted topic.
    for (const service of ['events', 'cloudwatch', 'sns']) {
      mayUse(new ServicePrincipal(`${service}.amazonaws.com`), {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      });
    }
  }
}
