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

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** By hand: a snapshot has millions of lines, and a schema would copy each of them. */
const isItem = (value: unknown): value is StoredItem =>
  isObject(value) && Object.values(value).every(isObject);

const textOf = (value: StoredValue | undefined, type: 'S' | 'N'): string | undefined => {
  const text = value?.[type];
  return typeof text === 'string' ? text : undefined;
};

const keyOf = (item: StoredItem): { readonly pk: string; readonly sk: string } => {
  const [pk, sk] = [textOf(item['pk'], 'S'), textOf(item['sk'], 'S')];
  if (pk === undefined || sk === undefined) throw new Error('a line has no key');
  return { pk, sk };
};

const changeOf = (line: Readonly<Record<string, unknown>>): SnapshotLine => {
  const { Metadata: metadata, Keys: keys, NewImage: image } = line;
  const written = isItem(metadata) ? textOf(metadata['WriteTimestampMicros'], 'N') : undefined;
  if (!isItem(keys) || written === undefined || !/^\d{1,17}$/.test(written))
    throw new Error('a line is neither an item nor a change');
  const key = keyOf(keys);
  const writtenMicros = Number(written);
  if (image === undefined) return { ...key, writtenMicros };
  if (!isItem(image)) throw new Error('an image is no item');
  const own = keyOf(image);
  if (own.pk !== key.pk || own.sk !== key.sk) throw new Error('an image has another key than its line');
  return { ...key, item: image, writtenMicros };
};

/** Reads one line of a part (AWS, DynamoDB table export output format). Throws on anything that is none. */
export const readLine = (text: string): SnapshotLine => {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new Error('a line is no object');
  const { Item: item } = value;
  if (item === undefined) return changeOf(value);
  if (!isItem(item) || Object.keys(value).length > 1) throw new Error('a line is no item');
  return { ...keyOf(item), item };
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
