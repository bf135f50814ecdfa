import type { Context } from '../ports.ts';

/** Number, instants and author of the version that follows. Versions are immutable: each is written once. */
export const followUp = (
  { version, createdAt }: { readonly version: number; readonly createdAt?: number },
  { now, caller }: Pick<Context, 'now' | 'caller'>,
) => ({
  version: version + 1,
  ...(createdAt === undefined ? {} : { createdAt }),
  updatedAt: now,
  updatedBy: caller.id,
});

/** The same for the first version. */
export const firstVersion = ({ now, caller }: Pick<Context, 'now' | 'caller'>) => ({
  version: 1,
  createdAt: now,
  updatedAt: now,
  updatedBy: caller.id,
});
