import { Aws } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { QueueId } from '#shared/contracts/queues.ts';
import type { Access, KeyFamily } from './access.ts';
import { localArn } from './constructs/kefu-function.ts';

/** The ARNs that access is about. */
export type Reachable = {
  readonly tableArn: string;
  /** Exports of the table, whatever their ids. */
  readonly exportsArn: string;
  readonly dataKeysArn: string;
  readonly auditBucketArn: string;
  readonly filesBucketArn: string;
  readonly snapshotsBucketArn: string;
  readonly streamArn: string;
  readonly queueArn: (id: QueueId) => string;
  readonly failureQueueArn: (kind: NonNullable<Access['failures']>) => string;
  readonly busArn: string;
  readonly secretArn: string;
  /** The secret that proves a request came through the edge; `undefined` without an edge. */
  readonly originSecretArn: string | undefined;
  readonly keyArn: string | undefined;
  /** `undefined` in stages without a pool of ours. */
  readonly userPoolArn: string | undefined;
  readonly mailFrom: string;
};

const allow = (
  actions: readonly string[],
  resources: readonly string[],
  conditions?: Record<string, unknown>,
): PolicyStatement =>
  new PolicyStatement({
    actions: [...actions],
    resources: [...resources],
    ...(conditions ? { conditions } : {}),
  });

/** Exactly the statements that an entry of the access table stands for. */
export const statementsOf = (access: Access, reachable: Reachable): PolicyStatement[] => [
  ...readStatements(access, reachable),
  ...writeStatements(access, reachable),
  ...checkStatements(access, reachable),
  ...dataKeyStatements(access, reachable),
  ...auditObjectStatements(access, reachable),
  ...fileStatements(access, reachable),
  ...snapshotStatements(access, reachable),
  ...sourceStatements(access, reachable),
  ...sendStatements(access, reachable),
  ...identityStatements(access, reachable),
  ...keyStatements(reachable.keyArn),
];

const readStatements = (
  { reads, scansTable, indexes = [], secret }: Access,
  { tableArn, secretArn, originSecretArn }: Reachable,
): PolicyStatement[] => [
  ...(reads ? [allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], [tableArn])] : []),
  ...(scansTable ? [allow(['dynamodb:Scan'], [tableArn])] : []),
  ...(indexes.length > 0
    ? [
        allow(
          ['dynamodb:Query'],
          indexes.map((index) => `${tableArn}/index/${index}`),
        ),
      ]
    : []),
  ...(secret
    ? [
        allow(
          ['secretsmanager:GetSecretValue'],
          [secretArn, ...(originSecretArn === undefined ? [] : [originSecretArn])],
        ),
      ]
    : []),
];

/** A transaction needs the rights of its parts; there is no right to transactions as such. */
const WRITES = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:ConditionCheckItem',
];

/** Families whose items are written once: the audit trail and its seals, the log of changes. */
export const APPEND_ONLY: readonly KeyFamily[] = ['AUD', 'AUS', 'CH'];
const PUT_ONLY = ['dynamodb:PutItem'];
const CHANGES = ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'];

const onFamilies = (families: readonly KeyFamily[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': families.map(leadingKey) },
});

const writeStatements = ({ writes = [] }: Access, { tableArn }: Reachable): PolicyStatement[] => {
  if (writes.length === 0) return [];
  const kept = writes.filter((family) => APPEND_ONLY.includes(family));
  const changed = writes.filter((family) => !APPEND_ONLY.includes(family));
  return [
    ...(changed.length > 0 ? [allow(WRITES, [tableArn], onFamilies(changed))] : []),
    ...(kept.length > 0 ? [allow(PUT_ONLY, [tableArn], onFamilies(kept))] : []),
    // Whatever else a role is given one day: what is written to the trail stays as it is.
    new PolicyStatement({
      effect: Effect.DENY,
      actions: CHANGES,
      resources: [tableArn],
      conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': APPEND_ONLY.map(leadingKey) } },
    }),
  ];
};

const checkStatements = ({ checks = [] }: Access, { tableArn }: Reachable): PolicyStatement[] =>
  checks.length === 0 ? [] : [allow(['dynamodb:ConditionCheckItem'], [tableArn], onFamilies(checks))];

const leadingKey = (family: KeyFamily): string => `${family}#*`;

/** Who creates keys may not delete one, and who only reads may do neither. */
const DATA_KEY_ACTIONS: Readonly<Record<NonNullable<Access['dataKeys']>, readonly string[]>> = {
  read: ['dynamodb:BatchGetItem'],
  create: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
  erase: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
};

const dataKeyStatements = ({ dataKeys }: Access, { dataKeysArn }: Reachable): PolicyStatement[] =>
  dataKeys === undefined ? [] : [allow(DATA_KEY_ACTIONS[dataKeys], [dataKeysArn])];

