import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { User } from '#shared/domain/people/user.ts';
import { isActiveAdmin } from '#shared/domain/people/user-change.ts';
import type { Position } from '../lists.ts';
import type { Context } from '../ports.ts';
import { ref, type Write } from '../records.ts';

/** Staff are read in pages of this size. */
const PAGE = 100;

/** Ids of those who may be administrators; the list may be behind, so each is read again. */
const candidates = async ({ lists }: Context, not: string): Promise<string[]> => {
  const ids: string[] = [];
  let after: Position | undefined;
  do {
    const slice = await lists.users({ limit: PAGE, after });
    ids.push(...slice.items.filter((user) => isActiveAdmin(user) && user.id !== not).map(({ id }) => id));
    after = slice.next;
  } while (after !== undefined);
  return ids;
};

/**
 * What has to hold for an administrator to stop being one: another active one is there, and stays one until this is written. So two
 * administrators who disable each other at once don't leave nobody. Refuses with `conflict`.
 */
export const expectOtherAdmin = async (
  before: User,
  after: User,
  context: Context,
): Promise<readonly Write[]> => {
  if (!isActiveAdmin(before) || isActiveAdmin(after)) return [];
  const refs = (await candidates(context, before.id)).map((id) => ref('user', id));
  const found = await context.reader.get(refs);
  const other = refs.map((each) => found.one(each)).find((user) => user !== undefined && isActiveAdmin(user));
  if (!other) throw new Refusal('conflict');
  return [{ op: 'expect', ref: ref('user', other.id), version: other.version }];
};
