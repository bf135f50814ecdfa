import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CustomerLookup } from '#shared/domain/customers/customer.ts';
import { gradeSchema } from '#shared/domain/customers/grade.ts';
import { withGrade, withHolder, withoutHolder } from '#shared/domain/customers/lookup.ts';
import { type RoutingRule, routeTicket } from '#shared/domain/settings/routing.ts';
import { choosePolicy, type PolicyVersion } from '#shared/domain/sla/policy.ts';

const grade = fc.constantFrom(...gradeSchema.options);
const people = ['cus_1', 'cus_2', 'cus_3'];
const step = fc.record({
  what: fc.constantFrom('joins', 'leaves', 'graded'),
  who: fc.constantFrom(...people),
  grade,
});

describe('the lookup of a phone', () => {
  it('carries the grade of its first holder or says that it does not know it, whoever comes, goes and is graded anew', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const grades = new Map<string, string>(people.map((id) => [id, 'ordinary']));
        let lookup: CustomerLookup | undefined;
        for (const { what, who, grade: next } of steps) {
          const before = lookup;
          if (what === 'joins') {
            grades.set(who, next);
            lookup = withHolder(lookup, 'digest', who, next);
          } else if (lookup !== undefined && what === 'leaves') lookup = withoutHolder(lookup, who);
          else if (lookup !== undefined) {
            grades.set(who, next);
            lookup = withGrade(lookup, who, next);
          }
          const [first] = lookup?.customerIds ?? [];
          if (first === undefined) continue;
          expect([grades.get(first), undefined]).toContain(lookup?.grade);
          if (before !== undefined && lookup !== before) expect(lookup?.version).toBe(before.version + 1);
        }
      }),
    );
  });

  it('knows the grade of whoever had it to themselves', () => {
    const lookup = withHolder(undefined, 'digest', 'cus_1', 'vip');
    expect(lookup).toMatchObject({ customerIds: ['cus_1'], grade: 'vip' });
    expect(withHolder(lookup, 'digest', 'cus_2', 'ordinary')).toMatchObject({ grade: 'vip' });
    const left = withoutHolder(withHolder(lookup, 'digest', 'cus_2', 'ordinary'), 'cus_1');
    expect(left).toEqual({ digest: 'digest', customerIds: ['cus_2'], version: 3 });
  });
});

describe('what is chosen by grade', () => {
  const facts = {
    kind: 'consultation',
    category: 'consultation.basic',
    severity: 'ordinary',
    priority: 'normal',
    channel: 'web',
    language: 'en',
    shopId: 'main',
    tags: [],
  } as const;

  it('is the team of a routing setting', () => {
    const rules: RoutingRule[] = [{ conditions: { grade: ['vip', 'important'] }, teamId: 'team_vip' }];
    const to = (of: string | undefined) =>
      routeTicket(
        rules,
        { ...facts, ...(of === undefined ? {} : { grade: of }) },
        { teams: new Map([['team_vip', {}]]), otherwise: 'service' },
      );
    expect(['vip', 'important', 'ordinary', 'churned', undefined].map(to)).toEqual([
      'team_vip',
      'team_vip',
      'service',
      'service',
      'service',
    ]);
  });

  it('is the policy whose list holds it', () => {
    const policy = (policyId: string, position: number, grades?: ('vip' | 'ordinary')[]): PolicyVersion => ({
      policyId,
      version: 1,
      name: policyId,
      position,
      conditions: grades === undefined ? {} : { grade: grades },
      calendarId: 'cal_1',
      targets: {},
    });
    const policies = [policy('pol_vip', 0, ['vip']), policy('pol_all', 9)];
    const { tags: _, language: __, ...known } = facts;
    expect(choosePolicy(policies, { ...known, grade: 'vip' })?.policyId).toBe('pol_vip');
    expect(choosePolicy(policies, { ...known, grade: 'churned' })?.policyId).toBe('pol_all');
    expect(choosePolicy(policies, known)?.policyId).toBe('pol_all');
  });
});
