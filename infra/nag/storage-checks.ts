import { CfnDeletionPolicy, type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { CfnGlobalTable, CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { tableShape } from '#shared/adapters/dynamo/keys.ts';
import { type Check, compliant, NOT_APPLICABLE, referred, resolved, resourcesOf } from './check.ts';

/** Six months (Cybersecurity Law, Art. 21). */
const MIN_ACCESS_LOG_DAYS = 180;
const STATEFUL = [CfnGlobalTable, CfnTable, CfnBucket, CfnUserPool, CfnSecret, CfnKey];

/** Logs of who did what, or which requests came: they have to be kept long, and outlive their stack. */
const isAccessLog = (node: CfnLogGroup): boolean => {
  const name = JSON.stringify(resolved(node, node.logGroupName) ?? '');
  // What a function prints while it serves the trail is no trail itself.
  return /access|audit/.test(name) && !name.includes('/aws/lambda/');
};

const isOn = (value: unknown): boolean => value === true;

/** The table of the customers' data keys: no other copy of it may exist than its own, short, point-in-time recovery. */
const isDataKeys = (table: CfnGlobalTable): boolean => String(table.tableName).endsWith('-data-keys');

const MAX_KEY_RECOVERY_DAYS = 7;

const dataKeysAreProtected = (table: CfnGlobalTable, customerKeys: boolean): boolean => {
  const replicas = resolved(table, table.replicas) as CfnGlobalTable.ReplicaSpecificationProperty[];
  const pitr = replicas[0]?.pointInTimeRecoverySpecification as
    | CfnGlobalTable.PointInTimeRecoverySpecificationProperty
    | undefined;
  const sse = resolved(table, table.sseSpecification) as CfnGlobalTable.SSESpecificationProperty | undefined;
  return (
    replicas.length === 1 &&
    isOn(pitr?.pointInTimeRecoveryEnabled) &&
    (pitr?.recoveryPeriodInDays ?? Number.POSITIVE_INFINITY) <= MAX_KEY_RECOVERY_DAYS &&
    isOn(replicas[0]?.deletionProtectionEnabled) &&
    resolved(table, table.streamSpecification) === undefined &&
    resolved(table, table.globalSecondaryIndexes) === undefined &&
    (!customerKeys || sse?.sseType === 'KMS')
  );
};

const tableIsProtected = (table: CfnGlobalTable, customerKeys: boolean): boolean => {
  const [replica] = resolved(table, table.replicas) as CfnGlobalTable.ReplicaSpecificationProperty[];
  const pitr = replica?.pointInTimeRecoverySpecification as
    | CfnGlobalTable.PointInTimeRecoverySpecificationProperty
    | undefined;
  const ttl = resolved(table, table.timeToLiveSpecification) as
    | CfnGlobalTable.TimeToLiveSpecificationProperty
    | undefined;
  const sse = resolved(table, table.sseSpecification) as CfnGlobalTable.SSESpecificationProperty | undefined;
  return (
    isOn(pitr?.pointInTimeRecoveryEnabled) &&
    isOn(replica?.deletionProtectionEnabled) &&
    resolved(table, table.streamSpecification) !== undefined &&
    isOn(ttl?.enabled) &&
    ttl?.attributeName === tableShape.ttl &&
    (!customerKeys || sse?.sseType === 'KMS')
  );
};

type Rule = CfnBucket.RuleProperty;
const rulesOf = (bucket: CfnBucket): readonly Rule[] =>
  (resolved(bucket, bucket.lifecycleConfiguration) as { rules?: Rule[] } | undefined)?.rules ?? [];

const abortsUploads = (bucket: CfnBucket): boolean =>
  rulesOf(bucket).some((rule) => {
    const abort = rule.abortIncompleteMultipartUpload as
      | CfnBucket.AbortIncompleteMultipartUploadProperty
      | undefined;
    return rule.status === 'Enabled' && abort !== undefined && abort.daysAfterInitiation <= 1;
  });

const blocksPublic = (bucket: CfnBucket): boolean => {
  const block = (resolved(bucket, bucket.publicAccessBlockConfiguration) ??
    {}) as CfnBucket.PublicAccessBlockConfigurationProperty;
  return [
    block.blockPublicAcls,
    block.blockPublicPolicy,
    block.ignorePublicAcls,
    block.restrictPublicBuckets,
  ].every(isOn);
};

const wantsTls = (bucket: CfnBucket): boolean =>
  resourcesOf(Stack.of(bucket))
    .filter((node) => node instanceof CfnBucketPolicy)
    .some((policy) => referred(policy, policy.bucket) === bucket && refusesPlainHttp(policy));

const refusesPlainHttp = (policy: CfnBucketPolicy): boolean => {
  const { Statement: statements = [] } = resolved(policy, policy.policyDocument) as {
    Statement?: { Effect?: string; Condition?: unknown }[];
  };
  return statements.some(
    ({ Effect, Condition }) =>
      Effect === 'Deny' && JSON.stringify(Condition ?? '').includes('"aws:SecureTransport":"false"'),
  );
};

/** Where the log of other buckets ends up: S3 delivers there only under its own keys. */
const isLogTarget = (bucket: CfnBucket): boolean =>
  resourcesOf(Stack.of(bucket))
    .filter((node) => node instanceof CfnBucket)
    .some((other) => {
      const logging = resolved(other, other.loggingConfiguration) as
        | CfnBucket.LoggingConfigurationProperty
        | undefined;
      return (
        logging?.destinationBucketName !== undefined &&
        referred(other, logging.destinationBucketName) === bucket
      );
    });

const usesCustomerKey = (bucket: CfnBucket): boolean =>
  JSON.stringify(resolved(bucket, bucket.bucketEncryption) ?? '').includes('"sseAlgorithm":"aws:kms"');

const isVersioned = (bucket: CfnBucket): boolean =>
  (resolved(bucket, bucket.versioningConfiguration) as CfnBucket.VersioningConfigurationProperty | undefined)
    ?.status === 'Enabled';

const isLocked = (bucket: CfnBucket): boolean =>
  !/audit|snapshot/.test(JSON.stringify(resolved(bucket, bucket.bucketName) ?? '')) ||
  (isOn(bucket.objectLockEnabled) && bucket.objectLockConfiguration !== undefined);

const isKept = (node: CfnResource): boolean =>
  node.cfnOptions.deletionPolicy === CfnDeletionPolicy.RETAIN &&
  node.cfnOptions.updateReplacePolicy === CfnDeletionPolicy.RETAIN;

export const storageChecks: readonly Check[] = [
  {
    id: 'LogRetention',
    info: `The log is kept for ever, or it tells who did what and is kept for less than ${MIN_ACCESS_LOG_DAYS} days.`,
    explanation:
      'Network and audit logs must stay for six months; all others cost money for as long as they lie there.',
    rule: (node) => {
      if (!(node instanceof CfnLogGroup)) return NOT_APPLICABLE;
      const days = node.retentionInDays ?? 0;
      return compliant(days >= (isAccessLog(node) ? MIN_ACCESS_LOG_DAYS : 1));
    },
  },
  {
    id: 'TableProtection',
    info: 'The table lacks point-in-time recovery, deletion protection, its stream, its TTL attribute, or the key it should be under.',
    explanation: 'The table is the whole memory of the desk.',
    rule: (node, { customerKeys }) => {
      // The plain table type has no replicas block; the project's table is the other one.
      if (node instanceof CfnTable) return compliant(false);
      return node instanceof CfnGlobalTable && !isDataKeys(node)
        ? compliant(tableIsProtected(node, customerKeys))
        : NOT_APPLICABLE;
    },
  },
  {
    id: 'DataKeysProtection',
    info: "The data keys' table lacks protection, or is copied: stream, index, replica, or more than seven days of recovery.",
    explanation:
      'An erased key must be gone from everywhere within days, and a lost one takes its customer along.',
    rule: (node, { customerKeys }) =>
      node instanceof CfnGlobalTable && isDataKeys(node)
        ? compliant(dataKeysAreProtected(node, customerKeys))
        : NOT_APPLICABLE,
  },
  {
    id: 'BucketProtection',
    info: 'The bucket lacks versions, TLS, its key, the public access block, the end of abandoned uploads, or (for audit) object lock.',
    explanation: 'Files hold personal data, and audit digests prove that nobody changed the audit.',
    rule: (node, { customerKeys }) => {
      if (!(node instanceof CfnBucket)) return NOT_APPLICABLE;
      const rightKey = !customerKeys || isLogTarget(node) || usesCustomerKey(node);
      return compliant(
        isVersioned(node) &&
          blocksPublic(node) &&
          wantsTls(node) &&
          abortsUploads(node) &&
          isLocked(node) &&
          rightKey,
      );
    },
  },
  {
    id: 'Retained',
    info: 'The resource would be deleted or replaced together with its stack.',
    explanation: 'Data outlives deployments; deleting it is a decision of its own.',
    rule: (node) => {
      const stateful =
        STATEFUL.some((type) => node instanceof type) || (node instanceof CfnLogGroup && isAccessLog(node));
      return stateful ? compliant(isKept(node)) : NOT_APPLICABLE;
    },
  },
];
