import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  HttpMethods,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export type KefuBucketsProps = {
  /** `kefu-<stage>-<logical>`; the account's number is added, because bucket names are shared by the whole world. */
  readonly nameOf: (logical: string) => string;
  readonly key: IKey | undefined;
  readonly corsOrigins: readonly string[];
  readonly auditLock: Lock;
  readonly snapshots: { readonly lock: Lock; readonly keptDays: number };
};

/** What is written can be neither deleted nor changed for so many days; in `COMPLIANCE` by nobody at all. */
export type Lock = { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number };

/** A link is good for five minutes; whatever is older than this was kept by someone who shouldn't have it. */
const MAX_SIGNATURE_AGE_MS = 600_000;
/** Large files take long to be made and sent: a link to put one is good for an hour. */
const MAX_UPLOAD_AGE_MS = 3_600_000;
const LOG_DAYS = 400;

/** What the product keeps as files: uploads and exports, snapshots, sealed audit digests, and the log of who fetched them. */
export class KefuBuckets extends Construct {
  readonly files: Bucket;
  readonly snapshots: Bucket;
  readonly audit: Bucket;

  constructor(
    scope: Construct,
    id: string,
    { nameOf, key, corsOrigins, auditLock, snapshots }: KefuBucketsProps,
  ) {
    super(scope, id);
    const named = (logical: string) => bucketName(nameOf(logical));
    const logs = new Bucket(this, 'Logs', {
      ...privateBucket(undefined),
      bucketName: named('access-logs'),
      lifecycleRules: [ABANDONED_UPLOADS, { id: 'kept-for-inspection', expiration: Duration.days(LOG_DAYS) }],
    });
    const logged = (prefix: string) => ({
      serverAccessLogsBucket: logs,
      serverAccessLogsPrefix: `${prefix}/`,
    });
    this.files = new Bucket(this, 'Files', {
      ...privateBucket(key),
      ...logged('files'),
      bucketName: named('files'),
      cors: [
        {
          allowedOrigins: [...corsOrigins],
          allowedMethods: [HttpMethods.PUT, HttpMethods.GET],
          allowedHeaders: ['*'],
          exposedHeaders: ['ETag'],
          maxAge: 3600,
        },
      ],
      lifecycleRules: [
        ABANDONED_UPLOADS,
        // What a file shows that is masked elsewhere is gone the next day; of none is anything left behind a delete.
        {
          id: 'exports',
          prefix: 'exports/',
          expiration: Duration.days(7),
          noncurrentVersionExpiration: Duration.days(1),
        },
        { id: 'exports-revealed', prefix: 'exports/revealed/', expiration: Duration.days(1) },
        { id: 'imports', prefix: 'imports/', expiration: Duration.days(30) },
        { id: 'overwritten', noncurrentVersionExpiration: Duration.days(30) },
      ],
    });
    // The property itself: CDK would bring a function of its own to set it.
    (this.files.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    refuseOldSignatures(this.files);
    this.snapshots = new Bucket(this, 'Snapshots', {
      ...privateBucket(key),
      ...logged('snapshots'),
      bucketName: named('snapshots'),
      ...keptSnapshots(snapshots),
    });
    this.audit = new Bucket(this, 'Audit', {
      ...privateBucket(key),
      ...logged('audit'),
      bucketName: named('audit'),
      ...locked(auditLock),
      lifecycleRules: [ABANDONED_UPLOADS],
    });
  }
}

const locked = ({ mode, days }: Lock): BucketProps => ({
  objectLockEnabled: true,
  objectLockDefaultRetention:
    mode === 'COMPLIANCE'
      ? ObjectLockRetention.compliance(Duration.days(days))
      : ObjectLockRetention.governance(Duration.days(days)),
});

/** What a version that is no longer the present one is kept for: long enough to see what somebody has done. */
const OVERWRITTEN_DAYS = 7;

/** Snapshots, in whichever region: locked at first, later gone by their rule of retention. */
export const keptSnapshots = ({
  lock,
  keptDays,
}: {
  readonly lock: Lock;
  readonly keptDays: number;
}): BucketProps => ({
  ...locked(lock),
  lifecycleRules: [
    ABANDONED_UPLOADS,
    {
      id: 'kept-for-restores',
      expiration: Duration.days(keptDays),
      noncurrentVersionExpiration: Duration.days(OVERWRITTEN_DAYS),
    },
  ],
});

/** Names of buckets are everybody's: the account makes them ours. */
const bucketName = (physicalName: string): string => `${physicalName}-${Aws.ACCOUNT_ID}`;

/** The ARN by name, for stacks other than the bucket's own: a statement on some of its objects can then be told from any other. */
export const bucketArn = (physicalName: string): string =>
  `arn:${Aws.PARTITION}:s3:::${bucketName(physicalName)}`;

/** Parts of uploads that were never finished are paid for and seen by nobody. */
export const ABANDONED_UPLOADS = {
  id: 'abandoned-uploads',
  abortIncompleteMultipartUploadAfter: Duration.days(1),
};

/** What every bucket of ours has: no public access, TLS only, versions, encryption, and a life beyond its stack. */
export const privateBucket = (key: IKey | undefined): BucketProps => ({
  ...(key
    ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
    : { encryption: BucketEncryption.S3_MANAGED }),
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
});

const refuseOldSignatures = (bucket: Bucket): void => {
  const uploads = bucket.arnForObjects('imports/*/file');
  const refuse = (
    sid: string,
    resources: Pick<PolicyStatementProps, 'resources' | 'notResources'>,
    ageMs: number,
  ) =>
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:*'],
        ...resources,
        conditions: { NumericGreaterThan: { 's3:signatureAge': String(ageMs) } },
      }),
    );
  refuse('RefuseOldSignatures', { notResources: [uploads] }, MAX_SIGNATURE_AGE_MS);
  refuse('RefuseOldUploads', { resources: [uploads] }, MAX_UPLOAD_AGE_MS);
};
