import type { Item } from '../item-kind.ts';

const technical: ReadonlySet<string> = new Set([
  'pk',
  'sk',
  't',
  'v',
  'ver',
  'ttl',
  'card',
  'sealedFields',
  'sealTo',
  'restoredBy',
]);

/** The attributes of an item that belong to its record: without keys, type, versions and index keys. */
export const stripped = (item: Item): Item =>
  Object.fromEntries(
    Object.entries(item).filter(([name]) => !technical.has(name) && !/^g\d[ps]k$/.test(name)),
  );
