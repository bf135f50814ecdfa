import type { Digest } from '#shared/domain/audit/mac.ts';
import { readLine, type SnapshotLine } from '#shared/domain/snapshots/line.ts';
import {
  isOurs,
  type Manifest,
  manifestKeyOf,
  manifestSchema,
  type SnapshotPart,
} from '#shared/domain/snapshots/manifest.ts';
import type { SnapshotProblem } from '#shared/domain/snapshots/problem.ts';
import { manifestProblems, type PartFound, partProblems } from '#shared/domain/snapshots/verify.ts';
import type { Bytes, Objects } from '../objects.ts';

/** SHA-256 of what is told, in hexadecimal. */
export type Hasher = { update(bytes: Uint8Array): void; hex(): string };

/** The bucket of snapshots, and what it takes to read one. `adapters/snapshots/source.ts` keeps it. */
export type SnapshotSource = {
  readonly objects: Pick<Objects, 'read' | 'text' | 'list'>;
  /** Keyed, of the deployment's root secret: proves who wrote a manifest. */
  readonly digest: Digest;
  hasher(): Hasher;
  /** Takes gzip apart as it comes. Throws on what is none, or is cut. */
  unzip(bytes: Bytes): Bytes;
};

/** What the caller knows from elsewhere; whatever is given must be so. */
export type Expected = {
  /** The table's name. */
  readonly table?: string;
  /** Checksum of the manifest as the snapshot's record keeps it. */
  readonly sha256?: string;
};

export type OpenedSnapshot = {
  /** Only where it is one of ours; its parts were not looked at. */
  readonly manifest: Manifest | undefined;
  readonly sha256: string | undefined;
  readonly problems: readonly SnapshotProblem[];
};

const utf8 = new TextEncoder();

export const sha256Of = (source: Pick<SnapshotSource, 'hasher'>, text: string): string => {
  const hasher = source.hasher();
  hasher.update(utf8.encode(text));
  return hasher.hex();
};

const parsed = (text: string): Manifest | undefined => {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    // Whatever it is, it is no manifest; which is the answer.
    return undefined;
  }
};

/**
 * The manifest of a snapshot, found in the bucket alone: it works when the table is gone. `problems` are empty when the manifest is ours,
 * of this snapshot, and true in itself; the parts are read by `readPart`.
 */
export const openSnapshot = async (
  source: SnapshotSource,
  snapshotId: string,
  expected: Expected = {},
): Promise<OpenedSnapshot> => {
  const refused = (problem: SnapshotProblem, sha256?: string): OpenedSnapshot => ({
    manifest: undefined,
    sha256,
    problems: [problem],
  });
  let text: string | undefined;
  try {
    text = await source.objects.text(manifestKeyOf(snapshotId));
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    const { state, reason } = refusal;
    return refused({ code: state === 'forbidden' ? 'partForbidden' : state, reason, snapshotId });
  }
  if (text === undefined) return refused({ code: 'manifestMissing', snapshotId });
  const sha256 = sha256Of(source, text);
  const manifest = parsed(text);
  if (!manifest) return refused({ code: 'manifestUnreadable', snapshotId }, sha256);
  if (!isOurs(manifest, source.digest)) return refused({ code: 'manifestForged', snapshotId }, sha256);
  if (manifest.id !== snapshotId) return refused({ code: 'wrongSnapshot', snapshotId: manifest.id }, sha256);
  const problems: SnapshotProblem[] = [
    ...(expected.sha256 !== undefined && expected.sha256 !== sha256
      ? [{ code: 'manifestReplaced', snapshotId } as const]
      : []),
    ...(expected.table !== undefined && expected.table !== manifest.table
      ? [{ code: 'wrongTable', snapshotId } as const]
      : []),
    ...manifestProblems(manifest),
  ];
  return { manifest, sha256, problems };
};

/** A part is not what the manifest says. Thrown by `readPart` before it ends, never after. */
export class BrokenPart extends Error {
  override readonly name = 'BrokenPart';
  readonly problem: SnapshotProblem;

  constructor(problem: SnapshotProblem) {
    super(`a part of a snapshot is broken: ${problem.code}`);
    this.problem = problem;
  }
}

/** S3 refuses to read it: for want of rights, or because the key it is encrypted with is disabled or gone (AWS, KMS errors of S3). */
export const refusalOf = (
  error: unknown,
): Extract<PartFound, { readonly state: 'forbidden' | 'keyUnavailable' }> | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { name: reason } = error;
  if (/^KMS/i.test(reason)) return { state: 'keyUnavailable', reason };
  return reason === 'AccessDenied' ? { state: 'forbidden', reason } : undefined;
};

/** Looks at bytes as they pass. */
async function* metered(body: Bytes, hasher: Hasher, count: (bytes: number) => void): Bytes {
  for await (const chunk of body) {
    hasher.update(chunk);
    count(chunk.byteLength);
    yield chunk;
  }
}

