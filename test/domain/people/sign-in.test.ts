import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  confirmedBy,
  endedAt,
  hasEnded,
  hasSecondFactor,
  isFresh,
  passwordIsOver,
  type SignIn,
  signInSchema,
} from '#shared/domain/people/sign-in.ts';

const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });
const id = fc.uuid();
const signIn: fc.Arbitrary<SignIn> = fc.record(
  { endedAt: instant, passwordSince: instant, confirmed: fc.uniqueArray(id, { maxLength: 5 }) },
  { requiredKeys: [] },
);

describe('confirmed sign-ins', () => {
  it('are remembered newest first, at most five, each once', () => {
    fc.assert(
      fc.property(signIn, fc.array(id, { minLength: 1, maxLength: 12 }), (known, ids) => {
        const after = ids.reduce(confirmedBy, known);
        expect(signInSchema.safeParse(after).success).toBe(true);
        expect(after.confirmed?.[0]).toBe(ids.at(-1));
        expect(new Set(after.confirmed).size).toBe(after.confirmed?.length);
        expect(hasSecondFactor(after, { id: ids.at(-1), twoFactors: false })).toBe(true);
      }),
    );
  });

  it('are forgotten with the end of all sign-ins; how old the password is stays known', () => {
    fc.assert(
      fc.property(signIn, id, instant, (known, one, now) => {
        const after = endedAt(confirmedBy(known, one), now);
        expect(hasSecondFactor(after, { id: one, twoFactors: false })).toBe(false);
        expect(after.passwordSince).toBe(known.passwordSince);
      }),
    );
  });
});

describe('the end of all sign-ins', () => {
  it('takes every one that began before it, and none that began a second later', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 1_000_000 }), (now, ms) => {
        const ended = endedAt({}, now);
        const second = (at: number) => ({ at: Math.floor(at / 1000) * 1000 });
        expect(hasEnded(ended, second(now - Math.min(ms, now)))).toBe(true);
        expect(hasEnded(ended, second(now + 1000 + ms))).toBe(false);
        expect(hasEnded({}, second(now))).toBe(false);
      }),
    );
  });
});

describe('how long ago', () => {
  it('a sign-in and a password may be, ends at the instant that is said', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 3_650 }), (at, days) => {
        const span = days * 86_400_000;
        expect([isFresh({ at }, span, at + span), isFresh({ at }, span, at + span + 1)]).toEqual([
          true,
          false,
        ]);
        const over = (now: number) => passwordIsOver({ passwordSince: at }, `P${days}D`, now);
        expect([over(at + span - 1), over(at + span)]).toEqual([false, true]);
      }),
    );
  });
});
