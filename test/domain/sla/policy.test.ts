import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { hours } from '#shared/domain/kernel/time.ts';
import {
  ALWAYS_CALENDAR_ID,
  CHINA_CALENDAR_ID,
  defaultCalendars,
  defaultPolicies,
} from '#shared/domain/sla/defaults.ts';
import {
  calendarVersionSchema,
  choosePolicy,
  isFallback,
  type PolicyFacts,
  policyVersionSchema,
  promisesOf,
  targetsSchema,
} from '#shared/domain/sla/policy.ts';
import { kindSchema, prioritySchema } from '#shared/domain/tickets/values.ts';
import { aPolicy } from './story.ts';

const facts = (rest: Partial<PolicyFacts> = {}): PolicyFacts => ({
  kind: 'consultation',
  severity: 'ordinary',
  priority: 'normal',
  channel: 'web',
  ...rest,
});
const promised = (rest: Partial<PolicyFacts>) => {
  const policy = choosePolicy(defaultPolicies, facts(rest));
  const inHours =
    policy && Object.entries(promisesOf(policy)).map(([target, { ms }]) => [target, ms / hours(1)]);
  return { calendarId: policy?.calendarId, ...Object.fromEntries(inHours ?? []) };
};

describe('choosing a policy', () => {
  it('takes the lowest position whose conditions all hold, in whatever order they come', () => {
    const policies = [
      aPolicy({}, { policyId: 'pol_all', position: 900 }),
      aPolicy(
        {},
        {
          policyId: 'pol_vip',
          position: 10,
          conditions: { kind: ['complaint'], grade: ['vip', 'important'] },
        },
      ),
      aPolicy({}, { policyId: 'pol_shop', position: 20, conditions: { shopId: ['shop_a'] } }),
    ];
    const chosen = (rest: Partial<PolicyFacts>, from = policies) => choosePolicy(from, facts(rest))?.policyId;
    expect(chosen({ kind: 'complaint', grade: 'vip', shopId: 'shop_a' })).toBe('pol_vip');
    expect(chosen({ kind: 'complaint', shopId: 'shop_a' })).toBe('pol_shop');
    expect(chosen({ kind: 'complaint' })).toBe('pol_all');
    expect(chosen({ grade: 'vip' }, policies.slice(1))).toBeUndefined();
    fc.assert(
      fc.property(fc.shuffledSubarray(policies, { minLength: 3 }), (shuffled) => {
        expect(chosen({ kind: 'complaint', grade: 'vip' }, shuffled)).toBe('pol_vip');
      }),
    );
  });
});

describe('an archived policy', () => {
  it('is chosen no more', () => {
    const gone = aPolicy({}, { policyId: 'pol_gone', position: 1, archived: true });
    expect(choosePolicy([gone], facts())).toBeUndefined();
  });
});

describe('the targets of a policy', () => {
  it('pause in pending and on hold unless they say otherwise, the first response never', () => {
    const duration = 'PT1H';
    const targets = {
      firstResponse: { duration },
      nextResponse: { duration },
      resolution: { duration, pausedIn: ['onHold' as const] },
    };
    expect(promisesOf(aPolicy(targets))).toEqual({
      firstResponse: { ms: hours(1), pausedIn: [] },
      nextResponse: { ms: hours(1), pausedIn: ['pending', 'onHold'] },
      resolution: { ms: hours(1), pausedIn: ['onHold'] },
    });
  });

  it('take a duration that ends, and wait only for somebody else', () => {
    const accepts = (target: unknown) => targetsSchema.safeParse({ resolution: target }).success;
    expect(accepts({ duration: 'P3D' })).toBe(true);
    for (const duration of ['PT0S', 'P1Y', '24h', '-PT1H', ''])
      expect(accepts({ duration }), duration).toBe(false);
    expect(accepts({ duration: 'PT1H', pausedIn: ['open'] })).toBe(false);
    expect(targetsSchema.safeParse({ stage: { duration: 'PT1H' } }).success).toBe(false);
  });
});

describe('the shipped deadlines', () => {
  it('are those of the service standard', () => {
    expect(promised({})).toEqual({ calendarId: ALWAYS_CALENDAR_ID, firstResponse: 24, nextResponse: 24 });
    for (const priority of ['high', 'urgent'] as const)
      expect(promised({ priority })).toMatchObject({ initialHandling: 72, nextResponse: 24 });
    expect(promised({ kind: 'complaint' })).toEqual({
      calendarId: ALWAYS_CALENDAR_ID,
      firstResponse: 24,
      initialHandling: 48,
      resolution: 72,
    });
    expect(promised({ kind: 'productIssue' })).toEqual({
      calendarId: ALWAYS_CALENDAR_ID,
      firstResponse: 24,
      initialHandling: 24,
      resolution: 72,
    });
    for (const kind of ['return', 'exchange'] as const) {
      expect(promised({ kind })).toEqual({
        calendarId: CHINA_CALENDAR_ID,
        firstResponse: 24,
        initialHandling: 24,
        resolution: 72,
      });
    }
  });

  it('leave no ticket without a policy, and end with exactly one fallback', () => {
    for (const kind of kindSchema.options) {
      for (const priority of prioritySchema.options)
        expect(choosePolicy(defaultPolicies, facts({ kind, priority }))).toBeDefined();
    }
    expect(defaultPolicies.filter(isFallback)).toEqual([defaultPolicies.at(-1)]);
    expect(new Set(defaultPolicies.map(({ position }) => position)).size).toBe(defaultPolicies.length);
  });

  it('are valid, with ids like any other', () => {
    for (const policy of defaultPolicies) {
      expect(policyVersionSchema.parse(policy)).toEqual(policy);
      expect(idSchema('pol').safeParse(policy.policyId).success).toBe(true);
      expect(defaultCalendars.some(({ calendarId }) => calendarId === policy.calendarId)).toBe(true);
    }
    for (const calendar of defaultCalendars) {
      expect(calendarVersionSchema.parse(calendar)).toEqual(calendar);
      expect(idSchema('cal').safeParse(calendar.calendarId).success).toBe(true);
    }
  });
});
