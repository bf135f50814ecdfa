import * as z from 'zod';
import type { Permission } from '../people/permissions.ts';

/** What can be exported (`api.md`, Exports), and the timeline of cases. */
export const exportResourceSchema = z.enum([
  'tickets',
  'messages',
  'timeline',
  'customers',
  'orders',
  'surveyResponses',
  'auditEvents',
]);
export type ExportResource = z.infer<typeof exportResourceSchema>;

export const exportFormatSchema = z.enum(['csv', 'xlsx', 'ndjson', 'pdf']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** `expired` is a file that was there and is gone. */
export const exportStatusSchema = z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'expired']);
export type ExportStatus = z.infer<typeof exportStatusSchema>;

/** The right to read a resource, which its export needs besides `exports.use`. */
export const permissionOf: Readonly<Record<ExportResource, Permission>> = {
  tickets: 'tickets.read',
  messages: 'messages.read',
  timeline: 'tickets.read',
  customers: 'customers.read',
  orders: 'orders.read',
  surveyResponses: 'surveys.read',
  auditEvents: 'audit.read',
};

/** The queue whose worker makes the file. */
export const workerOf = ({ format }: { readonly format: ExportFormat }): 'exports' | 'documents' =>
  format === 'pdf' ? 'documents' : 'exports';

/** The ending of the file's name and its media type. */
export const mediaTypeOf: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ndjson: 'application/x-ndjson',
  pdf: 'application/pdf',
};
