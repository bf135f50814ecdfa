import { describe, expect, it } from 'vitest';
import { tableShape } from '#shared/adapters/dynamo/keys.ts';
import {
  type Properties,
  type Resource,
  resourceNamed,
  resourcesOf,
  templatesOf,
} from './support/templates.ts';

const dev = templatesOf('dev').data;
const prod = templatesOf('prod').data;
const china = templatesOf('china').data;
const only = (type: string, template = dev): Resource => {
  const [resource] = resourcesOf(template, type);
  if (!resource) throw new Error(`no ${type}`);
  return resource;
};
const tableNamed = (logical: string, template: typeof dev): Properties => {
  const found = resourcesOf(template, 'AWS::DynamoDB::GlobalTable').find(({ Properties: properties }) =>
    String(properties['TableName']).endsWith(`-${logical}`),
  );
  if (!found) throw new Error(`no table ${logical}`);
  return found.Properties;
};
const table = (template = dev): Properties => tableNamed('table', template);
const dataKeys = (template = dev): Properties => tableNamed('data-keys', template);
const replicaOf = (properties: Properties): Properties => (properties['Replicas'] as Properties[])[0] ?? {};
const replica = (template = dev): Properties => replicaOf(table(template));
const bucket = (logical: string, template = dev): Resource => {
  const found = resourcesOf(template, 'AWS::S3::Bucket').find(({ Properties: properties }) =>
    JSON.stringify(properties['BucketName']).includes(`-${logical}-`),
  );
  if (!found) throw new Error(`no bucket ${logical}`);
  return found;
};
const policyOf = ({ logicalId }: Resource, template = dev): string =>
  JSON.stringify(
    resourcesOf(template, 'AWS::S3::BucketPolicy').find(({ Properties: properties }) =>
      JSON.stringify(properties['Bucket']).includes(logicalId),
    )?.Properties,
  );

describe('The table', () => {
  it('has the keys and indexes of the key table, and nothing besides', () => {
    const { partitionKey, sortKey, indexes } = tableShape;
    const keyed = (hash: string, range: string) => [
      { AttributeName: hash, KeyType: 'HASH' },
      { AttributeName: range, KeyType: 'RANGE' },
    ];

    expect(table()['KeySchema']).toEqual(keyed(partitionKey, sortKey));
    expect(table()['GlobalSecondaryIndexes']).toEqual(
      Object.entries(indexes).map(([name, index]) => ({
        IndexName: name,
        KeySchema: keyed(index.partitionKey, index.sortKey),
        Projection:
          index.projection.length === 0
            ? { ProjectionType: 'KEYS_ONLY' }
            : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projection] },
      })),
    );
  });

  it.each([dev, prod, china])(
    'can be restored to any second, cannot be deleted, and publishes what changed',
    (template) => {
      expect(replica(template)).toMatchObject({
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
      });
      expect(table(template)).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        TimeToLiveSpecification: { AttributeName: tableShape.ttl, Enabled: true },
      });
    },
  );

  it("is under the customer's key where the stage says so", () => {
    expect(table()['SSESpecification']).toEqual({ SSEEnabled: false });
    expect(table(prod)['SSESpecification']).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
  });
});

describe("The customers' data keys", () => {
  it.each([dev, prod, china])('lie in a table of their own that nothing copies', (template) => {
    const { KeySchema, StreamSpecification, GlobalSecondaryIndexes, Replicas } = dataKeys(template);

    expect(KeySchema).toEqual([{ AttributeName: 'pk', KeyType: 'HASH' }]);
    expect(StreamSpecification).toBeUndefined();
    expect(GlobalSecondaryIndexes).toBeUndefined();
    expect(Replicas).toHaveLength(1);
  });

  it.each([dev, prod, china])('can be restored for seven days, and not be deleted as a whole', (template) => {
    expect(replicaOf(dataKeys(template))).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
      DeletionProtectionEnabled: true,
    });
  });

  it.each([
    [dev, { Mode: 'GOVERNANCE', Days: 1 }, 7],
    [prod, { Mode: 'COMPLIANCE', Days: 35 }, 90],
  ])('lock snapshots, and let them go when their time is over', (template, lock, keptDays) => {
    const { copies } = template === prod ? templatesOf('prod') : {};
    const [copy] = copies ? resourcesOf(copies, 'AWS::S3::Bucket') : [];
    for (const properties of [bucket('snapshots', template).Properties, copy?.Properties ?? {}]) {
      if (Object.keys(properties).length === 0) continue;
      expect(properties['ObjectLockConfiguration']).toMatchObject({ Rule: { DefaultRetention: lock } });
      expect((properties['LifecycleConfiguration'] as { Rules: Properties[] }).Rules).toContainEqual(
        expect.objectContaining({ ExpirationInDays: keptDays }),
      );
    }
    expect(copies === undefined).toBe(template === dev);
  });

  it("are under the customer's key where the stage says so", () => {
    expect(dataKeys(prod)['SSESpecification']).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
  });
});

