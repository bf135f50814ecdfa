import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { tableShape } from '#shared/adapters/dynamo/keys.ts';

export type KefuTableProps = { readonly tableName: string; readonly key: IKey | undefined };

const text = (name: string) => ({ name, type: AttributeType.STRING });

type Projection = { readonly projectionType: ProjectionType; readonly nonKeyAttributes?: string[] };
const projectionOf = (attributes: readonly string[]): Projection =>
  attributes.length === 0
    ? { projectionType: ProjectionType.KEYS_ONLY }
    : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...attributes] };

/** The single table. Its shape comes from the key table that the repositories use; it outlives its stack. */
export class KefuTable extends TableV2 {
  constructor(scope: Construct, id: string, { tableName, key }: KefuTableProps) {
    super(scope, id, {
      tableName,
      partitionKey: text(tableShape.partitionKey),
      sortKey: text(tableShape.sortKey),
      timeToLiveAttribute: tableShape.ttl,
      globalSecondaryIndexes: Object.entries(tableShape.indexes).map(([indexName, index]) => ({
        indexName,
        partitionKey: text(index.partitionKey),
        sortKey: text(index.sortKey),
        ...projectionOf(index.projection),
      })),
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_IMAGE,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: key ? TableEncryptionV2.customerManagedKey(key) : TableEncryptionV2.dynamoOwnedKey(),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
