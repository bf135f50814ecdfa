import { availability, type BurnRate } from '../slo.ts';
import type { RunBook } from './alarm.ts';

/** How fast the error budget of requests may burn; see `slo.ts`. */
export const burnRates: readonly BurnRate[] = availability.burnRates;

/** Fewer requests than this in a window say nothing about a share of errors. */
export const MIN_REQUESTS = 20;

/** The share of failed requests at which a budget burns at this factor. */
export const burnThreshold = (factor: number): number =>
  Number(((1 - availability.objective) * factor).toFixed(6));

/** One alarm on the error budget: it rings while both windows of one of its rates do. */
export type BudgetAlarm = {
  readonly id: string;
  readonly rates: readonly BurnRate[];
  readonly symptom: string;
  readonly impact: string;
  readonly runBook: RunBook;
};

const alarmOf = (urgency: BurnRate['urgency'], hurry: string): BudgetAlarm => {
  const rates = burnRates.filter((rate) => rate.urgency === urgency);
  return {
    id: `burn-${urgency}`,
    rates,
    symptom: `${hurry}requests fail ${rates.map(({ factor }) => factor).join(' or ')} times as fast as ${availability.objective * 100} % allow`,
    impact: 'clients get 5xx answers',
    runBook: 'api-errors',
  };
};

/** One for each urgency, not for each rate: what has to be done is the same, and an alarm made of others costs as much as five of them. */
export const budgetAlarms: readonly BudgetAlarm[] = [
  alarmOf('page', 'Now: '),
  alarmOf('ticket', 'On the next working day: '),
];

/** The alarm of one window, which tells nobody by itself. */
export const windowId = ({ id }: BurnRate, minutes: number): string => `burn-${id}-${minutes}-minutes`;
