import type { Handling, Tally } from '#shared/app/restores/ports.ts';
import { untraced } from '#shared/domain/orders/order.ts';
import type { RestoreCounts } from '#shared/domain/restores/restore.ts';
import {
  anchorOf,
  type Decision,
  decide,
  type ItemKey,
  isDerived,
  type Stored,
} from '#shared/domain/restores/rules.ts';
import { occupied } from '#shared/domain/tickets/occupied.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { itemKindOf } from '../items/index.ts';
import { versionOfItem } from '../schema-version.ts';
import type { Table } from '../table.ts';
import { shiftPart } from '../write.ts';
import {
  deletePart,
  eachOf,
  isSameItem,
  keyOfItem,
  nameOf,
  putPart,
  putRaw,
  RESTORED_BY,
  rawItems,
  type TransactionPart,
  transactRaw,
} from './raw.ts';
import { exchangeEvent } from './recount.ts';

/** So many items are on their way at the same moment. */
export const PUTS_AT_ONCE = 16;
/** Somebody works on the same record at the same moment: looked at again this often. */
const TRIES = 6;

/** Brings a customer back as somebody who was erased; kept by the store, which seals and forgets. */
export type EraseAgain = (item: Stored) => Promise<void>;

export const createTally = () => {
  const tally = new Map<string, Partial<Record<keyof RestoreCounts, number>>>();
  return {
    tally,
    add: (item: Stored, outcome: keyof RestoreCounts): void => {
      const type = String(item['t'] ?? 'other');
      const counts = tally.get(type) ?? {};
      tally.set(type, counts);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    },
  };
};

const outcomes: Readonly<Record<Exclude<Decision, 'ignore' | 'done'>, keyof RestoreCounts>> = {
  put: 'added',
  replace: 'changed',
  erase: 'added',
  touch: 'unchanged',
  same: 'unchanged',
  skip: 'skipped',
};
const outcomeOf = (decision: Exclude<Decision, 'ignore'>, { mode }: Handling): keyof RestoreCounts =>
  decision === 'done' ? (mode === 'replace' ? 'changed' : 'added') : outcomes[decision];

/** Puts items where the rules want them, each on the condition of what was there; see `RestoreTable.place`. */
export const placeItems = async (
  table: Table,
  items: readonly Stored[],
  handling: Handling,
  eraseAgain: EraseAgain,
): Promise<Tally> => {
  const { tally, add } = createTally();
  const present: Stored[] = items.flatMap((item): Stored[] => {
    const left = withoutErased(item, handling);
    return left === undefined ? [] : [left];
  });
  const live = await rawItems(
    table,
    present.flatMap(handling.mode === 'empty' && !handling.dryRun ? lookedAtWhenEmpty : lookedAt),
  );
  await eachOf(present, PUTS_AT_ONCE, async (item) => {
    const decision = await placeOne(table, item, handling, eraseAgain, live);
    if (decision !== 'ignore') add(item, outcomeOf(decision, handling));
  });
  return tally;
};

/** What has to be known before an item is put: what lies there, and its head. */
const lookedAt = (item: Stored): readonly ItemKey[] => {
  const anchor = anchorOf(item);
  return [keyOfItem(item), ...(anchor ? [anchor] : [])];
};

/**
 * Where nothing is expected, the condition of the write finds what is there all the same, and it is read then. Heads are looked at for what
 * follows from them alone.
 */
const lookedAtWhenEmpty = (item: Stored): readonly ItemKey[] => {
  const anchor = isDerived(item) ? anchorOf(item) : undefined;
  return anchor ? [anchor] : [];
};

/** Somebody who was erased is no longer found by what others share with them. */
const withoutErased = (item: Stored, { isErased }: Handling): Stored | undefined => {
  const ids = item['customerIds'];
  if (!String(item['pk']).startsWith('LK#') || !Array.isArray(ids)) return item;
  const left = ids.filter((id) => !isErased(String(id)));
  if (left.length === ids.length) return item;
  const { grade: _, sealTo: __, ...rest } = item;
  return left.length === 0 ? undefined : { ...rest, customerIds: left };
};

