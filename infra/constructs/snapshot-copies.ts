import { Aws } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../nag/acknowledge.ts';
import { physicalName, type Stage } from '../stages.ts';

/** Names, not references: the two ends lie in different regions. */
export const copiesName = (stage: Stage): string => physicalName(stage, 'snapshot-copies');
export const copiesAlias = (stage: Stage): string => `alias/${copiesName(stage)}`;

export type SnapshotCopiesProps = {
  readonly stage: Stage & { readonly secondRegion: string };
  readonly source: Bucket;
  readonly key: IKey | undefined;
};

/** Copies each snapshot, and each deletion of one, to the second region. */
export class SnapshotCopies extends Construct {
  constructor(scope: Construct, id: string, { stage, source, key }: SnapshotCopiesProps) {
    super(scope, id);
    // Spelled, not referred to: the bucket refers to the role, and a circle cannot be deployed.
    const sourceArn = `arn:${Aws.PARTITION}:s3:::${physicalName(stage, 'snapshots')}-${Aws.ACCOUNT_ID}`;
    const target = `arn:${Aws.PARTITION}:s3:::${copiesName(stage)}-${Aws.ACCOUNT_ID}`;
    const kmsArn = (resource: string) =>
      `arn:${Aws.PARTITION}:kms:${stage.secondRegion}:${Aws.ACCOUNT_ID}:${resource}`;
    const statements = [...copyStatements(sourceArn, target), ...keyStatements(stage, key, kmsArn('key/*'))];
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('s3.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: { access: new PolicyDocument({ statements }) },
    });
    acknowledgeWildcards(
      role,
      statements,
      'Replication copies whatever objects there are; the bucket, and by its alias the key, is named exactly.',
      '2027-11-20',
    );
    (source.node.defaultChild as CfnBucket).replicationConfiguration = {
      role: role.roleArn,
      rules: [
        {
          id: 'second-region',
          priority: 0,
          status: 'Enabled',
          filter: { prefix: '' },
          deleteMarkerReplication: { status: 'Enabled' },
          destination: {
            bucket: target,
            ...(key ? { encryptionConfiguration: { replicaKmsKeyId: kmsArn(copiesAlias(stage)) } } : {}),
          },
          ...(key ? { sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } } } : {}),
        },
      ],
    };
  }
}

const copyStatements = (source: string, target: string): PolicyStatement[] => [
  new PolicyStatement({ actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'], resources: [source] }),
  new PolicyStatement({
    actions: [
      's3:GetObjectVersionForReplication',
      's3:GetObjectVersionAcl',
      's3:GetObjectVersionTagging',
      // A copy is locked for as long as what it was made of.
      's3:GetObjectRetention',
      's3:GetObjectLegalHold',
    ],
    resources: [`${source}/*`],
  }),
  new PolicyStatement({
    actions: ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
    resources: [`${target}/*`],
  }),
];

const keyStatements = (stage: Stage, key: IKey | undefined, anyKey: string): PolicyStatement[] =>
  key === undefined
    ? []
    : [
        new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }),
        new PolicyStatement({
          actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
          resources: [anyKey],
          conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': copiesAlias(stage) } },
        }),
      ];
