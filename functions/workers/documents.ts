import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { exportTools } from '#shared/adapters/exports/tools.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { renderPdf } from '#shared/adapters/pdf/render.ts';
import { runExport } from '#shared/app/exports/run-export.ts';
import { queues } from '#shared/contracts/queues.ts';
import { queueHandler } from '#shared/runtime/queue-handler.ts';

/** The table of the edge, with the vault that opens what is sealed. */
let table: Table | undefined;
const edge = httpEdge((its) => {
  table = its;
  return allLists(its);
});

/** Makes the document of an export (B1): in a function of its own, for the font and what sets it weigh more than all the others. */
export const handler = queueHandler(queues.documents, async ({ exportId }, { messageId }) => {
  const wiring = await edge();
  if (!table) throw new Error('the edge has no table');
  await runExport(exportId, exportTools(wiring, table, messageId, renderPdf));
});
