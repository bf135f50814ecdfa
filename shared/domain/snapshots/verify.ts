import type { Entities, Manifest, SnapshotPart } from './manifest.ts';
import type { SnapshotProblem } from './problem.ts';
import { bytesOf, itemsOf, sameEntities } from './tally.ts';

/** What a part was found to be: its file's size and checksum, and how many lines could be read, or why it couldn't be read at all. */
export type PartFound =
  | { readonly state: 'read'; readonly bytes: number; readonly sha256: string; readonly items: number }
  | { readonly state: 'missing' }
  | { readonly state: 'forbidden'; readonly reason: string }
  | { readonly state: 'keyUnavailable'; readonly reason: string }
  | { readonly state: 'unreadable'; readonly bytes: number; readonly sha256: string };

/** What is wrong with one part. A file that isn't what it was is named by what it is instead. */
export const partProblems = (
  part: SnapshotPart,
  found: PartFound,
  others: readonly SnapshotPart[],
): SnapshotProblem[] => {
  const named = (code: SnapshotProblem['code'], reason?: string): SnapshotProblem[] => [
    { code, part: part.key, ...(reason === undefined ? {} : { reason }) },
  ];
  if (found.state === 'missing') return named('partMissing');
  if (found.state === 'forbidden') return named('partForbidden', found.reason);
  if (found.state === 'keyUnavailable') return named('keyUnavailable', found.reason);
  if (found.sha256 !== part.sha256) {
    if (others.some(({ key, sha256 }) => key !== part.key && sha256 === found.sha256))
      return named('partSwapped');
    return named(found.bytes < part.bytes ? 'partCut' : 'partChanged');
  }
  if (found.state === 'unreadable') return named('partUnreadable');
  return found.items === part.items && found.bytes === part.bytes ? [] : named('countsDiffer');
};

/** What a manifest says that can't be true whatever the parts are. */
export const manifestProblems = (manifest: Manifest): SnapshotProblem[] => {
  const { parts } = manifest;
  const keys = new Set<string>();
  const contents = new Set<string>();
  const problems: SnapshotProblem[] = [];
  for (const { key, sha256, items } of parts) {
    // Files without a line are alike.
    if (keys.has(key) || (items > 0 && contents.has(sha256)))
      problems.push({ code: 'partDoubled', part: key });
    if (!key.startsWith(`${manifest.id}/`)) problems.push({ code: 'partForeign', part: key });
    keys.add(key);
    contents.add(sha256);
  }
  const counted = Object.values(manifest.entities).reduce((sum, { items }) => sum + items, 0);
  if (itemsOf(parts) !== manifest.items || bytesOf(parts) !== manifest.bytes || counted !== manifest.items)
    problems.push({ code: 'countsDiffer' });
  return problems;
};

/** Whether the items that were read are those that the manifest counts. */
export const entityProblems = (manifest: Manifest, read: Entities): SnapshotProblem[] =>
  sameEntities(manifest.entities, read) ? [] : [{ code: 'countsDiffer' }];

/** Folders in which the parts lie; nothing else may lie there. */
export const dataFoldersOf = ({ parts }: Pick<Manifest, 'parts'>): readonly string[] => [
  ...new Set(parts.map(({ key }) => key.slice(0, key.lastIndexOf('/') + 1))),
];

/** Files that lie among the parts and are none. */
export const foreignParts = (manifest: Manifest, keys: readonly string[]): SnapshotProblem[] => {
  const known = new Set(manifest.parts.map(({ key }) => key));
  return keys.filter((key) => !known.has(key)).map((key) => ({ code: 'partForeign', part: key }) as const);
};
