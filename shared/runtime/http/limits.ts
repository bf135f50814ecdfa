import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { RateCounter } from './edge.ts';

const windowSeconds = 60;

export type Count = { readonly used: number; readonly resetSeconds: number };
export type Allowance = Count & { readonly limit: number };

/** Calls of a window are counted in blocks of a hundredth of the limit, so that a busy caller costs few writes. */
const blockOf = (limit: number): number => Math.max(1, Math.floor(limit / 100));

/** Counts this call; `limit` only sizes the blocks. `undefined` where limits are switched off. */
export const countCall = async (
  rates: RateCounter | undefined,
  caller: string,
  limit: number,
  now: number,
): Promise<Count | undefined> => {
  if (!rates) return undefined;
  const windowStart = Math.floor(now / 1000 / windowSeconds) * windowSeconds;
  const used = await rates.count(caller, windowStart, blockOf(limit));
  return { used, resetSeconds: Math.max(1, windowStart + windowSeconds - Math.floor(now / 1000)) };
};

/** Refuses with `too_many_requests` and the seconds to wait. */
export const checkAllowance = (allowance: Allowance | undefined): void => {
  if (allowance && allowance.used > allowance.limit)
    throw new Refusal('too_many_requests', { seconds: allowance.resetSeconds });
};

/** `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers). */
export const allowanceHeaders = (allowance: Allowance | undefined): Record<string, string> =>
  allowance
    ? {
        ratelimit: `"caller";r=${Math.max(0, allowance.limit - allowance.used)};t=${allowance.resetSeconds}`,
        'ratelimit-policy': `"caller";q=${allowance.limit};w=${windowSeconds}`,
      }
    : {};