describe('Everything that holds data', () => {
  it.each([
    ['dev', dev],
    ['prod', prod],
    ['china', china],
  ])('outlives its stack in %s', (_, template) => {
    const stateful = [
      'AWS::DynamoDB::GlobalTable',
      'AWS::S3::Bucket',
      'AWS::SecretsManager::Secret',
      'AWS::Cognito::UserPool',
      'AWS::KMS::Key',
      'AWS::Logs::LogGroup',
    ];
    const held = resourcesOf(template).filter(({ Type }) => stateful.includes(Type));

    expect(held.length).toBeGreaterThanOrEqual(7);
    expect(
      held
        .filter((one) => one.DeletionPolicy !== 'Retain' || one.UpdateReplacePolicy !== 'Retain')
        .map(({ logicalId }) => logicalId),
    ).toEqual([]);
  });
});

describe('The buckets', () => {
  it.each(['files', 'snapshots', 'audit', 'access-logs'])(
    '%s: private, versioned, TLS only, encrypted, without abandoned uploads',
    (logical) => {
      const one = bucket(logical);
      const rules = (one.Properties['LifecycleConfiguration'] as { Rules: Properties[] }).Rules;

      expect(one.Properties).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
      expect(one.Properties['BucketEncryption']).toBeDefined();
      expect(policyOf(one)).toContain('"aws:SecureTransport":"false"');
      expect(rules).toContainEqual(
        expect.objectContaining({
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          Status: 'Enabled',
        }),
      );
    },
  );

  it('refuse links to files that were signed more than ten minutes ago, to put a file more than an hour', () => {
    expect(policyOf(bucket('files'))).toContain('"NumericGreaterThan":{"s3:signatureAge":"600000"}');
    expect(policyOf(bucket('files'))).toContain('"NumericGreaterThan":{"s3:signatureAge":"3600000"}');
  });

  it("let scripts of the stage's origins put and get files, and drop exports after a week", () => {
    const files = bucket('files').Properties;
    const rules = (files['LifecycleConfiguration'] as { Rules: Properties[] }).Rules;
    const [cors] = (files['CorsConfiguration'] as { CorsRules: Properties[] }).CorsRules;

    expect(cors?.['AllowedMethods']).toEqual(['PUT', 'GET']);
    expect(cors?.['AllowedOrigins']).not.toContain('*');
    expect(rules).toContainEqual(expect.objectContaining({ Prefix: 'exports/', ExpirationInDays: 7 }));
  });

  it.each([
    [dev, { Mode: 'GOVERNANCE', Days: 1 }],
    [prod, { Mode: 'COMPLIANCE', Days: 400 }],
  ])('lock audit digests for as long as the stage says', (template, lock) => {
    const audit = bucket('audit', template).Properties;

    expect(audit['ObjectLockEnabled']).toBe(true);
    expect(audit['ObjectLockConfiguration']).toMatchObject({ Rule: { DefaultRetention: lock } });
  });

  it("are under the customer's key in prod, but for the log that S3 writes itself", () => {
    for (const logical of ['files', 'snapshots', 'audit'])
      expect(JSON.stringify(bucket(logical, prod).Properties['BucketEncryption'])).toContain('aws:kms');
    expect(JSON.stringify(bucket('access-logs', prod).Properties['BucketEncryption'])).toContain('AES256');
  });

  it('copy snapshots, and nothing else, to the second region', () => {
    const { copies } = templatesOf('prod');
    const copying = resourcesOf(prod, 'AWS::S3::Bucket').filter(
      ({ Properties: properties }) => properties['ReplicationConfiguration'] !== undefined,
    );
    const [copy] = copies ? resourcesOf(copies, 'AWS::S3::Bucket') : [];
    const rules = copying.flatMap(
      ({ Properties: one }) =>
        (one['ReplicationConfiguration'] as { Rules: { Destination: { Bucket: unknown } }[] }).Rules,
    );

    expect(copying.map(({ logicalId }) => logicalId)).toEqual([bucket('snapshots', prod).logicalId]);
    expect(JSON.stringify(rules.map(({ Destination }) => Destination.Bucket))).toContain(
      'kefu-prod-snapshot-copies-',
    );
    expect(JSON.stringify(copy?.Properties['BucketName'])).toContain('kefu-prod-snapshot-copies-');
    expect(copy?.Properties['VersioningConfiguration']).toEqual({ Status: 'Enabled' });
    expect(
      resourcesOf(dev, 'AWS::S3::Bucket').every(
        ({ Properties: properties }) => properties['ReplicationConfiguration'] === undefined,
      ),
    ).toBe(true);
  });
});

describe('Secrets', () => {
  it('are made by the service, long, and nowhere in a template', () => {
    for (const { Properties: secret } of resourcesOf(prod, 'AWS::SecretsManager::Secret')) {
      expect(secret['SecretString']).toBeUndefined();
      expect(
        (secret['GenerateSecretString'] as { PasswordLength: number }).PasswordLength,
      ).toBeGreaterThanOrEqual(64);
    }
  });

  it('are one in dev, and in prod also one for the edge, which finds it in its own region', () => {
    expect(
      resourcesOf(dev, 'AWS::SecretsManager::Secret').map(({ Properties: secret }) => secret['Name']),
    ).toEqual(['kefu-dev-keys']);
    expect(
      resourceNamed(prod, 'AWS::SecretsManager::Secret', 'Name', 'kefu-prod-origin').Properties[
        'ReplicaRegions'
      ],
    ).toEqual([{ Region: 'us-east-1' }]);
  });

  it("lie under a customer's key that turns every year", () => {
    expect(only('AWS::KMS::Key', prod).Properties['EnableKeyRotation']).toBe(true);
    expect(resourcesOf(dev, 'AWS::KMS::Key')).toEqual([]);
  });
});
