import type { mergeRoutes } from '#shared/contracts/merge.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import {
  type Merge,
  type MergedRecords,
  mergedRecordsSchema,
  redirected,
} from '#shared/domain/customers/merge.ts';
import { unmerged } from '#shared/domain/customers/unmerge.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import type { Context, Operation } from '../ports.ts';
import { type Ref, ref, type Write } from '../records.ts';
import { aboutMerge, signInWrites } from './merge-parts.ts';
import { checkActive, personOr404 } from './person.ts';
import { changesTogether } from './together.ts';
import { customerView } from './views.ts';

type Route = (typeof mergeRoutes)['customers/unmerge-customer'];

/**
 * `POST /v1/customers/{survivor}/unmerge`. Both records are as they were before; what came since then stays with the survivor. Merges are
 * undone from the outside in: what the duplicate had taken in itself goes with it.
 */
export const unmergeCustomer: Operation<Route> = {
  wants: ({ params, body }) => [ref('customer', params.id), ref('customer', body.duplicateId)],
  async run({ params, body }, context) {
    const { customer: survivor } = await personOr404(params.id, context);
    const away = context.found.one(ref('customer', body.duplicateId));
    if (away === undefined)
      throw refuseField('duplicateId', 'there is no such customer', 'unknown_reference');
    checkActive(survivor);
    const merge = await mergeOf(survivor, away, context);
    const records = recordsOf(merge, context);
    const others = await othersOf(survivor, away.id, context);
    const { survivor: before, duplicate } = unmerged(survivor, away, records, others, context.now);
    return {
      body: customerView(before, context),
      version: before.version,
      writes: await unmergeWrites({ survivor, before, away, duplicate, merge }, context),
      audit: [{ action: 'customer.unmerged', object: survivor.id, data: { duplicateId: away.id } }],
    };
  },
};

const mergeRef = ({ id, privacy }: Customer): Ref<'merge'> | undefined =>
  privacy?.mergedAt === undefined ? undefined : ref('merge', id, String(privacy.mergedAt));

/** The merge of these two. Refuses with `conflict` when there is none, or when another one has to be undone first, and with `expired`. */
const mergeOf = async (survivor: Customer, away: Customer, context: Context): Promise<Merge> => {
  const wanted = mergeRef(away);
  if (away.privacy?.mergedInto !== survivor.id || wanted === undefined)
    throw new Refusal('conflict', { status: 'notMerged' });
  const merge = (await context.reader.get([wanted])).one(wanted);
  if (merge === undefined || context.now >= merge.expiresAt) throw new Refusal('expired');
  if (merge.survivorId !== survivor.id) throw new Refusal('conflict', { status: 'laterMerge' });
  return merge;
};

const recordsOf = ({ duplicateId, sealed }: Merge, context: Context): MergedRecords =>
  mergedRecordsSchema.parse(context.unseal(aboutMerge(duplicateId), sealed));

/** The records that stay merged into the survivor, as they were: what they brought too stays. */
const othersOf = async (
  survivor: Customer,
  awayId: string,
  context: Context,
): Promise<readonly Customer[]> => {
  const refs = (survivor.privacy?.merged ?? [])
    .filter(({ customerId }) => customerId !== awayId)
    .map(({ customerId, at }) => ref('merge', customerId, String(at)));
  const found = await context.reader.get(refs);
  return refs.flatMap((each) => {
    const merge = found.one(each);
    return merge === undefined ? [] : [recordsOf(merge, context).duplicate];
  });
};

type Parts = { survivor: Customer; before: Customer; away: Customer; duplicate: Customer; merge: Merge };

const unmergeWrites = async (parts: Parts, context: Context): Promise<readonly Write[]> => {
  const { survivor, before, away, duplicate, merge } = parts;
  const older = (duplicate.privacy?.merged ?? []).map(({ customerId }) => ref('customer', customerId));
  const found = await context.reader.get(older);
  const withThem = older.flatMap((each) => found.one(each) ?? []);
  const still = await mergedInto(before, context);
  const changes = [
    { before: survivor, after: before },
    { before: away, after: duplicate },
    ...withThem.map((each) => ({ before: each, after: redirected(each, duplicate.id, context.now) })),
  ];
  return [
    ...(await changesTogether(changes, context)),
    ...signInWrites(before, still),
    ...signInWrites(duplicate, withThem),
    { op: 'remove', ref: ref('merge', merge.duplicateId, String(merge.at)), version: merge.version },
  ];
};

const mergedInto = async ({ privacy }: Customer, context: Context): Promise<readonly Customer[]> => {
  const refs = (privacy?.merged ?? []).map(({ customerId }) => ref('customer', customerId));
  const found = await context.reader.get(refs);
  return refs.flatMap((each) => found.one(each) ?? []);
};
