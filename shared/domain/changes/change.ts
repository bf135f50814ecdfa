import * as z from 'zod';
import { instantSchema } from '../kernel/time.ts';

/** What the change feed tells of: every kind of record that the API shows. */
export const changeEntities = [
  'ticket',
  'message',
  'task',
  'escalation',
  'view',
  'customer',
  'customerNote',
  'consent',
  'order',
  'survey',
  'surveyResponse',
  'user',
  'team',
  'role',
  'shop',
  'settings',
  'slaPolicy',
  'calendar',
  'surveyTemplate',
] as const;
export const changeEntitySchema = z.enum(changeEntities);
export type ChangeEntity = z.infer<typeof changeEntitySchema>;

/**
 * `deleted` is a tombstone: nothing can be read under that id any more. An erased customer can be read and has no personal value left; a
 * merged one answers with the survivor.
 */
export const changeActionSchema = z.enum(['created', 'updated', 'deleted', 'erased', 'merged']);
export type ChangeAction = z.infer<typeof changeActionSchema>;

/** One line of the change log: that a record changed, never what is in it. */
export const changeSchema = z.object({
  /** `evt_…`; the same however often the change is told. Facts of customers and orders on the bus have it too. */
  id: z.string(),
  entity: changeEntitySchema,
  entityId: z.string(),
  /** The record it lies in: the case of a message, the customer of a note. */
  parentId: z.string().optional(),
  action: changeActionSchema,
  /** Absent for a record that is gone. */
  version: z.int().positive().optional(),
  /** When the record says it changed. */
  changedAt: instantSchema,
});
export type Change = z.infer<typeof changeSchema>;

const within =
  (parent: string, path: string) =>
  ({ parentId }: Change) =>
    parentId === undefined ? undefined : `/v1/${parent}/${parentId}/${path}`;
const alone =
  (path: string) =>
  ({ entityId }: Change) =>
    `/v1/${path}/${entityId}`;

const hrefs: Readonly<Record<ChangeEntity, (change: Change) => string | undefined>> = {
  ticket: alone('tickets'),
  message: within('tickets', 'messages'),
  task: within('tickets', 'tasks'),
  escalation: within('tickets', 'escalations'),
  view: alone('views'),
  customer: alone('customers'),
  customerNote: within('customers', 'notes'),
  consent: within('customers', 'consents'),
  order: alone('orders'),
  survey: alone('surveys'),
  surveyResponse: () => '/v1/survey-responses',
  user: alone('users'),
  team: alone('teams'),
  role: alone('roles'),
  shop: alone('shops'),
  settings: () => '/v1/settings',
  slaPolicy: alone('sla-policies'),
  calendar: alone('calendars'),
  surveyTemplate: alone('survey-templates'),
};

/** Where the record, or the list it is in, can be read; `undefined` once it is gone. */
export const hrefOf = (change: Change): string | undefined =>
  change.action === 'deleted' ? undefined : hrefs[change.entity](change);
