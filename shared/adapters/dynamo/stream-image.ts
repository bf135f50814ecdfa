import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { eventItem } from './items/case-parts.ts';
import { versioned } from './schema-version.ts';

const eventReader = versioned(eventItem);

/** A stream record's image as plain values. */
export const plainImage = (image: Record<string, unknown>): Record<string, unknown> =>
  unmarshall(image as Record<string, AttributeValue>);

/** The timeline event in an image of the table's stream; `undefined` for any other item. */
export const eventOfImage = (image: Readonly<Record<string, unknown>>) =>
  image['t'] === eventItem.type ? eventReader.fromItem({ ...image }) : undefined;
