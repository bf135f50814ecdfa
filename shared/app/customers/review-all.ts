import type { Instant } from '#shared/domain/kernel/time.ts';

/** How far a walk over all customers has come, for which settings. */
export type Walk = {
  readonly version: number;
  /** The settings (`rulesOf`) that everybody is to be judged by. */
  readonly rules: string;
  /** The last entry of each shard that was sent; a shard that is through isn't walked again. */
  readonly upTo: Readonly<Record<string, string>>;
  readonly done: readonly string[];
};

/** All active customers in a sharded list, and how far a walk over them has come. */
export type Walks = {
  readonly shards: readonly string[];
  /** Pages of a shard behind an entry: ids, and where the page ends. */
  pages(shard: string, after: string | undefined): AsyncIterable<{ ids: readonly string[]; upTo: string }>;
  last(): Promise<Walk | undefined>;
  /** Keeps the walk on the condition that nobody else has meanwhile; `false` when somebody has. */
  keep(walk: Walk): Promise<boolean>;
};

/** Walking stops after this long; the next night goes on. */
const budgetMs = 45_000;

type Send = (customerIds: readonly string[]) => Promise<void>;

/**
 * Sends every active customer to `send` once when the settings that worth depends on have changed, in as many nights as it takes, and
 * nobody when they haven't: what it costs grows with the customers only then. Begins anew when the settings change meanwhile.
 */
export const reviewAll = async (
  walks: Walks,
  rules: string,
  send: Send,
  elapsedMs: () => number,
): Promise<{ readonly sent: number; readonly complete: boolean }> => {
  const last = await walks.last();
  const version = (last?.version ?? 0) + 1;
  if (last === undefined) {
    // Nobody has been judged by other settings yet.
    await walks.keep({ version, rules, upTo: {}, done: walks.shards });
    return { sent: 0, complete: true };
  }
  const going = last.rules === rules ? last : { ...last, rules, upTo: {}, done: [] };
  const left = walks.shards.filter((shard) => !going.done.includes(shard));
  if (left.length === 0) return { sent: 0, complete: true };
  const walked = await Promise.all(
    left.map((shard) => walkShard(walks, { shard, after: going.upTo[shard] }, send, elapsedMs)),
  );
  const done = [...going.done, ...walked.filter((each) => each.done).map(({ shard }) => shard)];
  const upTo = Object.fromEntries(walked.flatMap((each) => (each.upTo ? [[each.shard, each.upTo]] : [])));
  await walks.keep({ version, rules, upTo: { ...going.upTo, ...upTo }, done });
  return {
    sent: walked.reduce((sum, each) => sum + each.sent, 0),
    complete: done.length >= walks.shards.length,
  };
};

const walkShard = async (
  walks: Walks,
  { shard, after }: { shard: string; after: string | undefined },
  send: Send,
  elapsedMs: () => number,
) => {
  let upTo = after;
  let sent = 0;
  for await (const page of walks.pages(shard, after)) {
    await send(page.ids);
    sent += page.ids.length;
    upTo = page.upTo;
    if (elapsedMs() > budgetMs) return { shard, upTo, sent, done: false };
  }
  return { shard, upTo, sent, done: true };
};

/** What the worker is told of a customer. */
export const reviewMessage = (customerId: string, at: Instant) => ({
  body: { type: 'review', customerId, timerAt: new Date(at).toISOString() },
});
