import * as z from 'zod';
import { customerStatusSchema } from '../customers/customer.ts';
import { gradeSchema } from '../customers/grade.ts';
import { stageSchema } from '../customers/stage.ts';
import { instantSchema } from '../kernel/time.ts';
import { orderStatusSchema } from '../orders/values.ts';
import { ticketStatusSchema } from '../tickets/values.ts';
import type { ExportResource } from './values.ts';

const text = z.string().optional();
const instant = instantSchema.optional();

/** The filters of the list of tickets; `ticketId` names one case, of messages and timelines only. */
const ticketFilterSchema = z.strictObject({
  status: z.array(ticketStatusSchema).optional(),
  teamId: text,
  assigneeId: text,
  customerId: text,
  orderId: text,
  number: text,
  kind: text,
  severity: text,
  tag: text,
  escalationLevel: z.int().optional(),
  shopId: text,
  dueBefore: instant,
  createdAfter: instant,
  createdBefore: instant,
  ticketId: text,
});

/** `q` is sealed (`Context.seal`): it may be somebody's name or phone. Spend in minor units. */
const customerFilterSchema = z.strictObject({
  status: customerStatusSchema.optional(),
  createdAfter: instant,
  createdBefore: instant,
  tag: text,
  grade: gradeSchema.optional(),
  stage: stageSchema.optional(),
  spendMin: z.int().optional(),
  spendMax: z.int().optional(),
  q: text,
});

const orderFilterSchema = z.strictObject({
  customerId: text,
  status: orderStatusSchema.optional(),
  shopId: text,
  placedAfter: instant,
  placedBefore: instant,
});

const responseFilterSchema = z.strictObject({
  teamId: text,
  agentId: text,
  customerId: text,
  answeredAfter: instant,
  answeredBefore: instant,
  scoreMax: z.int().optional(),
});

/** Both ends are always there, and included. */
const auditFilterSchema = z.strictObject({
  object: text,
  actor: text,
  action: text,
  from: instantSchema,
  to: instantSchema,
});

/** What is stored of a filter: the list's own query, read, without its page and its order. */
export const exportFilterSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
);
export type ExportFilter = Readonly<z.infer<typeof exportFilterSchema>>;

const schemas = {
  tickets: ticketFilterSchema,
  messages: ticketFilterSchema,
  timeline: ticketFilterSchema,
  customers: customerFilterSchema,
  orders: orderFilterSchema,
  surveyResponses: responseFilterSchema,
  auditEvents: auditFilterSchema,
} as const satisfies Record<ExportResource, z.ZodType>;

/** A stored filter as the resource's list takes it. */
export const filterOf = <R extends ExportResource>(
  resource: R,
  filter: ExportFilter,
): z.output<(typeof schemas)[R]> => schemas[resource].parse(filter) as z.output<(typeof schemas)[R]>;
