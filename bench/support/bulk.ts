import { marshall } from '@aws-sdk/util-dynamodb';
import { inLanes } from './lanes.ts';
import type { System } from './system.ts';

/** An item as it lies in a table, plain, and that table's name. */
export type TableItem = { readonly table: string; readonly item: object };

/** DynamoDB takes so many items in one batch. */
const BATCH = 25;
const LANES = 4;

const batchesOf = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / BATCH) }, (_, n) => items.slice(n * BATCH, (n + 1) * BATCH));

/** Bytes go over the wire in base64; the value as it was, since a buffer has a JSON of its own. */
function overTheWire(this: Readonly<Record<string, unknown>>, name: string): unknown {
  const value = this[name];
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

const headers = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.BatchWriteItem',
  authorization: 'AWS4-HMAC-SHA256 Credential=BENCH/20260101/eu-central-1/dynamodb/aws4_request',
};

/** Puts items past the product, many at a time; in the protocol itself, since the SDK takes longer than the engine. */
export const putItems = async (
  { stack }: Pick<System, 'stack'>,
  items: readonly TableItem[],
): Promise<void> =>
  inLanes(LANES, batchesOf(items), async (batch) => {
    const RequestItems = Object.fromEntries(
      [...Map.groupBy(batch, ({ table }) => table)].map(([table, puts]) => [
        table,
        puts.map(({ item }) => ({ PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) } })),
      ]),
    );
    const body = JSON.stringify({ RequestItems }, overTheWire);
    const reply = await fetch(stack.enginesAddress, { method: 'POST', headers, body });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`the table refused a batch: ${text}`);
    const { UnprocessedItems = {} } = JSON.parse(text) as { UnprocessedItems?: object };
    if (Object.keys(UnprocessedItems).length > 0) throw new Error('the table left items unprocessed');
  });
