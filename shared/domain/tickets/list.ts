import * as z from 'zod';
import { instantSchema } from '../kernel/time.ts';
import type { TicketStatus } from './values.ts';
import {
  channelSchema,
  escalationLevelSchema,
  kindSchema,
  prioritySchema,
  severitySchema,
  ticketStatusSchema,
} from './values.ts';

/** The list view of a ticket: what stands in the indexes, at most about 700 bytes, without personal fields. */
export const ticketCardSchema = z.object({
  id: z.string(),
  number: z.string(),
  version: z.int(),
  shopId: z.string(),
  kind: kindSchema,
  category: z.string(),
  severity: severitySchema,
  priority: prioritySchema,
  status: ticketStatusSchema,
  channel: channelSchema,
  subject: z.string(),
  language: z.string(),
  customerId: z.string(),
  teamId: z.string(),
  teamIds: z.array(z.string()),
  assigneeId: z.string().optional(),
  ownerId: z.string().optional(),
  escalationLevel: escalationLevelSchema,
  tags: z.array(z.string()),
  due: z.object({ target: z.string(), dueAt: instantSchema }).optional(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type TicketCard = Readonly<z.infer<typeof ticketCardSchema>>;

/** What a list of tickets is asked for (`api.md`, `/v1/tickets`). Instants in ms. */
export type TicketQuery = {
  readonly status?: readonly TicketStatus[] | undefined;
  readonly teamId?: string | undefined;
  /** A person, or `none`. */
  readonly assigneeId?: string | undefined;
  readonly customerId?: string | undefined;
  /** Other records of the same person, whose tickets belong to the list as well. */
  readonly formerIds?: readonly string[] | undefined;
  readonly orderId?: string | undefined;
  readonly number?: string | undefined;
  readonly kind?: string | undefined;
  readonly severity?: string | undefined;
  readonly tag?: string | undefined;
  readonly escalationLevel?: number | undefined;
  readonly shopId?: string | undefined;
  readonly dueBefore?: number | undefined;
  readonly createdAfter?: number | undefined;
  readonly createdBefore?: number | undefined;
  readonly sort: '-createdAt' | 'createdAt' | 'dueAt';
  /** Teams whose tickets the caller sees; `undefined` for all. */
  readonly visibleTeams?: readonly string[] | undefined;
};
