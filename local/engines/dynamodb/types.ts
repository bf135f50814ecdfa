/** A value in DynamoDB's JSON: exactly one of these is set. Binary is base64, numbers are strings. */
export type AttributeValue = {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: AttributeValue[];
  M?: AttributeMap;
};

export type AttributeMap = { [name: string]: AttributeValue };

export type KeySchema = { AttributeName: string; KeyType: string }[];

export type IndexInput = {
  IndexName: string;
  KeySchema: KeySchema;
  Projection: { ProjectionType?: string; NonKeyAttributes?: string[] };
};

/** The part of `CreateTable` this engine acts on; other properties (encryption, backups, tags) are accepted and ignored. */
export type CreateTableInput = {
  TableName: string;
  KeySchema: KeySchema;
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  BillingMode?: string;
  ProvisionedThroughput?: { ReadCapacityUnits: number; WriteCapacityUnits: number };
  GlobalSecondaryIndexes?: IndexInput[];
  LocalSecondaryIndexes?: IndexInput[];
  StreamSpecification?: { StreamEnabled?: boolean; StreamViewType?: string };
  [property: string]: unknown;
};

export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** A table as it is stored. The fields the key helpers read keep their AWS names. */
export type Table = {
  TableName: string;
  KeySchema: KeySchema;
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  GlobalSecondaryIndexes: IndexInput[];
  billingMode: string;
  throughput: { ReadCapacityUnits: number; WriteCapacityUnits: number };
  streamView: StreamView | undefined;
  ttlAttribute: string | undefined;
  /** Since when changes are noted for exports; without it, point-in-time recovery is off. */
  recoverableFromMs?: number | undefined;
  id: string;
  createdMs: number;
};

/** A change of one item, as a stream consumer gets it. Images are present as far as the table's stream view has them. */
export type StreamRecord = {
  /** 21 digits; later changes compare greater as strings. */
  sequenceNumber: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  keys: AttributeMap;
  newImage?: AttributeMap;
  oldImage?: AttributeMap;
  approximateCreationMs: number;
  sizeBytes: number;
  /** Removed by the expiry sweep, not by a caller. */
  expiredByTtl: boolean;
};