const placeOne = async (
  table: Table,
  item: Stored,
  handling: Handling,
  eraseAgain: EraseAgain,
  read: ReadonlyMap<string, Stored>,
): Promise<Decision> => {
  const key = keyOfItem(item);
  const anchorKey = anchorOf(item);
  let known = read;
  for (let tries = 1; tries <= TRIES; tries++) {
    const live = known.get(nameOf(key));
    const anchor = anchorKey && known.get(nameOf(anchorKey));
    const decision = decide(item, { ...handling, live, anchor, isSame: isSameItem });
    if (handling.dryRun) return decision;
    if (decision === 'erase') {
      await eraseAgain(item);
      return decision;
    }
    if (decision !== 'put' && decision !== 'replace' && decision !== 'touch') return decision;
    const whole = marked(blanked(item, handling), handling);
    const isWritten = decision === 'touch' ? putRaw(table, whole, live) : write(table, whole, live);
    if (await isWritten) return decision;
    known = await rawItems(table, [key, ...(anchorKey ? [anchorKey] : [])]);
  }
  throw Object.assign(new Error('a record changes all the time'), { name: 'ThrottlingException' });
};

/** The trail is hashed whole: what is restored of it has no mark. */
const marked = (item: Stored, { restoreId }: Handling): Stored =>
  /^AU[DS]#/.test(String(item['pk'])) ? item : { ...item, [RESTORED_BY]: restoreId };

/**
 * What stays readable without its customer's key does not come back of somebody who was erased: the subject of a case, the numbers of
 * parcels.
 */
const blanked = (item: Stored, { isErased }: Handling): Stored => {
  if (!isErased(String(item['customerId']))) return item;
  if (item['t'] === 'order' && Array.isArray(item['shipments']))
    return { ...item, shipments: untraced(item['shipments']) };
  if (item['t'] !== 'ticket') return item;
  const { sealedFields: _, ...rest } = item;
  const card = item['card'] as Stored | undefined;
  return { ...rest, subject: '', ...(card === undefined ? {} : { card: { ...card, subject: '' } }) };
};

const write = (table: Table, item: Stored, live: Stored | undefined): Promise<boolean> => {
  if (item['t'] === 'ticket') return writeHead(table, item, live);
  if (item['t'] === 'event' && live !== undefined) return exchangeEvent(table, live, item);
  return putRaw(table, item, live);
};

type Head = Pick<Ticket, 'status' | 'assigneeId'>;

/** Who a case occupies, whichever version of the product has written it. */
const occupiedBy = (item: Stored | undefined): string | undefined => {
  if (item === undefined) return undefined;
  const kind = itemKindOf('ticket');
  const isOlder = versionOfItem(item) < kind.schemaVersion;
  return occupied(isOlder ? kind.fromItem(item) : (item as Head));
};

/** A case's head together with what it means for the load of agents; alone, at half the price, where it means nothing. */
const writeHead = (table: Table, item: Stored, live: Stored | undefined): Promise<boolean> => {
  const more = [...loadParts(table, live, item), ...(live === undefined ? [] : listsLeft(table, live, item))];
  return more.length === 0
    ? putRaw(table, item, live)
    : transactRaw(table, [putPart(table, item, live), ...more]);
};

/** Lists of tags, levels and orders that the case is in now and was not in then. */
const listsLeft = (table: Table, live: Stored, item: Stored): TransactionPart[] => {
  const kind = itemKindOf('ticket');
  const { remove = [] } = kind.follow?.(kind.fromItem(item), kind.fromItem(live), table.shards) ?? {};
  return remove.map((key) => ({ Delete: { TableName: table.name, Key: { ...key } } }));
};

/** Takes a case's head away, and the load with it. */
export const removeHead = (table: Table, live: Stored): Promise<boolean> =>
  transactRaw(table, [deletePart(table, live), ...loadParts(table, live, undefined)]);

const loadParts = (
  table: Table,
  before: Stored | undefined,
  after: Stored | undefined,
): TransactionPart[] => {
  const [from, to] = [occupiedBy(before), occupiedBy(after)];
  if (from === to) return [];
  return [
    ...(from === undefined ? [] : [shiftPart(table, { op: 'shift', userId: from, by: -1 })]),
    ...(to === undefined ? [] : [shiftPart(table, { op: 'shift', userId: to, by: 1 })]),
  ];
};
