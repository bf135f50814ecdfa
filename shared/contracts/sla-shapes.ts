import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { calendarFields } from '#shared/domain/sla/calendar-definition.ts';
import { conditionsSchema, policyFields, targetsSchema } from '#shared/domain/sla/policy.ts';
import { clockStateSchema, slaTargetSchema } from '#shared/domain/sla/values.ts';
import { instantOut, lineSchema } from './words.ts';

/** The merge patch of an object: every member may be left out, or `null` to take it away. */
const patchOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(shape).map(([name, member]) => [name, z.nullable(member as z.ZodType).optional()]),
    ),
  );

const name = lineSchema(80);
const nullable = <T extends z.ZodType>(schema: T) => schema.nullable();

export const policyBody = z.strictObject({ ...policyFields, name });

const targetPatch = nullable(patchOf(targetsSchema.shape.resolution.unwrap().shape)).optional();
export const policyPatch = z.strictObject({
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

export const calendarBody = z.strictObject({ name, ...calendarFields });

export const calendarPatch = z.strictObject({
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
