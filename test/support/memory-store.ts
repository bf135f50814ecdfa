import type { Item, ItemKind } from '#shared/adapters/dynamo/item-kind.ts';
import { itemKindOf } from '#shared/adapters/dynamo/items/index.ts';
import type { Key, Shards } from '#shared/adapters/dynamo/keys.ts';
import { inTheOpen } from '#shared/adapters/dynamo/vault/fields.ts';
import type { Config } from '#shared/app/config.ts';
import type { PageAsk, Position, Slice } from '#shared/app/lists.ts';
import { LostRace, type Store } from '#shared/app/ports.ts';
import { type Found, type Kind, type Records, type Ref, ref, type Write } from '#shared/app/records.ts';
import { fitsCustomerQuery } from '#shared/domain/customers/list.ts';
import { rolesByRef } from '#shared/domain/people/role.ts';
import { defaultSettings } from '#shared/domain/settings/settings.ts';
import { slaContextOf } from '#shared/domain/sla/sla.ts';

const shards: Shards = { team: 1, all: 1, timers: 1 };
const nameOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;
const keyOf = (item: Item): string => nameOf({ pk: String(item['pk']), sk: String(item['sk']) });

const itemOf = <K extends Kind>(kind: ItemKind<K>, record: Records[K]): Item => ({
  ...kind.key(kind.idOf(record)),
  t: kind.type,
  v: kind.schemaVersion,
  ...(kind.versionOf ? { ver: kind.versionOf(record) } : {}),
  ...kind.toItem(record, shards),
});

/** A write of a record, taken apart as the adapter does: the condition, the items it leaves and the keys it takes away. */
const partsOf = <K extends Kind>(write: Extract<Write, { kind: Kind }>) => {
  const kind = itemKindOf(write.kind) as ItemKind<K>;
  const record = write.record as Records[K];
  const before = write.op === 'update' ? (write.before as Records[K]) : undefined;
  const item = itemOf(kind, record);
  const follow = kind.follow?.(record, before, shards) ?? { put: [], remove: [] };
  const was = before === undefined ? undefined : kind.versionOf?.(before);
  const own = follow.own ?? [];
  return { item, put: [item, ...follow.put, ...own], own, remove: follow.remove.map(nameOf), was };
};

/**
 * Keeps the promises of the store in memory, item by item with the adapter's own item kinds: all or nothing, on conditions, and no item
 * twice in one transaction. Lists of what people and customers tests need; they follow at once.
 */