/** Without the right to list the bucket, S3 answers 403 for an object that isn't there. */
const auditObjectStatements = ({ auditObjects }: Access, { auditBucketArn }: Reachable): PolicyStatement[] =>
  auditObjects === undefined
    ? []
    : [
        allow(
          auditObjects === 'lock' ? ['s3:GetObject', 's3:PutObject'] : ['s3:GetObject'],
          ['seals', 'digests'].map((folder) => `${auditBucketArn}/${folder}/*`),
        ),
        allow(['s3:ListBucket'], [auditBucketArn]),
      ];

const FILE_WRITES = [
  's3:PutObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
  's3:DeleteObject',
];

const fileStatements = ({ files }: Access, { filesBucketArn }: Reachable): PolicyStatement[] => {
  if (files === undefined) return [];
  const inFolders = (folders: readonly string[]) => folders.map((folder) => `${filesBucketArn}/${folder}/*`);
  const { read = [], put = [], write = [] } = files;
  return [
    ...(read.length > 0 ? [allow(['s3:GetObject'], inFolders(read))] : []),
    ...(put.length > 0 ? [allow(['s3:PutObject'], inFolders(put))] : []),
    ...(write.length > 0 ? [allow(FILE_WRITES, inFolders(write))] : []),
    allow(['s3:ListBucket'], [filesBucketArn]),
  ];
};

const TABLE_EXPORTS = ['dynamodb:ExportTableToPointInTime', 'dynamodb:DescribeContinuousBackups'];

/** The database writes its export in the name of whoever asked for it, so the right to put objects is needed for that as well. */
const snapshotStatements = (
  { snapshots, exportsTable }: Access,
  { snapshotsBucketArn, tableArn, exportsArn }: Reachable,
): PolicyStatement[] => [
  ...(snapshots === undefined
    ? []
    : [
        allow(
          snapshots === 'write'
            ? ['s3:GetObject', 's3:PutObject', 's3:PutObjectAcl', 's3:AbortMultipartUpload']
            : ['s3:GetObject'],
          [`${snapshotsBucketArn}/*`],
        ),
        allow(['s3:ListBucket'], [snapshotsBucketArn]),
      ]),
  ...(exportsTable
    ? [allow(TABLE_EXPORTS, [tableArn]), allow(['dynamodb:DescribeExport'], [exportsArn])]
    : []),
];

const sourceStatements = ({ consumes }: Access, { streamArn, queueArn }: Reachable): PolicyStatement[] => {
  if (consumes === undefined) return [];
  if (consumes === 'table-stream') {
    return [
      allow(
        [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        [streamArn],
      ),
    ];
  }
  return [
    allow(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
      [queueArn(consumes)],
    ),
  ];
};

const sendStatements = (access: Access, reachable: Reachable): PolicyStatement[] => {
  const { sendsTo = [], failures, publishes, sendsMail } = access;
  const queues = [
    ...sendsTo.map(reachable.queueArn),
    ...(failures ? [reachable.failureQueueArn(failures)] : []),
  ];
  return [
    ...(queues.length > 0 ? [allow(['sqs:SendMessage'], queues)] : []),
    ...(publishes ? [allow(['events:PutEvents'], [reachable.busArn])] : []),
    ...(sendsMail ? mailStatements(reachable.mailFrom) : []),
  ];
};

/** Nothing that makes tokens, chooses passwords for people, or deletes accounts. */
const IDENTITY_ACTIONS = [
  'AdminCreateUser',
  'AdminDisableUser',
  'AdminEnableUser',
  'AdminGetUser',
  'AdminResetUserPassword',
  'AdminSetUserMFAPreference',
  'AdminUpdateUserAttributes',
  'AdminUserGlobalSignOut',
  'ListUsers',
].map((operation) => `cognito-idp:${operation}`);

const identityStatements = ({ identities }: Access, { userPoolArn }: Reachable): PolicyStatement[] =>
  identities && userPoolArn !== undefined ? [allow(IDENTITY_ACTIONS, [userPoolArn])] : [];

const mailStatements = (mailFrom: string): PolicyStatement[] => {
  const address = /<([^>]+)>/.exec(mailFrom)?.[1] ?? mailFrom;
  return [
    allow(['ses:SendEmail'], [localArn('ses', `identity/${address.split('@')[1]}`)], {
      StringEquals: { 'ses:FromAddress': address },
    }),
    // A text message to a phone number has no resource of its own; topics, which have one, are shut out.
    allow(['sns:Publish'], ['*']),
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ['sns:Publish'],
      resources: [`arn:${Aws.PARTITION}:sns:*:*:*`],
    }),
  ];
};

const KEY_ACTIONS = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:DescribeKey',
];

/** Use of the customer's key, but only in the name of the services that keep the data. */
export const keyStatements = (keyArn: string | undefined): PolicyStatement[] =>
  keyArn === undefined
    ? []
    : [
        allow(KEY_ACTIONS, [keyArn], {
          StringEquals: {
            'kms:ViaService': ['dynamodb', 'sqs', 's3', 'secretsmanager'].map(
              (service) => `${service}.${Aws.REGION}.${Aws.URL_SUFFIX}`,
            ),
          },
        }),
      ];
