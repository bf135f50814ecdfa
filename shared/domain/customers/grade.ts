import * as z from 'zod';
import type { Instant } from '../kernel/time.ts';
import { type GradeSettings, thresholdMinor } from './grade-settings.ts';
import type { Found, Stage } from './stage.ts';
import { daysSince, type Rhythm } from './value-rhythm.ts';
import { spanOf } from './value-spans.ts';

export const gradeSchema = z.enum(['vip', 'important', 'ordinary', 'churned']);
export type Grade = z.infer<typeof gradeSchema>;

/** What a grade is decided by; money in minor units of `currency`. */
export type GradeFacts = {
  readonly rhythm: Rhythm | undefined;
  readonly stage: Found<Stage>;
  readonly spendMinor: number;
  readonly clvMinor: number;
  readonly currency: string;
};

const earned = (grade: 'vip' | 'important', facts: GradeFacts, settings: GradeSettings, now: Instant) => {
  const { spend, purchases, clv } = settings[grade];
  const { rhythm, spendMinor, clvMinor, currency } = facts;
  const within = settings.purchasesWithin;
  const bought = rhythm === undefined ? 0 : daysSince(rhythm, now - spanOf(within));
  return [
    ...(spendMinor >= thresholdMinor(spend, currency) ? [`spend>=${spend}`] : []),
    ...(bought >= purchases ? [`purchases>=${purchases}/${within}`] : []),
    ...(clvMinor >= thresholdMinor(clv, currency) ? [`clv>=${clv}`] : []),
  ];
};

/** The grade of a customer and why (C7): who has stopped buying is churned whatever they were worth. */
export const gradeOf = (facts: GradeFacts, settings: GradeSettings, now: Instant): Found<Grade> => {
  const { rhythm, stage } = facts;
  if (rhythm === undefined) return { value: 'ordinary', reasons: ['orders=0'] };
  if (stage.value === 'churned') return { value: 'churned', reasons: stage.reasons };
  for (const grade of ['vip', 'important'] as const) {
    const reasons = earned(grade, facts, settings, now);
    if (reasons.length > 0) return { value: grade, reasons };
  }
  const { spend, purchases, clv } = settings.important;
  return {
    value: 'ordinary',
    reasons: [`spend<${spend}`, `purchases<${purchases}/${settings.purchasesWithin}`, `clv<${clv}`],
  };
};