/** Lines of a text that comes in pieces, without their ends; bounded by the longest line. */
async function* linesOf(bytes: Bytes): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

/**
 * Reads one file of a snapshot once, line by line: `each` gets every line, the answer is what the file was found to be. A file that can't be
 * understood is read to its end all the same, so that its size and checksum are known.
 */
export const scanPart = async (
  source: SnapshotSource,
  key: string,
  each: (line: SnapshotLine) => void,
): Promise<PartFound> => {
  try {
    const object = await source.objects.read(key);
    if (!object) return { state: 'missing' };
    return await scanBody(source, object.body, each);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return refusal;
  }
};

/** The body of a file, looked at as it is read; `rest` reads what a reader of the lines left, which is nothing of a whole file. */
const followed = (source: SnapshotSource, body: Bytes) => {
  const hasher = source.hasher();
  const seen = { bytes: 0, failure: undefined as unknown };
  const iterator = metered(body, hasher, (n) => {
    seen.bytes += n;
  })[Symbol.asyncIterator]();
  const guarded = guardedBy(iterator, (error) => {
    seen.failure = error;
  });
  return {
    seen,
    lines: linesOf(source.unzip(guarded)),
    rest: async (): Promise<{ readonly bytes: number; readonly sha256: string }> => {
      // It could not be fetched: that says nothing about what is in it.
      if (seen.failure !== undefined) throw seen.failure;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next());
      return { bytes: seen.bytes, sha256: hasher.hex() };
    },
  };
};

const scanBody = async (
  source: SnapshotSource,
  body: Bytes,
  each: (line: SnapshotLine) => void,
): Promise<PartFound> => {
  const { lines, rest } = followed(source, body);
  let items = 0;
  try {
    for await (const text of lines) {
      if (text === '') continue;
      each(readLine(text));
      items += 1;
    }
  } catch {
    return { state: 'unreadable', ...(await rest()) };
  }
  return { state: 'read', items, ...(await rest()) };
};

/** The same bytes, for a reader that may stop early without closing their source; an error of the source is told apart. */
const guardedBy = (iterator: AsyncIterator<Uint8Array>, failed: (error: unknown) => void): Bytes => ({
  [Symbol.asyncIterator]: () => ({
    next: async () => {
      try {
        return await iterator.next();
      } catch (error) {
        failed(error);
        throw error;
      }
    },
    return: async () => ({ done: true, value: undefined }),
  }),
});

/**
 * Whether a part is what its manifest says, by its bytes alone: whoever signed the manifest has read every line of them. Throws `BrokenPart`.
 * As fast as the bytes come: a minute for some 3 GB at 50 MB/s, and the database writes files of some 100 MB.
 */
export const checkPart = async (source: SnapshotSource, part: SnapshotPart): Promise<void> => {
  const object = await openPart(source, part);
  const hasher = source.hasher();
  let bytes = 0;
  for await (const chunk of object.body) {
    hasher.update(chunk);
    bytes += chunk.byteLength;
  }
  const found: PartFound = { state: 'read', items: part.items, bytes, sha256: hasher.hex() };
  if (partProblems(part, found, []).length > 0) throw brokenBy(part, found);
};

const brokenBy = (part: SnapshotPart, found: PartFound): BrokenPart =>
  new BrokenPart(partProblems(part, found, [])[0] ?? { code: 'partChanged', part: part.key });

const openPart = async (source: SnapshotSource, part: SnapshotPart): Promise<{ readonly body: Bytes }> => {
  const object = await source.objects.read(part.key).catch((error: unknown) => {
    const refusal = refusalOf(error);
    throw refusal ? brokenBy(part, refusal) : error;
  });
  if (!object) throw brokenBy(part, { state: 'missing' });
  return object;
};

/**
 * The lines of a part, as they come, in bounded memory. At the end of the file size, checksum and count are compared: it throws `BrokenPart`
 * where they differ. Whoever may not act on a broken part reads it twice, or verifies the snapshot first. The first `skip` lines are counted
 * and not looked at, which is several times faster.
 */
export async function* readPart(
  source: SnapshotSource,
  part: SnapshotPart,
  skip = 0,
): AsyncGenerator<SnapshotLine> {
  const { body } = await openPart(source, part);
  const { lines, rest, seen } = followed(source, body);
  let items = 0;
  while (true) {
    let line: SnapshotLine | undefined;
    try {
      const next = await lines.next();
      if (next.done === true) break;
      if (next.value === '') continue;
      line = items < skip ? undefined : readLine(next.value);
    } catch {
      if (seen.failure !== undefined) throw seen.failure;
      throw new BrokenPart({ code: 'partUnreadable', part: part.key });
    }
    items += 1;
    if (line !== undefined) yield line;
  }
  const found: PartFound = { state: 'read', items, ...(await rest()) };
  if (partProblems(part, found, []).length > 0) throw brokenBy(part, found);
}
