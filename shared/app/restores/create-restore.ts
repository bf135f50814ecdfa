import type { restoreRoutes } from '#shared/contracts/restores.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { firstCheckpoint, type Restore, type RestoreProblem } from '#shared/domain/restores/restore.ts';
import type { Context, Operation, Outgoing } from '../ports.ts';
import { create } from '../records.ts';
import { newerThan, openChain } from './chain.ts';
import { changedFiles, type Marks } from './changed-files.ts';
import { linesOf } from './lines.ts';
import { LOCK, lockedFor } from './lock.ts';
import { restoreMessage } from './message.ts';
import { restoreView } from './views.ts';

type Route = (typeof restoreRoutes)['snapshots/create-restore'];

/** What the request needs besides: the manifests and files of snapshots, and the versions of records that are known here. */
export type Manifests = {
  readonly source: (digest: Context['digest']) => Parameters<typeof openChain>[0];
  readonly marks: Marks;
  readonly knownVersions: () => Readonly<Record<string, number>>;
};

/** `POST /v1/restores`: looks at the manifests, and at the files where that takes no time; the worker reads every file before it writes anything. */
export const createRestore = (
  queue: () => Outgoing,
  { source, marks, knownVersions }: Manifests,
): Operation<Route> => ({
  wants: () => [LOCK],
  async run({ body }, context) {
    const { snapshotId, mode, only, dryRun } = body;
    if (body.confirm !== snapshotId) throw refuseField('confirm', 'must be the id of the snapshot');
    if (only !== undefined && mode === 'empty')
      throw refuseField('only', 'a part is restored with the mode missing or replace');
    const { manifests, problems } = await openChain(source(context.digest), snapshotId);
    const inManifests = [...problems, ...newerThan(manifests, knownVersions())];
    if (inManifests.length > 0) throw invalid(snapshotId, inManifests);
    if (mode === 'empty' && !(await isEmpty(context))) throw new Refusal('not_empty');
    const id = context.newId('rst');
    const locked = await lockedFor(id, context);
    const inFiles = await changedFiles(manifests, marks, context.reader);
    if (inFiles.length > 0) throw invalid(snapshotId, inFiles);
    const restore: Restore = {
      ...{ id, version: 1, snapshotId, mode, dryRun, status: 'queued' },
      ...(only === undefined ? {} : { only }),
      requestedBy: context.caller.id,
      createdAt: context.now,
      updatedAt: context.now,
      chain: manifests.map(({ id }) => id),
      checkpoint: firstCheckpoint,
      progress: { done: 0, total: linesOf(manifests) },
      ...{ entities: {}, repairs: {}, problems: [], problemCount: 0 },
    };
    return {
      body: restoreView(restore),
      version: restore.version,
      location: `/v1/restores/${restore.id}`,
      writes: [create('restore', restore), ...locked],
      after: () => queue().send([restoreMessage(restore.id)]),
    };
  },
});

/** Named once for each kind of fault and snapshot; which files it is, a verification tells. */
const invalid = (
  asked: string,
  problems: readonly Pick<RestoreProblem, 'code' | 'snapshotId' | 'part'>[],
): Refusal => {
  const named = problems.map(
    ({ code, snapshotId, part }) => `${snapshotId ?? part?.split('/', 1)[0] ?? asked}: ${code}`,
  );
  return new Refusal(
    'snapshot_invalid',
    {},
    [...new Set(named)].map((message) => ({
      path: 'snapshotId',
      code: message.slice(message.indexOf(': ') + 2),
      message,
    })),
  );
};

/** People who were given a sign-in when the system was set up, and of whom nothing else is known. */
const isSetUp = ({ sub, version }: Customer): boolean => sub !== undefined && version === 1;
const SET_UP = 200;

/** No case, no customer, no order: what ships with the product, staff and settings don't count. */
const isEmpty = async ({ lists }: Context): Promise<boolean> => {
  const one = { limit: 1, after: undefined };
  const [tickets, orders, ...customers] = await Promise.all([
    lists.tickets({ sort: '-createdAt' }, one),
    lists.orders({}, one),
    ...(['active', 'archived', 'erased', 'merged'] as const).map((status) =>
      lists.customers({ status }, { limit: SET_UP, after: undefined }),
    ),
  ]);
  const isBare = customers.every(({ items, next }) => next === undefined && items.every(isSetUp));
  return tickets.items.length === 0 && orders.items.length === 0 && isBare;
};
