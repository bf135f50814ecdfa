import * as z from 'zod';
import { leaseSchema } from '../jobs/lease.ts';
import { instantSchema } from '../kernel/time.ts';

/** There is one of it: each deployment begins it anew. */
export const UPGRADE_ID = 'schema';

const n = z.int().nonnegative();

/** How far the items of the table have been brought to the present versions of their shapes. */
export const upgradeSchema = z.object({
  id: z.literal(UPGRADE_ID),
  version: z.int().positive(),
  status: z.enum(['running', 'done']),
  /** By type of record, the version that items are brought to. */
  versions: z.record(z.string(), z.int()),
  /** Items gone through, brought up to date, and left alone as a newer version of the product has written them. */
  read: n,
  upgraded: n,
  newer: n,
  after: z.object({ pk: z.string(), sk: z.string() }).optional(),
  lease: leaseSchema.optional(),
  startedAt: instantSchema,
  finishedAt: instantSchema.optional(),
});
export type Upgrade = Readonly<z.infer<typeof upgradeSchema>>;

const isSame = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([type, v]) => b[type] === v);

/** The pass to go on with: the one that is under way, a new one for other versions or after a restore, or none. */
export const nextUpgrade = (
  stored: Upgrade | undefined,
  asked: { readonly versions: Readonly<Record<string, number>>; readonly anew: boolean },
  now: number,
): Upgrade | undefined => {
  const isPresent = stored !== undefined && isSame(stored.versions, asked.versions);
  if (isPresent && stored.status === 'running') return stored;
  if (isPresent && !asked.anew) return undefined;
  const isNeeded = Object.values(asked.versions).some((version) => version > 1);
  return {
    ...{ id: UPGRADE_ID, version: (stored?.version ?? 0) + 1, versions: asked.versions },
    status: isNeeded ? 'running' : 'done',
    ...{ read: 0, upgraded: 0, newer: 0, startedAt: now },
    ...(isNeeded ? {} : { finishedAt: now }),
  };
};
