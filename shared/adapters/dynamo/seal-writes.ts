import type { Kind, Records, Write } from '#shared/app/records.ts';
import { fetchItems } from './fetch.ts';
import type { Item, ItemKind, Owner, Personal } from './item-kind.ts';
import { itemKindOf } from './items/index.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';
import { unknownOf, unknownSealedOf } from './unknown-fields.ts';
import { type DataKeyItem, newDataKey, type SealTo, sealToOf } from './vault/data-key.ts';
import { inTheOpen, type Left, toSeal } from './vault/fields.ts';
import { sealValues } from './vault/seal.ts';
import type { Vault } from './vault/vault.ts';

/** What a transaction needs to seal what is personal in it. */
export type Seals = {
  /** The item as it may lie in the table: personal values sealed, and beside it whom to seal for. */
  sealed<K extends Kind>(kind: ItemKind<K>, record: Records[K], item: Item): Item;
  /** The public half to lie beside records of this customer, where it is known. */
  beside(customerId: string | undefined): Item;
  /** Data keys to make in the same transaction, each for the write at this position. */
  readonly made: readonly { readonly item: DataKeyItem; readonly position: number }[];
  /** To be called when the transaction is through: only then do the keys it made count. */
  done(): void;
};

type Recorded = Extract<Write, { kind: Kind }>;
/** A record that holds something to seal, and where in the transaction it is written. */
type Need = { readonly owner: Exclude<Owner, 'transaction'>; readonly position: number };

const isRecorded = (write: Write): write is Recorded => 'kind' in write;

const personalOf = ({ kind }: Recorded): Personal<Records[Kind]> | undefined =>
  (itemKindOf(kind) as ItemKind<Kind>).personal as Personal<Records[Kind]> | undefined;

/** What a newer writer had sealed is sealed again, whatever it is. */
const leftOf = <R>({ left }: Personal<R>, record: R): Left => ({
  ...left,
  ...Object.fromEntries(unknownSealedOf(record as object).map((name) => [name, () => undefined])),
});
const wholeOf = (record: unknown): Item => ({ ...unknownOf(record as object), ...(record as Item) });

const needsOf = (writes: readonly Write[]): Need[] =>
  writes.flatMap((write, position) => {
    const personal = isRecorded(write) ? personalOf(write) : undefined;
    const owner = personal?.owner((write as Recorded).record as Records[Kind]);
    if (!isRecorded(write) || !personal || !owner || owner === 'transaction') return [];
    // Every customer has a key from the beginning; other records need one when there is something to seal.
    const isNew = write.op === 'create' && write.kind === 'customer';
    const left = leftOf(personal, write.record as Records[Kind]);
    const holds = Object.keys(toSeal(wholeOf(write.record), left)).length > 0;
    return isNew || holds ? [{ owner, position }] : [];
  });

/** The customers of the tickets that are written in this transaction. */
const customersOfTickets = (writes: readonly Write[]): Map<string, string> =>
  new Map(
    writes.flatMap((write) =>
      write.op === 'owns'
        ? [[write.ticketId, write.customerId] as const]
        : isRecorded(write) && write.kind === 'ticket'
          ? [[write.record.id, write.record.customerId] as const]
          : [],
    ),
  );

/** Finds the public halves that a transaction needs. Most are known from what was read to decide on it; the others are read or made now. */
export const sealsFor = async (table: Table, writes: readonly Write[]): Promise<Seals> => {
  const needs = needsOf(writes);
  const { vault } = table;
  if (!vault) {
    if (needs.length > 0) throw new Error('personal values cannot be written without data keys');
    return { sealed: (_, __, item) => item, beside: () => ({}), made: [], done: () => undefined };
  }
  const tickets = await ownersOfTickets(table, needs, customersOfTickets(writes));
  const ownerOf = (owner: Need['owner']): string =>
    'customerId' in owner ? owner.customerId : (tickets.get(owner.ticketId) ?? unknownTicket());
  const positions = new Map<string, number>();
  for (const { owner, position } of needs)
    if (!positions.has(ownerOf(owner))) positions.set(ownerOf(owner), position);
  const { found, made } = await sealTosOf(table, vault, positions, writes);
  const known = (customerId: string): SealTo | undefined => found.get(customerId) ?? vault.known(customerId);
  const beside: Seals['beside'] = (customerId) => {
    const sealTo = customerId === undefined ? undefined : known(customerId);
    return sealTo === undefined ? {} : { sealTo: sealTo.vouched };
  };
  // In a transaction that holds nothing of anybody there is nobody whose erasure would have to reach it.
  const sealedFor = (owner: Owner): string | undefined =>
    owner === 'transaction' ? positions.keys().next().value : ownerOf(owner);
  return {
    beside,
    made,
    done: () => {
      for (const [customerId, sealTo] of found) vault.remember(customerId, sealTo);
    },
    sealed(kind, record, item) {
      const open = { ...item, ...beside(kind.sealsFor?.(record)) };
      const left = kind.personal ? leftOf(kind.personal, record) : {};
      const values = toSeal(wholeOf(record), left);
      if (!kind.personal || Object.keys(values).length === 0) return open;
      const owner = sealedFor(kind.personal.owner(record));
      if (owner === undefined) return open;
      const sealTo = known(owner);
      if (!sealTo) throw new Error('nobody knows whom to seal for');
      const about = { type: kind.type, pk: String(item['pk']), sk: String(item['sk']) };
      const sealedFields = sealValues(vault.secrets.seal, owner, sealTo, about, values);
      return { ...inTheOpen(open, left), sealedFields };
    },
  };
};

