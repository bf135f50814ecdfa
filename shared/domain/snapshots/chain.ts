import type { Instant } from '../kernel/time.ts';
import type { Manifest } from './manifest.ts';
import type { SnapshotProblem } from './problem.ts';

/** What a manifest says about its place in a chain. */
export type Link = Pick<Manifest, 'id' | 'kind' | 'from' | 'to' | 'base' | 'full' | 'table' | 'tableId'>;

/**
 * What is wrong with a chain, oldest first: it must begin with a full snapshot, and each of the others must continue the one before it
 * exactly where that ended. A hole, an overlap or another order is named with the snapshot at which it shows.
 */
export const chainProblems = (links: readonly Link[]): readonly SnapshotProblem[] => {
  const [first, ...rest] = links;
  if (first === undefined) return [{ code: 'chainBroken', reason: 'empty' }];
  const problems: SnapshotProblem[] =
    first.kind === 'full' ? [] : [{ code: 'chainBroken', snapshotId: first.id, reason: 'noFull' }];
  rest.reduce((before, link) => {
    problems.push(...linkProblems(before, link, first));
    return link;
  }, first);
  return problems;
};

const linkProblems = (before: Link, link: Link, first: Link): SnapshotProblem[] => {
  const problem = (code: SnapshotProblem['code'], reason?: string): SnapshotProblem => ({
    code,
    snapshotId: link.id,
    ...(reason === undefined ? {} : { reason }),
  });
  if (link.kind === 'full') return [problem('chainOrder', 'full')];
  const from: Instant = link.from ?? 0;
  return [
    ...(link.base === before.id ? [] : [problem('chainOrder', 'base')]),
    ...(link.full === first.id ? [] : [problem('chainOrder', 'fullOfChain')]),
    ...(link.to > from ? [] : [problem('chainOrder', 'window')]),
    ...(from > before.to ? [problem('chainGap')] : []),
    ...(from < before.to ? [problem('chainOverlap')] : []),
    ...(link.table === before.table && link.tableId === before.tableId ? [] : [problem('wrongTable')]),
  ];
};
