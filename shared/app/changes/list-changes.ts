import type { Context, Operation } from '#shared/app/ports.ts';
import type { changeRoutes } from '#shared/contracts/changes.ts';
import { hrefOf } from '#shared/domain/changes/change.ts';
import {
  before,
  behind,
  FEED_LAG_MS,
  FEED_LIFE_MS,
  type FeedPage,
  instantOf,
  type Logged,
  mergeShards,
  type ShardPage,
} from '#shared/domain/changes/feed.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { iso } from '#shared/domain/kernel/time.ts';

/** Reads the log of changes, strongly consistent. */
export type ChangeReader = {
  /** Of each shard the next lines behind `after` and up to `end`, at most so many. */
  read(after: string, end: string, limit: number): Promise<readonly ShardPage[]>;
};

type ListChanges = Operation<(typeof changeRoutes)['webhooks/list-changes']>;

/** Lines that are read of each shard when most of them may be of another kind. */
const READ_TO_FILTER = 200;

const aboutOf = ({ caller }: Context): string => `changes|${caller.id}`;

/**
 * The place a cursor stands for; without one, the oldest line that is kept. Refuses with `invalid_cursor` one that was given to somebody else,
 * with `cursor_expired` one from which lines are gone already.
 */
const startOf = (cursor: string | undefined, context: Context): string => {
  const oldest = context.now - FEED_LIFE_MS;
  if (cursor === undefined) return before(oldest);
  const opened = context.unseal(aboutOf(context), cursor);
  const at = typeof opened === 'string' ? instantOf(opened) : undefined;
  if (typeof opened !== 'string' || at === undefined) throw new Refusal('invalid_cursor');
  if (at < oldest) throw new Refusal('cursor_expired');
  return opened;
};

/** `GET /v1/changes`: what changed, oldest first, each change at least once and of one record in order. */
export const listChanges = (reader: () => ChangeReader): ListChanges => ({
  async run({ query: { after, cursor, limit, entity } }, context) {
    // The feed tells of every record there is: who may only see some of them cannot have it.
    if (context.caller.scope !== 'all') throw new Refusal('forbidden');
    if (after !== undefined && cursor !== undefined)
      throw refuseField('cursor', 'must not be given together with after');
    const start = startOf(after ?? cursor, context);
    const upTo = context.now - FEED_LAG_MS;
    const end = behind(upTo);
    const page: FeedPage =
      start >= end
        ? { lines: [], place: start, more: false }
        : mergeShards(await reader().read(start, end, entity === undefined ? limit : READ_TO_FILTER), {
            limit,
            end,
            entity,
          });
    const next = context.seal(aboutOf(context), page.place);
    return {
      body: {
        items: page.lines.map(viewOf),
        ...(page.more ? { nextCursor: next } : {}),
        after: next,
        endOfStream: !page.more,
        lag: 'PT5S',
        upTo: iso(upTo),
      },
    };
  },
});

const viewOf = ({ at, change }: Logged) => {
  const { id, entity, entityId, parentId, action, version } = change;
  const href = hrefOf(change);
  return {
    id,
    at: iso(at),
    entity,
    entityId,
    ...(parentId === undefined ? {} : { parentId }),
    action,
    ...(version === undefined ? {} : { version }),
    ...(href === undefined ? {} : { href }),
  };
};
