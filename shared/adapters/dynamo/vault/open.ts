import type { Item } from '../item-kind.ts';
import { notingSealed } from '../unknown-fields.ts';
import { type DataKey, type DataKeyItem, openDataKey } from './data-key.ts';
import { putBack } from './fields.ts';
import { isSealedFor, openValues, type Sealed } from './seal.ts';
import type { Vault } from './vault.ts';

/** Data keys that were read, by customer; `undefined` for one that was asked for and is not there. */
export type ReadKeys = ReadonlyMap<string, DataKeyItem | undefined>;

/** Reads data keys, strongly consistent. */
export type FetchKeys = (customerIds: readonly string[]) => Promise<ReadKeys>;

const sealedOf = (item: Item): Sealed | undefined => item['sealedFields'] as Sealed | undefined;

/** The customer whose public half lies beside this item: its customer, the first holder of a lookup, or who the item is itself. */
const sealsFor = ({ customerId, customerIds, id }: Item): string =>
  String(customerId ?? (Array.isArray(customerIds) ? customerIds[0] : id));

const learnFrom = (vault: Vault, items: Iterable<Item>, keys: ReadKeys): void => {
  for (const item of items)
    if (item['sealTo'] instanceof Uint8Array) vault.learn(sealsFor(item), item['sealTo']);
  for (const [customerId, key] of keys) if (key) vault.learn(customerId, key.public);
};

/**
 * The items with everything in them that is sealed, in the same order. `keys` are those that were read together with the items; others are
 * read now. An item whose key was erased comes as what is left of it in the open.
 */
export const openItems = async (
  vault: Vault | undefined,
  items: readonly Item[],
  keys: ReadKeys,
  fetch: FetchKeys,
): Promise<readonly Item[]> => {
  if (!vault) return items;
  learnFrom(vault, items, keys);
  const owners = new Set(items.flatMap((item) => sealedOf(item)?.owner ?? []));
  // A key that was not there may have been made, with the item, between the two reads of one batch: it is gone only if it still is not there.
  const missing = [...owners].filter((owner) => keys.get(owner) === undefined);
  const later: ReadKeys = missing.length === 0 ? new Map() : await fetch(missing);
  const opened = new Map<string, DataKey>();
  const keyOf = (owner: string): DataKey | undefined => {
    const known = opened.get(owner);
    const stored = keys.get(owner) ?? later.get(owner);
    if (known || !stored) return known;
    const dataKey = openDataKey(vault.secrets, stored);
    opened.set(owner, dataKey);
    return dataKey;
  };
  return items.map((item) => openItem(vault, item, keyOf));
};

const openItem = (vault: Vault, item: Item, keyOf: (owner: string) => DataKey | undefined): Item => {
  const sealed = sealedOf(item);
  if (sealed === undefined) return item;
  const { sealedFields: _, ...left } = item;
  const dataKey = keyOf(sealed.owner);
  // A key that was made anew for the same customer opens nothing of what was before.
  if (!dataKey || !isSealedFor(sealed, dataKey)) return left;
  const about = { type: String(item['t']), pk: String(item['pk']), sk: String(item['sk']) };
  const values = openValues(vault.secrets.seal, dataKey, about, sealed);
  return notingSealed(putBack(left, values), Object.keys(values));
};
