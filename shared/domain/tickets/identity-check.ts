import * as z from 'zod';
import { hours, type Instant, instantSchema } from '../kernel/time.ts';

/** How somebody shows who they are before money moves (T10). */
export const identityMethodSchema = z.enum(['phoneLast4', 'orderNumber', 'code']);
export type IdentityMethod = z.infer<typeof identityMethodSchema>;

/** Tries are counted over this time. */
const WINDOW_MS = hours(1);

/** What is known of the checks of one case: never a value, only how often and when. */
export const identityCheckSchema = z.object({
  ticketId: z.string(),
  version: z.int().positive(),
  /** When there was a try or a code was asked for, within the last hour. */
  tries: z.array(instantSchema),
  /** The last check that was passed, for whom and by whom. */
  passed: z
    .object({ method: identityMethodSchema, at: instantSchema, customerId: z.string(), by: z.string() })
    .optional(),
  /** The last code that was sent; each is good once. The code itself is nowhere stored. */
  code: z
    .object({ n: z.int().positive(), at: instantSchema, customerId: z.string(), used: z.boolean() })
    .optional(),
});
export type IdentityCheck = Readonly<z.infer<typeof identityCheckSchema>>;

/** The tries that still count at this instant. */
export const recentTries = (check: IdentityCheck | undefined, now: Instant): readonly Instant[] =>
  (check?.tries ?? []).filter((at) => now - at < WINDOW_MS);

/** For how long nobody may try again, in milliseconds; 0 when they may. */
export const waitOf = (check: IdentityCheck | undefined, now: Instant, perHour: number): number => {
  const tries = recentTries(check, now);
  const [first] = tries.slice(-perHour);
  return tries.length < perHour || first === undefined ? 0 : first + WINDOW_MS - now;
};

const next = (
  ticketId: string,
  before: IdentityCheck | undefined,
  now: Instant,
  fields: Partial<IdentityCheck>,
): IdentityCheck => ({
  ...before,
  ticketId,
  version: (before?.version ?? 0) + 1,
  tries: [...recentTries(before, now), now],
  ...fields,
});

/** A code goes out; the one before is worth nothing any more. */
export const withCode = (
  ticketId: string,
  before: IdentityCheck | undefined,
  customerId: string,
  now: Instant,
): IdentityCheck =>
  next(ticketId, before, now, {
    code: { n: (before?.code?.n ?? 0) + 1, at: now, customerId, used: false },
  });

/** Whether a code can be given now: sent to this customer, not used, not too old. */
export const codeCounts = (
  check: IdentityCheck | undefined,
  customerId: string,
  now: Instant,
  validMs: number,
): boolean =>
  check?.code !== undefined &&
  !check.code.used &&
  check.code.customerId === customerId &&
  now < check.code.at + validMs;

/** A try with its outcome. A code that was right is used; a wrong try leaves an earlier pass as it is. */
export const withTry = (
  ticketId: string,
  before: IdentityCheck | undefined,
  tried: { method: IdentityMethod; passed: boolean; customerId: string; by: string },
  now: Instant,
): IdentityCheck => {
  const { passed, ...rest } = tried;
  return next(ticketId, before, now, {
    ...(passed ? { passed: { ...rest, at: now } } : {}),
    ...(passed && tried.method === 'code' && before?.code ? { code: { ...before.code, used: true } } : {}),
  });
};

/** Until when the customer of the case counts as identified; `undefined` when they don't. */
export const identifiedUntil = (
  check: IdentityCheck | undefined,
  customerId: string,
  now: Instant,
  validMs: number,
): Instant | undefined => {
  const { passed } = check ?? {};
  if (passed === undefined || passed.customerId !== customerId) return undefined;
  return now < passed.at + validMs ? passed.at + validMs : undefined;
};
