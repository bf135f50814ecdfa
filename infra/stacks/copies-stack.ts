import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { keptSnapshots, privateBucket } from '../constructs/kefu-bucket.ts';
import { copiesAlias, copiesName } from '../constructs/snapshot-copies.ts';
import { acknowledge } from '../nag/acknowledge.ts';
import type { Stage } from '../stages.ts';

/** The second region: where snapshots survive the loss of the first. */
export class CopiesStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage & { readonly secondRegion: string }) {
    super(scope, id, {
      stackName: id,
      env: { region: stage.secondRegion },
      terminationProtection: stage.terminationProtection,
    });
    const key = stage.customerKeys
      ? new Key(this, 'Key', {
          alias: copiesAlias(stage),
          enableKeyRotation: true,
          removalPolicy: RemovalPolicy.RETAIN,
        })
      : undefined;
    const copies = new Bucket(this, 'Snapshots', {
      ...privateBucket(key),
      bucketName: `${copiesName(stage)}-${Aws.ACCOUNT_ID}`,
      ...keptSnapshots(stage.snapshots),
    });
    acknowledge(
      copies,
      'AwsSolutions-S1',
      'Written by replication alone, read by hand in a drill or a disaster; CloudTrail records both.',
      '2027-11-20',
    );
  }
}
