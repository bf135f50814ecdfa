import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueAt, looked } from '#shared/domain/customers/data-review.ts';
import { maskOthers } from '#shared/domain/customers/mask-others.ts';
import { shippedPrivacySettings } from '#shared/domain/customers/privacy-settings.ts';
import { retentionMark, retentionPlan } from '#shared/domain/customers/retention.ts';
import { days, hours } from '#shared/domain/kernel/time.ts';
import {
  codeCounts,
  type IdentityCheck,
  identifiedUntil,
  waitOf,
  withCode,
  withTry,
} from '#shared/domain/tickets/identity-check.ts';

const at = Date.parse('2026-03-02T09:00:00Z');
const instant = fc.integer({ min: at - days(400), max: at });

describe('the rules of retention', () => {
  const cases = fc.array(
    fc.record({ ticketId: fc.uuid(), closedAt: fc.option(instant, { nil: undefined }) }),
    { maxLength: 6 },
  );
  const kept = fc.record({ held: fc.boolean(), lastSeenAt: instant, cases });
  const rules = fc.record({
    idleCustomers: fc.constantFrom(null, 'P30D', 'P365D'),
    closedTicketTexts: fc.constantFrom(null, 'P10D', 'P90D'),
  });

  it('do nothing to whoever is held, nor while none is set', () => {
    fc.assert(
      fc.property(kept, rules, (one, some) => {
        const nothing = { eraseAt: undefined, texts: [], nextAt: undefined };
        expect(retentionPlan({ ...one, held: true }, some, at)).toEqual(nothing);
        expect(retentionPlan(one, { idleCustomers: null, closedTicketTexts: null }, at)).toEqual(nothing);
      }),
    );
  });

  it('never come early, and look again before anything else can be due', () => {
    fc.assert(
      fc.property(kept, rules, (one, some) => {
        const { eraseAt, texts, nextAt } = retentionPlan({ ...one, held: false }, some, at);
        if (some.idleCustomers === 'P30D' && eraseAt !== undefined)
          expect(eraseAt).toBe(one.lastSeenAt + days(30));
        if (one.cases.some(({ closedAt }) => closedAt === undefined)) expect(eraseAt).toBeUndefined();
        for (const { ticketId, at: due } of texts) {
          const closed = one.cases.find((each) => each.ticketId === ticketId)?.closedAt ?? 0;
          expect(due - closed).toBe(days(some.closedTicketTexts === 'P10D' ? 10 : 90));
        }
        for (const due of [eraseAt, ...texts.map((each) => each.at)])
          if (due !== undefined) expect(nextAt).toBeLessThanOrEqual(due);
      }),
    );
  });

  it('have a mark that changes with them and is empty without any', () => {
    expect(retentionMark({ idleCustomers: null, closedTicketTexts: null })).toBe('');
    fc.assert(
      fc.property(rules, rules, (a, b) => {
        expect(retentionMark(a) === retentionMark(b)).toBe(
          a.idleCustomers === b.idleCustomers && a.closedTicketTexts === b.closedTicketTexts,
        );
      }),
    );
  });
});

describe('the plan of looking at data', () => {
  const settings = shippedPrivacySettings().dataReview;

  it('is due after 30 days for the active and after 60 for the others', () => {
    expect(dueAt(at, true, settings)).toBe(at + days(30));
    expect(dueAt(at, false, settings)).toBe(at + days(60));
  });

  it('reminds once for each time it falls due, however often it is looked at', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: days(20) }), { maxLength: 30 }), (steps) => {
        const seen = { createdAt: at, lastSeenAt: at };
        let plan: Parameters<typeof looked>[0];
        let reminders = 0;
        let now = at;
        for (const step of steps) {
          now += step;
          const next = looked(plan, seen, now, settings);
          expect(next.plan.nextAt).toBeGreaterThan(now);
          if (next.remind) reminders++;
          plan = next.plan;
        }
        expect(reminders).toBeLessThanOrEqual(now - at >= days(90) ? 2 : 1);
      }),
    );
  });
});

describe('a check of identity', () => {
  const tries = fc.array(fc.record({ gap: fc.integer({ min: 0, max: hours(2) }), passed: fc.boolean() }), {
    maxLength: 30,
  });

  it('is tried at most so often in any hour', () => {
    fc.assert(
      fc.property(tries, (all) => {
        let check: IdentityCheck | undefined;
        let now = at;
        const done: number[] = [];
        for (const { gap, passed } of all) {
          now += gap;
          if (waitOf(check, now, 5) > 0) continue;
          const tried = { method: 'phoneLast4' as const, passed, customerId: 'c', by: 'u' };
          check = withTry('t', check, tried, now);
          done.push(now);
          expect(done.filter((each) => now - each < hours(1)).length).toBeLessThanOrEqual(5);
        }
      }),
    );
  });

  it('counts for the customer it was made with and for no longer than it is valid', () => {
    const tried = { method: 'code' as const, passed: true, customerId: 'c', by: 'u' };
    const check = withTry('t', withCode('t', undefined, 'c', at), tried, at);
    expect(identifiedUntil(check, 'c', at + 1, hours(1))).toBe(at + hours(1));
    expect(identifiedUntil(check, 'd', at + 1, hours(1))).toBeUndefined();
    expect(identifiedUntil(check, 'c', at + hours(1), hours(1))).toBeUndefined();
  });

  it('takes a code once, in time, and not after another one was sent', () => {
    const sent = withCode('t', undefined, 'c', at);
    expect(codeCounts(sent, 'c', at + 1, 1000)).toBe(true);
    expect(codeCounts(sent, 'd', at + 1, 1000)).toBe(false);
    expect(codeCounts(sent, 'c', at + 1000, 1000)).toBe(false);
    const used = withTry('t', sent, { method: 'code', passed: true, customerId: 'c', by: 'u' }, at);
    expect(codeCounts(used, 'c', at + 1, 1000)).toBe(false);
    expect(withCode('t', sent, 'c', at).code?.n).toBe(2);
  });
});

describe('a text in the copy of somebody’s data', () => {
  it('keeps the person’s own number in any spelling and masks those of others', () => {
    const own = ['+8613812345678', '+493012345678'];
    const text = 'Mine: 138-1234-5678 or +86 138 1234 5678, +49 30 12345678; hers: 13987654321.';
    const shown = maskOthers(text, own);
    expect(shown).toContain('138-1234-5678 or +86 138 1234 5678, +49 30 12345678;');
    expect(shown).not.toContain('13987654321');
  });

  it('leaves texts without numbers as they are', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z ,.!?\u4e00-\u9fa5]{0,80}$/), (text) => {
        expect(maskOthers(text, ['+8613812345678'])).toBe(text);
      }),
    );
  });
});
