import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { durationSchema } from '#shared/domain/kernel/duration.ts';
import { calendarFields } from '#shared/domain/sla/calendar-definition.ts';
import { isTimeZone } from '#shared/domain/sla/zone.ts';
import { channelSchema, kindSchema, prioritySchema } from '#shared/domain/tickets/values.ts';

/** What a state of the source means here. `ignored` states change nothing; `assigned` gives the case to the row's person and opens it. */
const meaningSchema = z.enum([
  'opened',
  'assigned',
  'open',
  'pending',
  'onHold',
  'resolved',
  'closed',
  'ignored',
]);
export type Meaning = z.infer<typeof meaningSchema>;

const column = z.string().min(1);
const columns = z.strictObject({
  /** Rows with the same text here are one case. */
  case: column,
  /** When the row happened. */
  at: column,
  state: column,
  /** When the case was opened; the time of its first row without it. */
  openedAt: column.optional(),
  /** When the case was resolved for good; the time of the row that says so without it. */
  resolvedAt: column.optional(),
  priority: column.optional(),
  /** Who has the case: together they name the person who is looked for among the agents here. */
  assignee: z.array(column).default([]),
  /** Who asked; each case has its own customer without it. */
  customer: column.optional(),
  subject: z.array(column).default([]),
  channel: column.optional(),
  /** The source's own verdict on its deadline; a case's last row counts. */
  verdict: z.strictObject({ column, met: z.string(), breached: z.string() }).optional(),
});

const target = z.strictObject({
  duration: durationSchema,
  pausedIn: z.array(z.enum(['pending', 'onHold'])).optional(),
});
const promises = z.strictObject({
  calendar: z.strictObject({ name: z.string().min(1), ...calendarFields }),
  policies: z.array(
    z.strictObject({
      name: z.string(),
      position: z.int().positive(),
      conditions: z.strictObject({ priority: z.array(prioritySchema).min(1) }),
      targets: z.strictObject({ resolution: target }),
    }),
  ),
});

export const mappingSchema = z.strictObject({
  name: z.string().min(1),
  columns,
  /** Texts that stand for "not given". */
  missing: z.array(z.string()).default(['']),
  time: z.strictObject({
    format: z.string().min(1),
    zone: z.string().refine(isTimeZone, 'must be an IANA time zone'),
  }),
  states: z.record(z.string(), meaningSchema),
  priorities: z.record(z.string(), prioritySchema).default({}),
  channels: z.record(z.string(), channelSchema).default({}),
  /** What the source doesn't say. */
  kind: kindSchema.default('consultation'),
  channel: channelSchema.default('api'),
  /** Calendar and policies to set up before; the shipped ones hold without them. */
  promises: promises.optional(),
  /** The priority whose agreement `--expect` is about. */
  expects: prioritySchema.default('normal'),
});
export type Mapping = Readonly<z.infer<typeof mappingSchema>>;
export type Promises = NonNullable<Mapping['promises']>;

const shipped = (name: string): string => join(import.meta.dirname, 'mappings', `${name}.json`);

/** A shipped mapping by its name, or one from a file. Throws an error that names what is wrong in it. */
export const loadMapping = (nameOrPath: string): Mapping => {
  const file = existsSync(shipped(nameOrPath)) ? shipped(nameOrPath) : nameOrPath;
  if (!existsSync(file))
    throw new Error(
      `there is no mapping ${nameOrPath}: give servicenow, helpdesk-italian or the path of a JSON file`,
    );
  const read = mappingSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new Error(`${file} is no mapping:\n${z.prettifyError(read.error)}`);
  return read.data;
};
