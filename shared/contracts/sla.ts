import * as z from 'zod';
import { durationSchema } from '#shared/domain/kernel/duration.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { calendarFields } from '#shared/domain/sla/calendar-definition.ts';
import { conditionsSchema, policyFields, targetsSchema } from '#shared/domain/sla/policy.ts';
import { clockStateSchema, slaTargetSchema } from '#shared/domain/sla/values.ts';
import { defineRoutes } from './route.ts';
import { idParam, instantOut, instantTextSchema, lineSchema, nothing, pageOf, pageQuery } from './words.ts';

/** The merge patch of an object: every member may be left out, or `null` to take it away. */
const patchOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(shape).map(([name, member]) => [name, z.nullable(member as z.ZodType).optional()]),
    ),
  );

const name = lineSchema(80);
const nullable = <T extends z.ZodType>(schema: T) => schema.nullable();

const policyBody = z.strictObject({ ...policyFields, name });

const targetPatch = nullable(patchOf(targetsSchema.shape.resolution.unwrap().shape)).optional();
const policyPatch = z.strictObject({
  name: name.optional(),
  position: policyFields.position.optional(),
  conditions: patchOf(conditionsSchema.shape).optional(),
  calendarId: policyFields.calendarId.optional(),
  targets: z
    .strictObject(Object.fromEntries(slaTargetSchema.options.map((target) => [target, targetPatch])))
    .optional(),
});

export const policyView = z.object({
  id: idSchema('pol'),
  version: z.int(),
  name: z.string(),
  position: z.int(),
  conditions: conditionsSchema,
  calendarId: idSchema('cal'),
  targets: targetsSchema,
  createdAt: nullable(instantOut),
  updatedAt: nullable(instantOut),
});

const calendarBody = z.strictObject({ name, ...calendarFields });

const calendarPatch = z.strictObject({
  name: name.optional(),
  timeZone: calendarFields.timeZone.optional(),
  week: patchOf(calendarFields.week.shape).optional(),
  overrides: nullable(calendarFields.overrides.unwrap()).optional(),
  holidays: nullable(calendarFields.holidays.unwrap()).optional(),
});

export const calendarView = z.object({
  id: idSchema('cal'),
  version: z.int(),
  name: z.string(),
  ...calendarFields,
  /** The years whose holidays are published, both included; deadlines beyond them are refused. */
  coverage: z.object({ from: z.int(), to: z.int() }).optional(),
  createdAt: nullable(instantOut),
  updatedAt: nullable(instantOut),
});

const intervalOut = z.object({ from: instantOut, to: instantOut });

export const simulationView = z.object({
  dueAt: instantOut,
  /** The open intervals that are counted, the first 200 of them. */
  intervals: z.array(intervalOut),
  /** Whether there are more intervals than these. */
  truncated: z.boolean(),
});

export const explanationView = z.object({
  ticketId: idSchema('tkt'),
  policyId: nullable(z.string()),
  policyVersion: nullable(z.int()),
  /** Every clock the ticket ever had, in the order in which they started. */
  clocks: z.array(
    z.object({
      target: slaTargetSchema,
      instance: z.int(),
      /** As it stands now; absent for an earlier clock of the same target. */
      state: clockStateSchema.optional(),
      duration: z.string(),
      calendarId: z.string(),
      calendarVersion: z.int(),
      elapsed: z.string(),
      intervals: z.array(
        z.object({
          from: instantOut,
          to: instantOut,
          counted: z.boolean(),
          reason: z.enum(['open', 'closed', 'pending', 'onHold', 'resolved', 'before_policy']),
          elapsed: z.string(),
        }),
      ),
      /** What happened to the clock and why, as the ledger has it. */
      steps: z.array(
        z.object({
          kind: z.string(),
          at: instantOut,
          detectedAt: instantOut.optional(),
          cycle: z.int(),
          cause: z.string().optional(),
        }),
      ),
    }),
  ),
  /** Whether the whole history could be read. */
  complete: z.boolean(),
});

const onPolicy = { params: idParam('pol'), query: nothing, versioned: true } as const;
const onCalendar = { params: idParam('cal'), query: nothing, versioned: true } as const;
const list = { params: nothing, query: z.strictObject(pageQuery), body: undefined, success: [200] } as const;
const changed = ['version_conflict', 'precondition_required'] as const;

