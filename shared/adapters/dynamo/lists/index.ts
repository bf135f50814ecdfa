import type { Lists } from '#shared/app/lists.ts';
import type { Table } from '../table.ts';
import { casePartLists } from './case-parts.ts';
import { customerLists } from './customers.ts';
import { gradeChangeLists } from './grade-changes.ts';
import { importLists } from './imports.ts';
import { missLists } from './misses.ts';
import { orderLists } from './orders.ts';
import { peopleLists } from './people.ts';
import { privacyLists } from './privacy.ts';
import { restoreLists } from './restores.ts';
import { snapshotLists } from './snapshots.ts';
import { surveyLists } from './surveys.ts';
import { ticketList } from './tickets/index.ts';
import { webhookLists } from './webhooks.ts';

/** Every list of the product, each served by an index. */
export const allLists = (table: Table): Lists => ({
  tickets: ticketList(table),
  ...casePartLists(table),
  ...missLists(table),
  ...peopleLists(table),
  ...customerLists(table),
  ...gradeChangeLists(table),
  ...orderLists(table),
  ...importLists(table),
  ...privacyLists(table),
  ...restoreLists(table),
  ...snapshotLists(table),
  ...surveyLists(table),
  ...webhookLists(table),
});
