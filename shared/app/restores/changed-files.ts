import type { Manifest, SnapshotPart } from '#shared/domain/snapshots/manifest.ts';
import type { SnapshotProblem } from '#shared/domain/snapshots/problem.ts';
import { bytesOf } from '#shared/domain/snapshots/tally.ts';
import { type PartFound, partProblems } from '#shared/domain/snapshots/verify.ts';
import type { Reader } from '../ports.ts';
import { ref } from '../records.ts';
import { refusalOf } from '../snapshots/read-snapshot.ts';

/** Packed bytes that a request reads before it takes a restore. Of more, the worker reads every file before it writes anything. */
export const MOST_BYTES = 32 * 1024 * 1024;
const FILES_AT_ONCE = 8;

/** Size and SHA-256 (hexadecimal) of a file as it lies there now; `undefined` when there is none. */
export type Marks = (key: string) => Promise<{ readonly bytes: number; readonly sha256: string } | undefined>;

/**
 * Files of these snapshots that are not what their manifests say. Where they are too large to be read at once, what their last
 * verification has found.
 */
export const changedFiles = async (
  manifests: readonly Manifest[],
  marks: Marks,
  reader: Reader,
): Promise<readonly SnapshotProblem[]> => {
  const parts = manifests.flatMap((manifest) => manifest.parts.map((part) => ({ part, manifest })));
  if (bytesOf(parts.map(({ part }) => part)) > MOST_BYTES) return foundBefore(manifests, reader);
  const problems: SnapshotProblem[] = [];
  for (let n = 0; n < parts.length; n += FILES_AT_ONCE) {
    const some = parts.slice(n, n + FILES_AT_ONCE);
    const looked = some.map(async ({ part, manifest }) =>
      partProblems(part, await foundOf(part, marks), manifest.parts),
    );
    problems.push(...(await Promise.all(looked)).flat());
  }
  return problems;
};

const foundOf = async (part: SnapshotPart, marks: Marks): Promise<PartFound> => {
  try {
    const found = await marks(part.key);
    // The same bytes have the same lines: they need not be counted again.
    return found === undefined ? { state: 'missing' } : { state: 'read', items: part.items, ...found };
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return refusal;
  }
};

const foundBefore = async (
  manifests: readonly Manifest[],
  reader: Reader,
): Promise<readonly SnapshotProblem[]> => {
  const wanted = manifests.map(({ id }) => ref('snapshot', id));
  const found = await reader.get(wanted);
  return wanted.flatMap((one) => {
    const snapshot = found.one(one);
    return snapshot?.verified === false ? (snapshot.problems ?? []) : [];
  });
};