/** Deadlines: policies, working calendars, and why a clock stands where it stands. */
export const slaRoutes = defineRoutes({
  'sla/list-policies': {
    method: 'GET',
    path: '/v1/sla-policies',
    summary: 'List the policies in the order in which they are asked',
    permission: 'policies.read',
    ...list,
    response: pageOf(policyView),
    refusals: ['invalid_cursor'],
  },
  'sla/create-policy': {
    method: 'POST',
    path: '/v1/sla-policies',
    summary: 'Add a policy',
    permission: 'policies.write',
    params: nothing,
    query: nothing,
    body: policyBody,
    success: [201],
    response: policyView,
    versioned: true,
    refusals: ['position_taken', 'unknown_reference'],
  },
  'sla/get-policy': {
    method: 'GET',
    path: '/v1/sla-policies/{id}',
    summary: 'Read a policy',
    permission: 'policies.read',
    ...onPolicy,
    body: undefined,
    success: [200],
    response: policyView,
    refusals: ['not_found'],
  },
  'sla/update-policy': {
    method: 'PATCH',
    path: '/v1/sla-policies/{id}',
    summary: 'Make the next version of a policy; it reaches a ticket at its next event',
    permission: 'policies.write',
    ...onPolicy,
    ifMatch: true,
    body: policyPatch,
    success: [200],
    response: policyView,
    refusals: ['not_found', 'position_taken', 'unknown_reference', 'in_use', ...changed],
  },
  'sla/delete-policy': {
    method: 'DELETE',
    path: '/v1/sla-policies/{id}',
    summary: 'Take a policy out of use; the last one without conditions stays',
    permission: 'policies.write',
    params: idParam('pol'),
    query: nothing,
    ifMatch: true,
    body: undefined,
    success: [204],
    response: nothing,
    refusals: ['not_found', 'in_use', ...changed],
  },
  'sla/list-calendars': {
    method: 'GET',
    path: '/v1/calendars',
    summary: 'List the working calendars by name',
    permission: 'policies.read',
    ...list,
    response: pageOf(calendarView),
    refusals: ['invalid_cursor'],
  },
  'sla/create-calendar': {
    method: 'POST',
    path: '/v1/calendars',
    summary: 'Add a working calendar',
    permission: 'policies.write',
    params: nothing,
    query: nothing,
    body: calendarBody,
    success: [201],
    response: calendarView,
    versioned: true,
    refusals: ['calendar_never_open'],
  },
  'sla/get-calendar': {
    method: 'GET',
    path: '/v1/calendars/{id}',
    summary: 'Read a working calendar',
    permission: 'policies.read',
    ...onCalendar,
    body: undefined,
    success: [200],
    response: calendarView,
    refusals: ['not_found'],
  },
  'sla/update-calendar': {
    method: 'PATCH',
    path: '/v1/calendars/{id}',
    summary: 'Make the next version of a calendar; what was measured by the old one stays',
    permission: 'policies.write',
    ...onCalendar,
    ifMatch: true,
    body: calendarPatch,
    success: [200],
    response: calendarView,
    refusals: ['not_found', 'calendar_never_open', ...changed],
  },
  'sla/delete-calendar': {
    method: 'DELETE',
    path: '/v1/calendars/{id}',
    summary: 'Take a calendar out of use; one that a policy measures by stays',
    permission: 'policies.write',
    params: idParam('cal'),
    query: nothing,
    ifMatch: true,
    body: undefined,
    success: [204],
    response: nothing,
    refusals: ['not_found', 'in_use', ...changed],
  },
  'sla/simulate-calendar': {
    method: 'POST',
    path: '/v1/calendars/{id}/simulate',
    summary: 'Find when so much open time has passed from an instant',
    permission: 'policies.read',
    params: idParam('cal'),
    query: nothing,
    body: z.strictObject({ start: instantTextSchema, duration: durationSchema }),
    success: [200],
    response: simulationView,
    refusals: ['not_found', 'calendar_not_covered'],
  },
  'sla/explain-ticket': {
    method: 'GET',
    path: '/v1/tickets/{id}/sla/explain',
    summary: "Tell which time each of a ticket's clocks counted, and why",
    permission: 'tickets.read',
    params: idParam('tkt'),
    query: nothing,
    body: undefined,
    success: [200],
    response: explanationView,
    refusals: ['not_found'],
  },
});
