import { chainProblems } from '#shared/domain/snapshots/chain.ts';
import { entityOf } from '#shared/domain/snapshots/line.ts';
import type { Entities, Manifest } from '#shared/domain/snapshots/manifest.ts';
import type { SnapshotProblem } from '#shared/domain/snapshots/problem.ts';
import { createCounts, together } from '#shared/domain/snapshots/tally.ts';
import {
  dataFoldersOf,
  entityProblems,
  foreignParts,
  type PartFound,
  partProblems,
} from '#shared/domain/snapshots/verify.ts';
import { type Expected, openSnapshot, type SnapshotSource, scanPart } from './read-snapshot.ts';

/** Files read at the same time: each has one chunk and one line in memory. */
export const PARTS_AT_ONCE = 4;
/** A chain is a day of hours; more says that something goes round in circles. */
const LONGEST_CHAIN = 1000;

export type Scanned = { readonly found: PartFound; readonly entities: Entities };

/** Reads one file, and counts what is in it. */
export const scanned = async (source: SnapshotSource, key: string): Promise<Scanned> => {
  const counts = createCounts();
  const found = await scanPart(source, key, (line) => {
    const { type, version } = entityOf(line);
    counts.add(type, version);
  });
  return { found, entities: counts.entities() };
};

/** Manifests from the chain's full snapshot to this one, and what is wrong with how they hang together. */
export const readChain = async (
  source: SnapshotSource,
  last: Manifest,
): Promise<{ readonly chain: readonly Manifest[]; readonly problems: readonly SnapshotProblem[] }> => {
  const chain: Manifest[] = [last];
  for (let link = last; link.kind === 'incremental'; ) {
    const { base } = link;
    const seen = chain.some(({ id }) => id === base);
    const opened =
      base === undefined || seen || chain.length > LONGEST_CHAIN
        ? undefined
        : await openSnapshot(source, base);
    if (!opened?.manifest || opened.problems.length > 0) {
      const broken: SnapshotProblem = {
        code: 'chainBroken',
        ...(base === undefined ? {} : { snapshotId: base }),
        reason: opened?.problems[0]?.code ?? (seen ? 'circle' : 'noBase'),
      };
      return { chain: chain.reverse(), problems: [broken] };
    }
    link = opened.manifest;
    chain.push(link);
  }
  chain.reverse();
  return { chain, problems: chainProblems(chain) };
};

/** How far a verification came; kept between slices. */
export type VerifyState = {
  readonly next: number;
  readonly entities: Entities;
  readonly problems: readonly SnapshotProblem[];
};
export const VERIFY_BEGIN: VerifyState = { next: 0, entities: {}, problems: [] };

/** Reads the files of a snapshot again, from where the last slice stopped until time is over, and says what they are not. */
export const verifyParts = async (
  source: SnapshotSource,
  manifest: Manifest,
  begin: VerifyState,
  isOver: () => boolean,
): Promise<VerifyState & { readonly complete: boolean }> => {
  let state = begin;
  while (state.next < manifest.parts.length && (state.next === begin.next || !isOver())) {
    const some = manifest.parts.slice(state.next, state.next + PARTS_AT_ONCE);
    const results = await Promise.all(
      some.map(async (part) => ({ part, ...(await scanned(source, part.key)) })),
    );
    state = {
      next: state.next + some.length,
      entities: results.reduce((sum, { entities }) => together(sum, entities), state.entities),
      problems: [
        ...state.problems,
        ...results.flatMap(({ part, found }) => partProblems(part, found, manifest.parts)),
      ],
    };
  }
  if (state.next < manifest.parts.length) return { ...state, complete: false };
  const counted = state.problems.length > 0 ? [] : entityProblems(manifest, state.entities);
  return {
    ...state,
    problems: [...state.problems, ...counted, ...(await foreignFiles(source, manifest))],
    complete: true,
  };
};

const foreignFiles = async (source: SnapshotSource, manifest: Manifest): Promise<SnapshotProblem[]> => {
  const keys: string[] = [];
  for (const folder of dataFoldersOf(manifest))
    for await (const { key } of source.objects.list(folder)) keys.push(key);
  return foreignParts(manifest, keys);
};

/** Everything that can be wrong with one snapshot, its chain included. Empty means that it can be restored. */
export const verifySnapshot = async (
  source: SnapshotSource,
  snapshotId: string,
  expected: Expected = {},
): Promise<readonly SnapshotProblem[]> => {
  const { manifest, problems } = await openSnapshot(source, snapshotId, expected);
  if (!manifest) return problems;
  const chain = await readChain(source, manifest);
  const parts = await verifyParts(source, manifest, VERIFY_BEGIN, () => false);
  return [...problems, ...chain.problems, ...parts.problems];
};
