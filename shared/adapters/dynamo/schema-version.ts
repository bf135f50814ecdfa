import type { Kind, Records } from '#shared/app/records.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { logger } from '#shared/runtime/telemetry.ts';
import type { Item, ItemKind } from './item-kind.ts';
import { stripped } from './items/strip.ts';
import { keepUnknown } from './unknown-fields.ts';

/** By a version of an item's shape, what makes the next one of it. Works on the opened item, keys and index keys included. */
export type Upgrades = Readonly<Record<number, (item: Item) => Item>>;

/** Items from before versions were written count as the first. */
export const versionOfItem = (item: Item): number => (typeof item['v'] === 'number' ? item['v'] : 1);

/**
 * The item in the present shape of its kind, step by step. Refuses with `newer_version` what a later version of the product has written:
 * nobody here knows what it means, so nobody reads half of it or writes it back.
 */
export const upgraded = (
  { type, schemaVersion, upgrades = {} }: Pick<ItemKind<Kind>, 'type' | 'schemaVersion' | 'upgrades'>,
  item: Item,
): Item => {
  const from = versionOfItem(item);
  if (from > schemaVersion) {
    logger().error('item of a newer version', { type, version: from, known: schemaVersion });
    throw new Refusal('newer_version', { type, version: from, known: schemaVersion });
  }
  let present = item;
  for (let version = from; version < schemaVersion; version++) {
    const upgrade = upgrades[version];
    if (!upgrade) throw new Error(`items of type ${type} have no way from version ${version}`);
    present = { ...upgrade(present), v: version + 1 };
  }
  return present;
};

/** The kind as everybody reads it: older items are brought up to date, fields that only a newer writer knows go along with the record. */
export const versioned = <K extends Kind>(kind: ItemKind<K>): ItemKind<K> => ({
  ...kind,
  fromItem(item) {
    const present = upgraded(kind, item);
    return keepUnknown(kind.fromItem(present) as Records[K] & object, stripped(present), item) as Records[K];
  },
});

/** The records of a list's items: what a later version of the product has written is left out, and told in the log. */
export const readable = <K extends Kind>(kind: ItemKind<K>, items: readonly Item[]): Records[K][] =>
  items.flatMap((item) => {
    try {
      return [kind.fromItem(item)];
    } catch (error) {
      if (error instanceof Refusal && error.code === 'newer_version') return [];
      throw error;
    }
  });
