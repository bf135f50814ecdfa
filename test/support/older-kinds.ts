import type { Item, ItemKind } from '#shared/adapters/dynamo/item-kind.ts';
import type { Upgrades } from '#shared/adapters/dynamo/schema-version.ts';
import type { Kind } from '#shared/app/records.ts';

/** A shape that was changed twice since: how an item is brought on, and how the present one is taken back to it. */
type Past = { readonly upgrades: Upgrades; readonly back: (item: Item, version: 1 | 2) => Item };

const renamed = (item: Item, from: string, to: string): Item => {
  if (!(from in item)) throw new Error(`an item of this version has no ${from}`);
  const { [from]: value, ...rest } = item;
  return { ...rest, [to]: value };
};

/** The second version called the present field `second`, the first one called it `first`. */
const renamedTwice = (present: string, second: string, first: string): Past => ({
  upgrades: { 1: (item) => renamed(item, first, second), 2: (item) => renamed(item, second, present) },
  back: (item, version) => renamed(item, present, version === 1 ? first : second),
});

/** By type: fields of which the restore itself makes use are among them, and kinds with sealed fields. */
export const pasts: Readonly<Record<string, Past>> = {
  ticket: renamedTwice('status', 'phase', 'state'),
  event: renamedTwice('type', 'what', 'name'),
  task: renamedTwice('status', 'is', 'state'),
  order: renamedTwice('status', 'phase', 'state'),
  message: {
    upgrades: {
      1: ({ internal, ...item }) => ({ ...item, seenBy: internal === true ? 'staff' : 'everybody' }),
      2: ({ seenBy, ...item }) => ({ ...item, visibility: seenBy === 'staff' ? 'internal' : 'public' }),
    },
    back: ({ visibility, ...item }, version) => ({
      ...item,
      ...(version === 1
        ? { internal: visibility === 'internal' }
        : { seenBy: visibility === 'internal' ? 'staff' : 'everybody' }),
    }),
  },
  ticketNumber: {
    upgrades: {
      1: ({ first, last, ...item }) => ({ ...item, number: `${String(first)}-${String(last)}` }),
      2: ({ ticket, ...item }) => ({ ...item, ticketId: ticket }),
    },
    back: ({ ticketId, number, ...item }, version) => {
      const [first, ...last] = String(number).split('-');
      return version === 1
        ? { ...item, ticket: ticketId, first, last: last.join('-') }
        : { ...item, ticket: ticketId, number };
    },
  },
};

/** The kind as it would be had its shape been changed twice to be what it is. */
export const raised = <K extends Kind>(kind: ItemKind<K>): ItemKind<K> => {
  const past = pasts[kind.type];
  return past ? { ...kind, schemaVersion: 3, upgrades: past.upgrades } : kind;
};

/** An item of the present shape as an older version of the product would have written it. */
export const older = (item: Item, version: 1 | 2): Item => {
  const past = pasts[String(item['t'])];
  return past ? { ...past.back(item, version), v: version } : item;
};