const unknownTicket = (): never => {
  throw new Error('a part of a ticket that is not there');
};

/** The customers of all tickets whose parts are written: those in the transaction itself, others by their heads. */
const ownersOfTickets = async (
  table: Table,
  needs: readonly Need[],
  known: Map<string, string>,
): Promise<ReadonlyMap<string, string>> => {
  const unknown = needs.flatMap(({ owner }) =>
    'ticketId' in owner && !known.has(owner.ticketId) ? [owner.ticketId] : [],
  );
  if (unknown.length === 0) return known;
  const { items } = await fetchItems(table, [...new Set(unknown)].map(keys.ticket), [], true);
  return new Map([...known, ...items.map(({ id, customerId }) => [String(id), String(customerId)] as const)]);
};

type Found = { readonly found: ReadonlyMap<string, SealTo>; readonly made: Seals['made'] };

/** The public halves of these customers; where there is no key yet, one is made. */
const sealTosOf = async (
  table: Table,
  vault: Vault,
  positions: ReadonlyMap<string, number>,
  writes: readonly Write[],
): Promise<Found> => {
  const found = new Map<string, SealTo>();
  const made: Seals['made'][number][] = [];
  const forgotten = new Set(writes.flatMap((write) => (write.op === 'forget' ? [write.customerId] : [])));
  const make = (customerId: string, position: number): void => {
    const { item, sealTo } = newDataKey(vault.secrets, customerId);
    found.set(customerId, sealTo);
    // Whoever is forgotten in the same transaction gets no new key: what is sealed for them now opens for nobody.
    if (!forgotten.has(customerId)) made.push({ item, position });
  };
  const created = new Set(
    writes.flatMap((write) => (write.op === 'create' && write.kind === 'customer' ? [write.record.id] : [])),
  );
  const unknown: string[] = [];
  for (const [customerId, position] of positions) {
    const sealTo = vault.known(customerId);
    if (created.has(customerId)) make(customerId, position);
    else if (sealTo) found.set(customerId, sealTo);
    else unknown.push(customerId);
  }
  const stored = await readSealTos(table, vault, unknown);
  for (const customerId of unknown) {
    const sealTo = stored.get(customerId);
    if (sealTo) found.set(customerId, sealTo);
    else make(customerId, positions.get(customerId) ?? 0);
  }
  return { found, made };
};

/**
 * Public halves as they are stored: with the key, or, where it was erased, beside the customer's record. So nobody who was forgotten gets
 * a new key by a later write; what is written for them then opens for nobody.
 */
const readSealTos = async (
  table: Table,
  vault: Vault,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, SealTo>> => {
  if (customerIds.length === 0) return new Map();
  const { items, dataKeys } = await fetchItems(table, customerIds.map(keys.customer), customerIds, true);
  const vouched = new Map<string, unknown>([
    ...items.map(({ id, sealTo }) => [String(id), sealTo] as const),
    ...[...dataKeys].flatMap(([id, key]) => (key ? [[id, key.public] as const] : [])),
  ]);
  return new Map(
    [...vouched].flatMap(([id, bytes]) => {
      const sealTo = bytes instanceof Uint8Array ? sealToOf(vault.secrets.vouch, id, bytes) : undefined;
      return sealTo === undefined ? [] : [[id, sealTo] as const];
    }),
  );
};
