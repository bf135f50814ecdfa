import type { Config } from '#shared/app/config.ts';
import type { Lists } from '#shared/app/lists.ts';
import { LostRace, type Store } from '#shared/app/ports.ts';
import { ref, type Write } from '#shared/app/records.ts';
import { rolesByRef } from '#shared/domain/people/role.ts';
import { defaultSettings } from '#shared/domain/settings/settings.ts';
import { slaContextOf } from '#shared/domain/sla/sla.ts';
import { type MemoryStore, memoryStore } from '#test/support/memory-store.ts';
import { listsOf } from './lists.ts';

/** One call to the world outside: what kind it is, and what it would write. */
type Call = { readonly kind: 'read' | 'commit' | 'mail'; readonly writes?: readonly Write[] };
/** Stands between the product and the world: may wait, fail before or after, or look at what is written. */
export type Wire = <T>(call: Call, act: () => Promise<T>) => Promise<T>;

const newest = <T extends { version: number }>(
  all: readonly T[],
  idOf: (one: T) => string,
): Map<string, T> => {
  const found = new Map<string, T>();
  for (const one of all) if ((found.get(idOf(one))?.version ?? 0) < one.version) found.set(idOf(one), one);
  return found;
};

const loadConfig = (memory: MemoryStore, epoch: number): Config => {
  const versions = Map.groupBy(memory.all('calendar'), ({ calendarId }) => calendarId);
  for (const all of versions.values()) all.sort((a, b) => a.version - b.version);
  const settings = memory.all('settings').toSorted((a, b) => b.version - a.version)[0] ?? defaultSettings(0);
  const policies = [...newest(memory.all('policy'), ({ policyId }) => policyId).values()];
  return {
    epoch,
    settings,
    roles: rolesByRef(memory.all('role')),
    teams: newest(memory.all('team'), ({ id }) => id),
    shops: newest(memory.all('shop'), ({ id }) => id),
    policies: policies.sort((a, b) => a.position - b.position),
    calendars: versions,
    templates: [],
    sla: slaContextOf(versions, settings.sla),
    webhooks: [],
  };
};

export type DeskStore = Store & {
  readonly memory: MemoryStore;
  readonly loads: Map<string, number>;
  /** Puts another wire between the product and the store. */
  wire: Wire;
  /** Whether a key that is destroyed makes everything unreadable at once; if not, only what is taken out is gone. */
  forgets: boolean;
  /** The configuration as it was read last. */
  config(): Config | undefined;
};

/** The same lists, each page asked for through the wire. */
const wired = (lists: Lists, through: <T>(act: () => Promise<T>) => Promise<T>): Lists =>
  Object.fromEntries(
    Object.entries(lists).map(([name, list]) => {
      if (typeof list !== 'function') return [name, list];
      const ask = list as (...given: unknown[]) => Promise<unknown>;
      return [name, (...given: unknown[]) => through(() => ask(...given))];
    }),
  ) as Lists;

/** The store in memory with what a desk needs besides: the configuration by its epoch, the load of agents, and the lists of workers. */
export const deskStore = (from?: DeskStore): DeskStore => {
  const memory = memoryStore();
  for (const [key, item] of from?.memory.items ?? []) memory.items.set(key, item);
  const loads = new Map(from?.loads);
  let config = from?.config();
  const shifts = (writes: readonly Write[]) => writes.filter((write) => write.op === 'shift');
  const full = (writes: readonly Write[]): number[] =>
    writes.flatMap((write, n) =>
      write.op === 'shift' && write.atMost !== undefined && (loads.get(write.userId) ?? 0) >= write.atMost
        ? [n]
        : [],
    );
  const commit = async (writes: readonly Write[]): Promise<void> => {
    const lost = full(writes);
    if (lost.length > 0) throw new LostRace(lost);
    await memory.commit(store.forgets ? writes : writes.filter(({ op }) => op !== 'forget'));
    for (const { userId, by } of shifts(writes)) loads.set(userId, (loads.get(userId) ?? 0) + by);
  };
  const store: DeskStore = {
    memory,
    loads,
    wire: (_call, act) => act(),
    forgets: true,
    config: () => config,
    open: (first) =>
      store.wire({ kind: 'read' }, async () => {
        const found = await memory.reader.get(first.refs);
        const principal = first.sub === undefined ? undefined : memory.one(ref('principal', first.sub));
        const epoch = memory.one(ref('epoch', '0'))?.number ?? 0;
        if (config?.epoch !== epoch) config = loadConfig(memory, epoch);
        return { found, principal, config };
      }),
    commit: (writes) => store.wire({ kind: 'commit', writes }, () => commit(writes)),
    reader: { get: (refs) => store.wire({ kind: 'read' }, () => memory.reader.get(refs)) },
    lists: wired(
      listsOf(memory, (userId) => loads.get(userId) ?? 0),
      (act) => store.wire({ kind: 'read' }, act),
    ),
  };
  return store;
};
