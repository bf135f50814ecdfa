import type { Handling, Tally, Walked } from '#shared/app/restores/ports.ts';
import {
  anchorOf,
  customerIdOf,
  type ItemKey,
  isRemovable,
  isWrittenSince,
  type Stored,
} from '#shared/domain/restores/rules.ts';
import { keys } from '../keys.ts';
import type { Table } from '../table.ts';
import { createTally, removeHead } from './place.ts';
import { deleteRaw, eachOf, nameOf, RESTORED_BY, rawItems } from './raw.ts';
import { exchangeEvent } from './recount.ts';
import { endOf, walkTable } from './walk.ts';

const AT_ONCE = 16;

/**
 * Takes away, page by page, what the snapshot doesn't have: whatever the restore has not marked. What was written since it began stays,
 * with all that belongs to it. With a dry run it only counts what could be taken away at all.
 */
export const removeOthers = async (
  table: Table,
  after: ItemKey | undefined,
  handling: Handling,
  isOver: () => boolean,
): Promise<Walked<{ tally: Tally }>> => {
  const { tally, add } = createTally();
  let next = after;
  for await (const page of walkTable(table, after, handling.belongings)) {
    const items = page.filter(isRemovable);
    if (handling.dryRun) for (const item of items) add(item, 'removed');
    else await removePage(table, items.filter(isOthers(handling)), handling, (item) => add(item, 'removed'));
    next = endOf(page) ?? next;
    if (isOver()) return { tally, next };
  }
  return { tally, next: undefined };
};

const isOthers =
  ({ restoreId, startedAt, isErased }: Handling) =>
  (item: Stored): boolean => {
    const owner = customerIdOf(item);
    return (
      item[RESTORED_BY] !== restoreId &&
      !isWrittenSince(item, startedAt) &&
      !(owner !== undefined && isErased(owner))
    );
  };

const isHead = ({ sk }: Stored): boolean => sk === 'A';

/** Heads first, so that nothing new comes to a record that goes; what belongs to a head that stays, stays. */
const removePage = async (
  table: Table,
  items: readonly Stored[],
  handling: Handling,
  removed: (item: Stored) => void,
): Promise<void> => {
  const remove = async (item: Stored): Promise<void> => {
    if (await removeOne(table, item)) removed(item);
  };
  await eachOf(items.filter(isHead), AT_ONCE, remove);
  const rest = items.filter((item) => !isHead(item));
  const anchors = await rawItems(table, rest.flatMap(anchorsOf));
  const stays = (item: Stored): boolean =>
    anchorsOf(item).some((key) => {
      const anchor = anchors.get(nameOf(key));
      return (
        anchor !== undefined &&
        anchor[RESTORED_BY] !== handling.restoreId &&
        isWrittenSince(anchor, handling.startedAt)
      );
    });
  await eachOf(
    rest.filter((item) => !stays(item)),
    AT_ONCE,
    remove,
  );
};

/** The heads that an item belongs to; several people may share a phone. */
const anchorsOf = (item: Stored): readonly ItemKey[] => {
  const holders = item['customerIds'];
  if (Array.isArray(holders)) return holders.map((id) => keys.customer(String(id)));
  const anchor = anchorOf(item);
  return anchor ? [anchor] : [];
};

const removeOne = (table: Table, item: Stored): Promise<boolean> => {
  if (item['t'] === 'event') return exchangeEvent(table, item, undefined);
  return item['t'] === 'ticket' ? removeHead(table, item) : deleteRaw(table, item);
};
