import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { dataKeyTableShape } from '#shared/adapters/dynamo/keys.ts';

export type DataKeysTableProps = { readonly tableName: string; readonly key: IKey | undefined };

/** An erased key comes back from a restore for no longer than this; the run book of a restore applies the erasures again. */
const RECOVERY_DAYS = 7;

/**
 * The customers' data keys, apart from the data: no snapshot, no stream and no index has them, so that deleting a key takes all copies of
 * what was sealed for it along.
 */
export class DataKeysTable extends TableV2 {
  constructor(scope: Construct, id: string, { tableName, key }: DataKeysTableProps) {
    super(scope, id, {
      tableName,
      partitionKey: { name: dataKeyTableShape.partitionKey, type: AttributeType.STRING },
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: RECOVERY_DAYS,
      },
      encryption: key ? TableEncryptionV2.customerManagedKey(key) : TableEncryptionV2.dynamoOwnedKey(),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
