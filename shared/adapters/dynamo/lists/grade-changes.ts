import type { Lists, Position, Slice } from '#shared/app/lists.ts';
import type { GradeChange } from '#shared/domain/customers/grade-history.ts';
import { gradeChangeFrom } from '../items/grade-changes.ts';
import { keys } from '../keys.ts';
import { queryFirst } from '../read.ts';
import type { Table } from '../table.ts';

type Entry = { readonly position: Position; readonly change: GradeChange };

const newestOf = async (
  table: Table,
  customerId: string,
  limit: number,
  after: Position | undefined,
): Promise<readonly Entry[]> => {
  const items = await queryFirst(table, limit + 1, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: {
      ':pk': keys.gradeChange(customerId, '-', 1).pk,
      ':first': 'GH#',
      // An entry of the same instant in another record's history may still be to come.
      ':last': after === undefined ? 'GH#~' : after.sort,
    },
    ConsistentRead: true,
    ScanIndexForward: false,
  });
  return items.map((item) => ({
    position: { sort: String(item['sk']), id: customerId },
    change: gradeChangeFrom(item),
  }));
};

const isBefore = (a: Position, b: Position): boolean => (a.sort === b.sort ? a.id < b.id : a.sort < b.sort);

/** The history of a customer's grade, newest first, over all records of the person; read from the table. */
export const gradeChangeLists = (table: Table): Pick<Lists, 'gradeChanges'> => ({
  async gradeChanges(customerIds, { limit, after }): Promise<Slice<GradeChange>> {
    const pages = await Promise.all(customerIds.map((id) => newestOf(table, id, limit + 1, after)));
    const entries = pages
      .flat()
      .filter(({ position }) => after === undefined || isBefore(position, after))
      .sort((a, b) => (isBefore(a.position, b.position) ? 1 : -1));
    const last = entries[limit - 1];
    return {
      items: entries.slice(0, limit).map(({ change }) => change),
      next: entries.length > limit && last ? last.position : undefined,
    };
  },
});
