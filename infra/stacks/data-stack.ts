import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { CustomerKey } from '../constructs/customer-key.ts';
import { DataKeysTable } from '../constructs/data-keys-table.ts';
import { KefuBuckets } from '../constructs/kefu-bucket.ts';
import { KefuTable } from '../constructs/kefu-table.ts';
import { KefuUserPool } from '../constructs/sign-in.ts';
import { SnapshotCopies } from '../constructs/snapshot-copies.ts';
import { acknowledge } from '../nag/acknowledge.ts';
import { EDGE_REGION, physicalName, type Stage } from '../stages.ts';

/** Where tokens come from and for whom they must be made out. */
export type Issuer = { readonly issuer: string; readonly audience: readonly string[] };

/** Everything that holds data. It outlives the functions, and deleting the stack deletes nothing in it. */
export class DataStack extends Stack {
  readonly table: TableV2;
  /** The customers' data keys; never part of a snapshot. */
  readonly dataKeys: TableV2;
  readonly buckets: KefuBuckets;
  readonly rootSecret: Secret;
  /** Proves to the functions that a request came through the edge; only where there is one. */
  readonly originSecret: Secret | undefined;
  readonly issuer: Issuer;
  /** One line for each request; kept for as long as the law wants, whatever becomes of the API. */
  readonly accessLog: LogGroup;
  /** Where failed sign-ins are counted; only with a user pool of ours. */
  readonly signIn:
    | { readonly userPoolId: string; readonly userPoolArn: string; readonly clientId: string }
    | undefined;
  readonly key: IKey | undefined;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id, {
      stackName: id,
      env: { region: stage.region },
      terminationProtection: stage.terminationProtection,
    });
    const nameOf = (logical: string) => physicalName(stage, logical);
    this.key = stage.customerKeys
      ? new CustomerKey(this, 'Key', { aliasName: `alias/${nameOf('data')}`, logGroups: nameOf('') }).key
      : undefined;
    this.table = new KefuTable(this, 'Table', { tableName: nameOf('table'), key: this.key });
    this.dataKeys = new DataKeysTable(this, 'DataKeys', { tableName: nameOf('data-keys'), key: this.key });
    this.buckets = new KefuBuckets(this, 'Buckets', {
      nameOf,
      key: this.key,
      corsOrigins: stage.corsOrigins,
      auditLock: stage.auditLock,
      snapshots: stage.snapshots,
    });
    if (stage.secondRegion !== undefined) {
      new SnapshotCopies(this, 'SnapshotCopies', {
        stage: { ...stage, secondRegion: stage.secondRegion },
        source: this.buckets.snapshots,
        key: this.key,
      });
    }
    this.rootSecret = this.#secret(
      'Keys',
      nameOf('keys'),
      'Root from which the keys of cursors, digests and stored answers are derived.',
    );
    this.originSecret = stage.edge
      ? this.#secret('Origin', nameOf('origin'), 'Header by which the edge shows itself to the API.', [
          EDGE_REGION,
        ])
      : undefined;
    this.accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: `/kefu/${nameOf('access')}`,
      retention: stage.logDays.access,
      encryptionKey: this.key,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const pool = this.#userPool(stage);
    this.issuer = pool ?? oidcIssuer(stage);
    this.signIn = pool && {
      userPoolId: pool.userPoolId,
      userPoolArn: pool.userPoolArn,
      clientId: pool.staffClientId,
    };
  }

  #secret(id: string, secretName: string, description: string, replicas: readonly string[] = []): Secret {
    const secret = new Secret(this, id, {
      secretName,
      description,
      encryptionKey: this.key,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      replicaRegions: replicas.map((region) => ({ region })),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      'Digests in keys of the table depend on it; it is changed by the run book with two live versions.',
      '2027-11-20',
    );
    return secret;
  }

  #userPool(stage: Stage): KefuUserPool | undefined {
    if (stage.signIn.kind !== 'userPool') return undefined;
    const { enforceMfa, machineClient, plainPassword, ownMail } = stage.signIn;
    return new KefuUserPool(this, 'SignIn', {
      name: physicalName(stage, 'users'),
      enforceMfa,
      machineClient,
      plainPassword,
      mailFrom: ownMail ? stage.mailFrom : undefined,
      deletionProtection: stage.terminationProtection,
    });
  }
}

const oidcIssuer = ({ name, signIn }: Stage): Issuer => {
  if (signIn.kind !== 'oidc') throw new Error(`stage ${name} has neither a user pool nor an OpenID provider`);
  return { issuer: signIn.issuer, audience: signIn.audience };
};
