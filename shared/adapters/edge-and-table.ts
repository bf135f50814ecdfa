import type { Lists } from '#shared/app/lists.ts';
import type { Edge } from '#shared/runtime/http/edge.ts';
import type { Table } from './dynamo/table.ts';
import { httpEdge } from './http-edge.ts';

/** The edge together with the table below it, for work on items as they are stored. */
export const edgeAndTable = (
  listsOf: (table: Table) => Lists,
): (() => Promise<{ readonly edge: Edge; readonly table: Table }>) => {
  const below: { table?: Table } = {};
  const wiring = httpEdge((table) => {
    below.table = table;
    return listsOf(table);
  });
  return async () => {
    const edge = await wiring();
    if (!below.table) throw new Error('the edge was built without a table');
    return { edge, table: below.table };
  };
};
