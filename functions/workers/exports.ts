import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { exportTools } from '#shared/adapters/exports/tools.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { runExport } from '#shared/app/exports/run-export.ts';
import { queues } from '#shared/contracts/queues.ts';
import { queueHandler } from '#shared/runtime/queue-handler.ts';

/** The table of the edge, with the vault that opens what is sealed. */
let table: Table | undefined;
const edge = httpEdge((its) => {
  table = its;
  return allLists(its);
});

/** Makes the file of an export, slice by slice (B1). */
export const handler = queueHandler(queues.exports, async ({ exportId }, { messageId }) => {
  const wiring = await edge();
  if (!table) throw new Error('the edge has no table');
  await runExport(exportId, exportTools(wiring, table, messageId));
});
