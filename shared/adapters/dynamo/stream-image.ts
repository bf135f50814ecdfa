import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { StreamChange } from './change-of-record.ts';
import { eventItem } from './items/case-parts.ts';

type Wire = Readonly<Record<string, unknown>>;

/** A record of the stream as it arrives. */
export type WireRecord = {
  readonly eventName?: 'INSERT' | 'MODIFY' | 'REMOVE' | undefined;
  readonly dynamodb?:
    | {
        readonly Keys?: Wire | undefined;
        readonly NewImage?: Wire | undefined;
        readonly ApproximateCreationDateTime?: number | undefined;
        readonly SequenceNumber?: string | undefined;
      }
    | undefined;
  readonly userIdentity?: { readonly principalId?: string } | undefined;
};

const plain = (wire: Wire): Wire => unmarshall(wire as Record<string, AttributeValue>);

/** Whose deletions are those of items that ran out. */
const TIME_TO_LIVE = 'dynamodb.amazonaws.com';

/** A record of the table's stream as plain values. */
export const streamChange = ({ eventName, dynamodb = {}, userIdentity }: WireRecord): StreamChange => ({
  event: eventName ?? 'MODIFY',
  keys: plain(dynamodb.Keys ?? {}),
  image: dynamodb.NewImage && plain(dynamodb.NewImage),
  at: (dynamodb.ApproximateCreationDateTime ?? 0) * 1000,
  sequenceNumber: dynamodb.SequenceNumber ?? '',
  expired: userIdentity?.principalId === TIME_TO_LIVE,
});

/** The timeline event that was added by a record of the stream; `undefined` for any other item. */
export const eventOfChange = ({ event, image }: StreamChange) =>
  event === 'INSERT' && image?.['t'] === eventItem.type ? eventItem.fromItem({ ...image }) : undefined;

/** Written back by a restore: what it is was told when it happened. */
export const isRestored = ({ image }: StreamChange): boolean => image?.['restoredBy'] !== undefined;

/** Of an imported case: it happened elsewhere, long ago. The case itself is news. */
export const isImported = ({ image }: StreamChange): boolean => image?.['imported'] !== undefined;