export const memoryStore = () => {
  const items = new Map<string, Item>();
  const commits: (readonly Write[])[] = [];

  const forgotten = new Set<string>();

  /** The record of an item; of somebody forgotten only what lies in the open. */
  const read = <K extends Kind>(kind: ItemKind<K>, item: Item): Records[K] => {
    const record = kind.fromItem(structuredClone(item));
    const owner = kind.personal?.owner(record);
    if (!kind.personal || !owner || owner === 'transaction') return record;
    const customerId =
      'customerId' in owner
        ? owner.customerId
        : items.get(nameOf(itemKindOf('ticket').key([owner.ticketId])))?.['customerId'];
    return forgotten.has(String(customerId))
      ? (inTheOpen(record as Item, kind.personal.left) as Records[K])
      : record;
  };
  const get = <K extends Kind>({ kind, id }: Ref<K>): Records[K] | undefined => {
    const item = items.get(nameOf(itemKindOf(kind).key(id)));
    return item === undefined ? undefined : read(itemKindOf(kind), item);
  };
  const foundOf = (refs: readonly Ref[]): Found => {
    const copies = new Map(refs.map((each) => [nameOf(itemKindOf(each.kind).key(each.id)), get(each)]));
    return {
      one: <K extends Kind>(each: Ref<K>) =>
        copies.get(nameOf(itemKindOf(each.kind).key(each.id))) as Records[K] | undefined,
    };
  };
  const allOf = <K extends Kind>(kind: K): Records[K][] =>
    [...items.values()]
      .filter((item) => item['t'] === itemKindOf(kind).type)
      .map((item) => read(itemKindOf(kind), item));

  const holds = (write: Write): boolean => {
    if (write.op === 'owns') return true;
    if (write.op === 'remove' && write.version === undefined) return true;
    if (write.op === 'expect' || write.op === 'remove')
      return items.get(nameOf(itemKindOf(write.ref.kind).key(write.ref.id)))?.['ver'] === write.version;
    if (write.op !== 'create' && write.op !== 'update') return true;
    const { item, was, own } = partsOf(write);
    const stored = items.get(keyOf(item));
    const isTaken = (one: Item): boolean => (items.get(keyOf(one)) ?? one)['id'] !== one['id'];
    if (own.some(isTaken)) return false;
    return write.op === 'create' ? stored === undefined || isOver(write, stored) : stored?.['ver'] === was;
  };
  /** Of records that expire, one whose time is over counts as gone. */
  const isOver = <K extends Kind>(write: Extract<Write, { kind: Kind }>, stored: Item): boolean => {
    const from = (itemKindOf(write.kind) as ItemKind<K>).replaceableAfter?.(write.record as Records[K]);
    return from !== undefined && Number(stored['expiresAt']) <= from;
  };
  const touched = (write: Write): string[] => {
    if (write.op === 'owns') return [];
    if (write.op === 'expect' || write.op === 'remove')
      return [nameOf(itemKindOf(write.ref.kind).key(write.ref.id))];
    if (write.op === 'shift') return [nameOf(itemKindOf('load').key([write.userId]))];
    if (write.op === 'forget') return [`data key of ${write.customerId}`];
    const { put, remove } = partsOf(write);
    return [...put.map(keyOf), ...remove];
  };
  const apply = (write: Write): void => {
    if (write.op === 'expect' || write.op === 'shift' || write.op === 'owns') return;
    if (write.op === 'forget') return void forgotten.add(write.customerId);
    if (write.op === 'remove') return void items.delete(nameOf(itemKindOf(write.ref.kind).key(write.ref.id)));
    const { put, remove } = partsOf(write);
    for (const item of put) items.set(keyOf(item), structuredClone(item));
    for (const name of remove) items.delete(name);
  };
  const commit = async (writes: readonly Write[]): Promise<void> => {
    await Promise.resolve();
    const names = writes.flatMap(touched);
    if (new Set(names).size !== names.length) throw new Error('a transaction touches one item twice');
    if (names.length > 100) throw new Error('a transaction is too large');
    const lost = writes.flatMap((write, n) => (holds(write) ? [] : [n]));
    if (lost.length > 0) throw new LostRace(lost);
    commits.push(writes);
    for (const write of writes) apply(write);
  };

  const config = (): Config => {
    const byId = <T extends { id: string }>(all: readonly T[]) => new Map(all.map((one) => [one.id, one]));
    const settings = allOf('settings')[0] ?? defaultSettings(0);
    return {
      epoch: get(ref('epoch', '0'))?.number ?? 0,
      settings,
      roles: rolesByRef(allOf('role')),
      teams: byId(allOf('team')),
      shops: byId(allOf('shop')),
      policies: [],
      calendars: new Map(),
      templates: [],
      sla: slaContextOf(new Map(), settings.sla),
      webhooks: allOf('webhook'),
    };
  };

  const open: Store['open'] = async ({ sub, refs }) => ({
    found: foundOf(refs),
    config: config(),
    principal: sub === undefined ? undefined : get(ref('principal', sub)),
  });

  const newestFirst = <T extends { id: string; createdAt: number }>(
    all: readonly T[],
    page: PageAsk,
  ): Slice<T> => {
    const positionOf = (one: T): Position => ({ sort: new Date(one.createdAt).toISOString(), id: one.id });
    const text = ({ sort, id }: Position): string => `${sort}#${id}`;
    const { after } = page;
    const rest = all
      .toSorted((a, b) => (text(positionOf(a)) < text(positionOf(b)) ? 1 : -1))
      .filter((one) => after === undefined || text(positionOf(one)) < text(after));
    const last = rest[page.limit - 1];
    return {
      items: rest.slice(0, page.limit),
      next: rest.length > page.limit && last ? positionOf(last) : undefined,
    };
  };

  const lists: Pick<
    Store['lists'],
    'users' | 'team' | 'members' | 'hasHolders' | 'customers' | 'customersById' | 'searchTokens' | 'tickets'
  > = {
    users: async (page) => newestFirst(allOf('user'), page),
    team: async (teamId) => allOf('member').filter((member) => member.teamId === teamId),
    hasHolders: async (roleId) => allOf('roleHolder').some((holder) => holder.roleId === roleId),
    members: async (teamId) =>
      allOf('member')
        .filter((member) => member.teamId === teamId)
        .map((member) => ({
          ...member,
          load: get(ref('load', member.userId)) ?? { userId: member.userId, active: 0 },
        })),
    customers: async (query, page) =>
      newestFirst(
        allOf('customer').filter((one) => fitsCustomerQuery(one, query)),
        page,
      ),
    customersById: async (ids) =>
      new Map(ids.flatMap((id) => get(ref('customer', id)) ?? []).map((one) => [one.id, one])),
    searchTokens: async (key, beginning, { limit, after }) => {
      const nameOfToken = (one: Records['searchToken']): string => `${one.rest}#${one.customerId}`;
      const rest = allOf('searchToken')
        .filter((one) => one.key === key && one.rest.startsWith(beginning))
        .filter((one) => after === undefined || nameOfToken(one) > after.sort)
        .toSorted((a, b) => (nameOfToken(a) < nameOfToken(b) ? -1 : 1));
      const last = rest[limit - 1];
      const next = rest.length > limit && last ? { sort: nameOfToken(last), id: '' } : undefined;
      return { items: rest.slice(0, limit), next };
    },
    tickets: async () => ({ items: [], next: undefined }),
  };

  const reader = { get: async (refs: readonly Ref[]) => foundOf(refs) };
  return { open, commit, reader, lists, items, commits, one: get, all: allOf };
};
export type MemoryStore = ReturnType<typeof memoryStore>;
