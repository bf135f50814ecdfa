import * as z from 'zod';

/** A value as the database spells it in JSON: `{"S":"…"}`, `{"N":"1"}` and so on. */
export type StoredValue = Readonly<Record<string, unknown>>;
export type StoredItem = Readonly<Record<string, StoredValue>>;

/** One item of a snapshot: its key, and what it was; without `item` it was deleted. */
export type SnapshotLine = {
  readonly pk: string;
  readonly sk: string;
  readonly item?: StoredItem;
  /** When it was written, in microseconds since the epoch; only in incremental snapshots. */
  readonly writtenMicros?: number;
};

const valueSchema = z.record(z.string(), z.unknown());
const itemSchema = z.record(z.string(), valueSchema);
const keySchema = z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) });

const fullSchema = z.strictObject({ Item: itemSchema });
const incrementalSchema = z.strictObject({
  Metadata: z.object({ WriteTimestampMicros: z.object({ N: z.string().regex(/^\d{1,17}$/) }) }),
  Keys: keySchema,
  NewImage: itemSchema.optional(),
  OldImage: itemSchema.optional(),
});

const ofItem = (item: StoredItem): SnapshotLine => {
  const { pk, sk } = keySchema.parse(item);
  return { pk: pk.S, sk: sk.S, item };
};

/** Reads one line of a part (AWS, DynamoDB table export output format). Throws on anything that is none. */
export const readLine = (text: string): SnapshotLine => {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'Item' in value)
    return ofItem(fullSchema.parse(value).Item);
  const { Metadata, Keys, NewImage } = incrementalSchema.parse(value);
  const key = { pk: Keys.pk.S, sk: Keys.sk.S };
  const writtenMicros = Number(Metadata.WriteTimestampMicros.N);
  if (NewImage === undefined) return { ...key, writtenMicros };
  const line = ofItem(NewImage);
  if (line.pk !== key.pk || line.sk !== key.sk) throw new Error('an image has another key than its line');
  return { ...line, writtenMicros };
};

const textOf = (value: StoredValue | undefined, type: 'S' | 'N'): string | undefined => {
  const text = value?.[type];
  return typeof text === 'string' ? text : undefined;
};

/** Items that are no records of a kind, such as counters. */
export const OTHER = 'other';
/** Items that were deleted. */
export const DELETED = 'deleted';

/** The type of record that a line holds, and the version of its shape. */
export const entityOf = ({ item }: SnapshotLine): { readonly type: string; readonly version: string } =>
  item === undefined
    ? { type: DELETED, version: '0' }
    : { type: textOf(item['t'], 'S') ?? OTHER, version: textOf(item['v'], 'N') ?? '0' };
