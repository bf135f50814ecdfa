import type { Fault } from '#local/engines/faults.ts';
import type { Mode } from './modes.ts';

type Fields = Readonly<Record<string, unknown>>;
type Entry = { readonly Id: string };
type Keys = { readonly Keys: readonly unknown[] };

/**
 * Of a batch the last `n` parts are left undone, but never all: the service then refuses the call instead. For calls that are no batches
 * `undefined`.
 */
export const unprocessed =
  (n: number): Mode =>
  ({ operation, body }) => {
    if (operation === 'BatchGetItem') return leftKeys(n, body as { RequestItems: Record<string, Keys> });
    if (operation === 'BatchWriteItem')
      return leftWrites(n, body as { RequestItems: Record<string, readonly unknown[]> });
    if (operation === 'SendMessageBatch') return leftEntries(n, body as { Entries: readonly Entry[] });
    if (operation === 'PutEvents') return leftEvents(n, body as { Entries: readonly unknown[] });
    return undefined;
  };

/** Of several lists in order, what stays and what is left out: the last `n` of all of them, and never the first. */
const split = (lists: Readonly<Record<string, readonly unknown[]>>, n: number) => {
  const all = Object.entries(lists).flatMap(([name, list]) => list.map((each) => [name, each] as const));
  const at = Math.max(1, all.length - n);
  const named = (part: typeof all): Record<string, unknown[]> => {
    const groups: Record<string, unknown[]> = {};
    for (const [name, each] of part) groups[name] = [...(groups[name] ?? []), each];
    return groups;
  };
  return { done: named(all.slice(0, at)), left: named(all.slice(at)), count: all.length - at };
};

const leftKeys = (n: number, { RequestItems }: { RequestItems: Record<string, Keys> }): Fault | undefined => {
  const lists = Object.fromEntries(Object.entries(RequestItems).map(([name, { Keys }]) => [name, Keys]));
  const { done, left, count } = split(lists, n);
  if (count === 0) return undefined;
  const withKeys = (groups: Record<string, unknown[]>) =>
    Object.fromEntries(Object.entries(groups).map(([name, Keys]) => [name, { ...RequestItems[name], Keys }]));
  return {
    kind: 'rewrite',
    body: (request) => ({ ...(request as Fields), RequestItems: withKeys(done) }),
    answer: (reply) => ({ ...(reply as Fields), UnprocessedKeys: withKeys(left) }),
  };
};

const leftWrites = (
  n: number,
  { RequestItems }: { RequestItems: Record<string, readonly unknown[]> },
): Fault | undefined => {
  const { done, left, count } = split(RequestItems, n);
  if (count === 0) return undefined;
  return {
    kind: 'rewrite',
    body: (request) => ({ ...(request as Fields), RequestItems: done }),
    answer: (reply) => ({ ...(reply as Fields), UnprocessedItems: left }),
  };
};

const leftEntries = (n: number, { Entries }: { Entries: readonly Entry[] }): Fault | undefined => {
  const at = Math.max(1, Entries.length - n);
  const Failed = Entries.slice(at).map(({ Id }) => ({
    ...{ Id, SenderFault: false, Code: 'InternalError', Message: 'by a fault switch' },
  }));
  if (Failed.length === 0) return undefined;
  return {
    kind: 'rewrite',
    body: (request) => ({ ...(request as Fields), Entries: Entries.slice(0, at) }),
    answer: (reply) => ({ ...(reply as Fields), Failed }),
  };
};

const leftEvents = (n: number, { Entries }: { Entries: readonly unknown[] }): Fault | undefined => {
  const at = Math.max(1, Entries.length - n);
  const failed = Entries.slice(at).map(() => ({
    ErrorCode: 'ThrottlingException',
    ErrorMessage: 'Rate exceeded',
  }));
  if (failed.length === 0) return undefined;
  return {
    kind: 'rewrite',
    body: (request) => ({ ...(request as Fields), Entries: Entries.slice(0, at) }),
    answer: (reply) => {
      const done = (reply as { Entries: readonly unknown[] }).Entries;
      return { FailedEntryCount: failed.length, Entries: [...done, ...failed] };
    },
  };
};

const isRead = (operation: string): boolean => operation === 'Query' || operation === 'Scan';

/** Pages of at most `n` items, each but the last with a cursor: what a page of a megabyte does to large items. */
export const shortPages =
  (n: number): Mode =>
  ({ operation }) =>
    isRead(operation)
      ? {
          kind: 'rewrite',
          body: (request) => {
            const { Limit, ...rest } = request as { Limit?: number };
            return { ...rest, Limit: Math.min(Limit ?? n, n) };
          },
        }
      : undefined;

/**
 * Before every page with items an empty one with a cursor, as a filter gives it that leaves nothing of what was read. The cursor is that of the first
 * item, and means the place before it the first time it comes back.
 */
export const emptyPages = (): Mode => {
  const given = new Map<string, unknown>();
  return ({ operation, body }) => {
    if (!isRead(operation)) return undefined;
    const { ExclusiveStartKey: start, ...rest } = body as { ExclusiveStartKey?: unknown };
    const name = JSON.stringify(start);
    if (start !== undefined && given.has(name)) {
      const before = given.get(name);
      given.delete(name);
      const asked = before === undefined ? rest : { ...rest, ExclusiveStartKey: before };
      return { kind: 'rewrite', body: () => asked };
    }
    return {
      kind: 'rewrite',
      body: (request) => ({ ...(request as Fields), Limit: 1 }),
      answer: (reply) => {
        const { LastEvaluatedKey: last } = reply as { LastEvaluatedKey?: unknown };
        if (last === undefined) return reply;
        given.set(JSON.stringify(last), start);
        return { ...(reply as Fields), Items: [], Count: 0 };
      },
    };
  };
};
