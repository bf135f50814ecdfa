import type { KeySet } from '#shared/domain/restores/key-set.ts';
import type { Checkpoint } from '#shared/domain/restores/restore.ts';
import type { SnapshotLine } from '#shared/domain/snapshots/line.ts';
import type { Manifest } from '#shared/domain/snapshots/manifest.ts';
import { readPart, type SnapshotSource } from '../snapshots/read-snapshot.ts';

export type Position = Pick<Checkpoint, 'member' | 'part' | 'line'>;
/** A line that has the last word about its key, and where the next one is. */
export type Current = { readonly line: SnapshotLine; readonly next: Position };

/** A key as one text. */
export const nameOf = ({ pk, sk }: SnapshotLine): string => `${pk}\n${sk}`;

/**
 * The table as it was at the end of a chain, newest first, each key once: what was deleted since comes without an item. Begins at a
 * position; memory is bounded by the keys that the increments tell of.
 */
export async function* currentLines(
  source: SnapshotSource,
  manifests: readonly Manifest[],
  words: KeySet,
  from: Position,
): AsyncGenerator<Current> {
  for (let member = from.member; member < manifests.length; member++) {
    const { parts = [], kind } = manifests[member] ?? {};
    const isLast = (line: SnapshotLine): boolean => {
      const owner = words.ownerOf(nameOf(line));
      return owner === member || (owner === undefined && kind === 'full');
    };
    for (let n = member === from.member ? from.part : 0; n < parts.length; n++) {
      const part = parts[n];
      const skip = member === from.member && n === from.part ? from.line : 0;
      let at = skip;
      if (part === undefined) continue;
      for await (const line of readPart(source, part, skip)) {
        at += 1;
        if (isLast(line)) yield { line, next: { member, part: n, line: at } };
      }
    }
  }
}

/** Lines of the chain up to a position, for progress. */
export const linesUpTo = (manifests: readonly Manifest[], { member, part, line }: Position): number => {
  const before = manifests.slice(0, member).reduce((sum, { items }) => sum + items, 0);
  const parts = manifests[member]?.parts ?? [];
  return before + parts.slice(0, part).reduce((sum, { items }) => sum + items, 0) + line;
};
export const linesOf = (manifests: readonly Manifest[]): number =>
  manifests.reduce((sum, { items }) => sum + items, 0);
