import type { Entities, SnapshotPart } from '#shared/domain/snapshots/manifest.ts';
import type { SnapshotProblem } from '#shared/domain/snapshots/problem.ts';
import { type Slice, sliceKeyOf, sliceSchema } from '#shared/domain/snapshots/slice.ts';
import type { Snapshot } from '#shared/domain/snapshots/snapshot.ts';
import { together } from '#shared/domain/snapshots/tally.ts';
import type { ExportedFile } from './export-files.ts';
import type { SnapshotTools } from './ports.ts';
import { PARTS_AT_ONCE, scanned } from './verify-snapshot.ts';

export type Tallied = {
  readonly parts: readonly SnapshotPart[];
  readonly entities: Entities;
  readonly problems: readonly SnapshotProblem[];
  readonly complete: boolean;
};

type Kept = Pick<SnapshotTools, 'source' | 'objects'>;

const readSlice = async ({ source }: Kept, key: string): Promise<Slice | undefined> => {
  const text = await source.objects.text(key);
  return text === undefined ? undefined : sliceSchema.parse(JSON.parse(text));
};

/** Slices that earlier workers have left, joined: they are found by where they begin. */
const readSlices = async (tools: Kept, { id, attempt }: Snapshot): Promise<Slice> => {
  let all: Slice = { next: 0, parts: [], entities: {} };
  for (;;) {
    const slice = await readSlice(tools, sliceKeyOf(id, attempt, all.next));
    if (!slice || slice.next <= all.next) return all;
    all = {
      next: slice.next,
      parts: [...all.parts, ...slice.parts],
      entities: together(all.entities, slice.entities),
    };
  }
};

type Read = { readonly file: ExportedFile } & Awaited<ReturnType<typeof scanned>>;

const isWhole = ({ file, found }: Read): boolean => found.state === 'read' && found.items === file.items;

const partOf = ({ file, found }: Read): SnapshotPart[] =>
  found.state === 'read'
    ? [{ key: file.key, bytes: found.bytes, items: found.items, sha256: found.sha256 }]
    : [];

/** Reads files until time is over; `undefined` at the first that isn't what the database says it wrote. */
const readOn = async (
  { source }: Kept,
  files: readonly ExportedFile[],
  start: number,
  isOver: () => boolean,
): Promise<Slice | SnapshotProblem> => {
  let slice: Slice = { next: start, parts: [], entities: {} };
  while (slice.next < files.length && (slice.next === start || !isOver())) {
    const some = files.slice(slice.next, slice.next + PARTS_AT_ONCE);
    const read = await Promise.all(
      some.map(async (file) => ({ file, ...(await scanned(source, file.key)) })),
    );
    const bad = read.find((one) => !isWhole(one));
    if (bad) return { code: 'exportIncomplete', part: bad.file.key, reason: bad.found.state };
    slice = {
      next: slice.next + some.length,
      parts: [...slice.parts, ...read.flatMap(partOf)],
      entities: read.reduce((sum, { entities }) => together(sum, entities), slice.entities),
    };
  }
  return slice;
};

/**
 * Reads back every file of the export once, counts what is in it and sums it up, and leaves what it has counted in the bucket when time is over.
 * Whoever comes later goes on there; two at once leave the same.
 */
export const tallyFiles = async (
  tools: Kept,
  snapshot: Snapshot,
  files: readonly ExportedFile[],
  isOver: () => boolean,
): Promise<Tallied> => {
  const before = await readSlices(tools, snapshot);
  if (before.next >= files.length) return { ...before, problems: [], complete: true };
  const read = await readOn(tools, files, before.next, isOver);
  if ('code' in read) return { parts: [], entities: {}, problems: [read], complete: false };
  await tools.objects.put(sliceKeyOf(snapshot.id, snapshot.attempt, before.next), JSON.stringify(read), {
    contentType: 'application/json',
    ifAbsent: true,
  });
  const all = await readSlices(tools, snapshot);
  return { ...all, problems: [], complete: all.next >= files.length };
};
