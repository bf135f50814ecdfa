import { itemPrefix, primaryKey, under } from '../keys.ts';
import { decodeRow, itemOf } from '../rows.ts';
import type { Frozen } from '../store.ts';
import type { Table } from '../types.ts';
import { journalOf } from './journal.ts';
import { type ExportTarget, partWriter, putWithMd5, type WrittenPart } from './output.ts';

/** Rows begin with a hash of their partition key, in hexadecimal: so they fall into segments of like size. */
const SEGMENTS: readonly { readonly gte?: string; readonly lt?: string }[] = [
  { lt: '4' },
  { gte: '4', lt: '8' },
  { gte: '8', lt: 'c' },
  { gte: 'c' },
];
/** Other requests have their turn after each page. */
const PAGE_ROWS = 200;

export type Run = {
  readonly table: Table;
  readonly bucket: string;
  /** With a slash at its end, or empty. */
  readonly folder: string;
  readonly exportId: string;
  readonly fromMs: number | undefined;
};

export type Ran = { readonly parts: readonly WrittenPart[]; readonly items: number; readonly bytes: number };

type Segment = (typeof SEGMENTS)[number];

/** Writes what is frozen into files, segments side by side; answers what was written. */
export const runExport = async (view: Frozen, target: ExportTarget, run: Run): Promise<Ran> => {
  const { bucket, folder, exportId, fromMs } = run;
  const data = fromMs === undefined ? `${folder}AWSDynamoDB/${exportId}/data/` : `${folder}AWSDynamoDB/data/`;
  const written = await Promise.all(
    SEGMENTS.map(async (segment) => {
      const writer = partWriter(target, bucket, data);
      let bytes = 0;
      const lines = fromMs === undefined ? allOf(view, run, segment) : changesOf(view, run, segment, fromMs);
      for await (const { text, size } of lines) {
        bytes += size;
        await writer.line(text);
      }
      return { parts: await writer.finish(), bytes };
    }),
  );
  const parts = written.flatMap((one) => one.parts);
  return {
    parts,
    items: parts.reduce((sum, { itemCount }) => sum + itemCount, 0),
    bytes: written.reduce((sum, { bytes }) => sum + bytes, 0),
  };
};

type Line = { readonly text: string; readonly size: number };

/** Every item; its text goes out as it is stored. */
async function* allOf(view: Frozen, { table }: Run, { gte, lt }: Segment): AsyncGenerator<Line> {
  const prefix = itemPrefix(table.TableName);
  const whole = under(prefix);
  const range = {
    ...(gte === undefined ? { gt: whole.gt } : { gte: prefix + gte }),
    lt: lt === undefined ? whole.lt : prefix + lt,
  };
  for await (const [, value] of view.range(range, PAGE_ROWS)) {
    const { text, size } = decodeRow(value);
    yield { text: `{"Item":${text}}`, size };
  }
}

/** The last state of every item that was changed since. */
async function* changesOf(
  view: Frozen,
  { table }: Run,
  segment: Segment,
  fromMs: number,
): AsyncGenerator<Line> {
  const prefix = itemPrefix(table.TableName);
  for await (const { row, atMs, goneKey } of journalOf(view, table.TableName, segment)) {
    if (atMs < fromMs) continue;
    const metadata = `{"Metadata":{"WriteTimestampMicros":{"N":"${atMs * 1000}"}},"Keys":`;
    if (goneKey !== undefined) {
      const text = `${metadata}${JSON.stringify(goneKey)}}`;
      yield { text, size: text.length };
      continue;
    }
    const stored = view.get(prefix + row);
    if (stored === undefined) throw new Error('the journal names an item that is not there');
    const found = decodeRow(stored);
    const keys = JSON.stringify(primaryKey(itemOf(found), table));
    yield { text: `${metadata}${keys},"NewImage":${found.text}}`, size: found.size };
  }
}

/** The manifests come last: of the files first, then the summary, each with its checksum. */
export const putManifests = async (
  target: ExportTarget,
  { bucket, folder, exportId }: Run,
  parts: readonly WrittenPart[],
  summary: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const base = `${folder}AWSDynamoDB/${exportId}/`;
  const files = parts.map((part) => `${JSON.stringify(part)}\n`).join('');
  await putWithMd5(target, bucket, `${base}manifest-files.json`, files);
  const whole = { ...summary, manifestFilesS3Key: `${base}manifest-files.json` };
  await putWithMd5(target, bucket, `${base}manifest-summary.json`, JSON.stringify(whole));
};
