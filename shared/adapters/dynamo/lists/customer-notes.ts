import type { PageAsk, Position, Slice } from '#shared/app/lists.ts';
import type { CustomerNote } from '#shared/domain/customers/note.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { itemKindOf } from '../items/index.ts';
import { keys } from '../keys.ts';
import { queryFirst } from '../read.ts';
import { readable } from '../schema-version.ts';
import type { Table } from '../table.ts';

const BEHIND_ALL = '~';
const nobody = new Uint8Array(10);

/**
 * The last id that a page may begin with: notes lie in the order of their ids, and those say the instant. A position may be that of
 * something else than a note, in the order of a whole timeline.
 */
const boundOf = (after: Position | undefined): string => {
  if (after === undefined) return BEHIND_ALL;
  if (after.id.startsWith('note_')) return after.id;
  const at = Date.parse(after.sort);
  // At the same instant the ids decide.
  return `note_${ulid('note_' < after.id ? at + 1 : at, nobody)}`;
};

const positionOf = ({ createdAt, id }: CustomerNote): Position => ({ sort: iso(createdAt), id });

const pageOf = async (table: Table, customerId: string, bound: string, limit: number) => {
  const { pk, sk } = keys.customerNote(customerId, bound);
  const items = await queryFirst(
    table,
    // One more to know whether there is more, and one that may be the note the last page ended with.
    limit + 2,
    {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': pk, ':from': 'N#', ':to': sk },
      ScanIndexForward: false,
      ConsistentRead: true,
    },
    customerId,
  );
  return readable(itemKindOf('customerNote'), items).filter(({ id }) => id !== bound);
};

/** One page of the notes about a person; each record of theirs is asked for a whole page, so that the merged page is exact. */
export const notesOf = async (
  table: Table,
  customerIds: readonly string[],
  { limit, after }: PageAsk,
): Promise<Slice<CustomerNote>> => {
  const bound = boundOf(after);
  const pages = await Promise.all(customerIds.map((id) => pageOf(table, id, bound, limit)));
  const all = pages.flat().toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const items = all.slice(0, limit);
  const last = items.at(-1);
  return { items, next: all.length > items.length && last !== undefined ? positionOf(last) : undefined };
};
