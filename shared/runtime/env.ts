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

/** Whose access tokens count: told to the functions that check one, as a whole or not at all. */
export const tokenEnv = z.union([
  z.object({
    JWT_ISSUER: z.url(),
    /** Clients, separated by commas. */
    JWT_AUDIENCE: z
      .string()
      .min(1)
      .transform((text) => text.split(',')),
    /** Of which a token needs one. */
    JWT_SCOPES: z
      .string()
      .min(1)
      .transform((text) => text.split(',')),
    SECOND_FACTOR: z.enum(['pool', 'provider', 'administrators']),
    FRESH_SIGN_IN_MINUTES: count.optional(),
  }),
  z.object({ JWT_ISSUER: z.undefined().optional() }),
]);

/** Where identities of staff are made; only with a user pool of ours. */
export const identitiesEnv = z.object({ USER_POOL_ID: z.string().min(1).optional() });

/** The only place that touches process.env. A missing variable fails the first call with its name. */
export const readEnv = <Schema extends z.ZodType>(schema: Schema): z.output<Schema> =>
  schema.parse(process.env);
