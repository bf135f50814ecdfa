import * as z from 'zod';

const count = z
  .string()
  .regex(/^[1-9]\d{0,2}$/)
  .transform(Number);

/** What every function that touches the table is told by its environment. */
export const tableEnv = z.object({
  TABLE_NAME: z.string().min(1),
  SHARDS_TEAM: count,
  SHARDS_ALL: count,
  SHARDS_TIMERS: count,
});

/** What functions are told that seal and open personal data. */
export const dataKeysEnv = z.object({ DATA_KEYS_TABLE_NAME: z.string().min(1).optional() });

/** What the HTTP functions are told besides. */
export const httpEnv = z.object({
  SECRET_ARN: z.string().min(1),
  PUBLIC_URL: z.url(),
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  ORIGIN_SECRET_ARN: z.string().min(1).optional(),
});

/** The only place that touches process.env. A missing variable fails the first call with its name. */
export const readEnv = <Schema extends z.ZodType>(schema: Schema): z.output<Schema> =>
  schema.parse(process.env);
