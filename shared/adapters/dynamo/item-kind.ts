import type { Kind, Records } from '#shared/app/records.ts';
import type { Key, Shards } from './keys.ts';
import type { Upgrades } from './schema-version.ts';
import type { Left } from './vault/fields.ts';

export type Item = Record<string, unknown>;

/**
 * Whose data a record is: a customer's, that of the customer of its ticket, or of whoever else is written about in the same transaction
 * (the first, where there are several).
 */
export type Owner = { readonly customerId: string } | { readonly ticketId: string } | 'transaction';

/**
 * What of a record is personal. Sealed together for its owner are the fields of `left` (by their paths, as in `answer.comment`) whose value
 * may not stay in the open; what `left` makes of each value stays, and is all that a reader gets once the owner's key is gone.
 */
export type Personal<Record> = { owner(record: Record): Owner; readonly left: Left };

/** How one kind of record is kept in the table. One file in `items/` for each; the registry lists them all. */
export type ItemKind<K extends Kind> = {
  /** Short type name, attribute `t` of the item. */
  readonly type: string;
  /** Version of the item's shape, attribute `v`; raised whenever an older item needs an upgrade on read. */
  readonly schemaVersion: number;
  /** One step for each earlier version: a kind whose version is raised keeps them as long as an item or a snapshot may be that old. */
  readonly upgrades?: Upgrades;
  /** Key of the record with this id (outermost part first). */
  key(id: readonly string[]): Key;
  idOf(record: Records[K]): readonly string[];
  /** The entity version that `update` and `expect` compare (attribute `ver`); kinds without one are written once. */
  versionOf?(record: Records[K]): number;
  /** For records that expire: the instant of this write, from which on an older one with `expiresAt` in the past may be replaced. */
  replaceableAfter?(record: Records[K]): number;
  /** All attributes but `pk sk t v ver`, index keys included: computed from the record alone, so that no index key can lag. */
  toItem(record: Records[K], shards: Shards): Item;
  readonly personal?: Personal<Records[K]>;
  /** The customer for whom those write who have read this record: the public half of their data key lies beside it (`sealTo`). */
  sealsFor?(record: Records[K]): string | undefined;
  /** Reads the present schema version; throws on a shape it does not know. Older items are brought to it first (`itemKindOf`). */
  fromItem(item: Item): Records[K];
  /**
   * Items that follow this one in the same transaction (facets, aliases): those to write and those to take away. `own` are written only
   * where there is none, or one with the same `id`: nobody takes another record's.
   */
  follow?(
    record: Records[K],
    before: Records[K] | undefined,
    shards: Shards,
  ): { put: readonly Item[]; own?: readonly Item[]; remove: readonly Key[] };
};
