import type { RevealField } from '../../people/permissions.ts';
import type { ExportResource } from '../values.ts';
import type { Column } from './column.ts';
import { auditColumns, customerColumns, orderColumns, responseColumns } from './records.ts';
import { messageColumns, ticketColumns, timelineColumns } from './tickets.ts';

/** Everything that may leave of each resource: what has no column here is in no file (S22). */
const columns: Readonly<Record<ExportResource, readonly Column[]>> = {
  tickets: ticketColumns,
  messages: messageColumns,
  timeline: timelineColumns,
  customers: customerColumns,
  orders: orderColumns,
  surveyResponses: responseColumns,
  auditEvents: auditColumns,
};

/** The names of a resource's columns, in the order in which they stand in a file. */
export const columnNames = (resource: ExportResource): readonly string[] =>
  columns[resource].map(({ name }) => name);

/** The columns of these names, in the order asked for; a name that the resource no longer has is left out. */
export const columnsOf = (resource: ExportResource, fields: readonly string[]): readonly Column[] =>
  fields.flatMap((field) => columns[resource].find(({ name }) => name === field) ?? []);

/** Of the fields that somebody may see plain, those that these columns hold. */
export const revealedBy = (
  asked: readonly Column[],
  reveal: ReadonlySet<RevealField>,
): readonly RevealField[] => [
  ...new Set(asked.flatMap(({ reveals }) => (reveals !== undefined && reveal.has(reveals) ? [reveals] : []))),
];
