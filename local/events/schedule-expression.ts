import { cronTimes, parseCron } from './cron.ts';

/** When a schedule is due: the first instant strictly after `afterMs`, or undefined when there is none. Milliseconds since 1970, UTC. */
export type NextAfter = (afterMs: number) => number | undefined;

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(5 minutes)`, `cron(0 2 * * ? *)` and `at(2026-01-01T00:00:00)` (EventBridge Scheduler). Rates are counted from
 * 1970 so that they don't depend on when the stack was started. Throws on anything else.
 */
export const parseSchedule = (expression: string, timeZone = 'UTC'): NextAfter => {
  const [, kind, inner = ''] = /^(rate|cron|at)\((.+)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'rate') return rate(inner, expression);
  if (kind === 'cron') return cronTimes(parseCron(inner), timeZone);
  if (kind === 'at') return at(inner, timeZone, expression);
  throw new Error(`${expression} is not a schedule expression`);
};

const rate = (inner: string, expression: string): NextAfter => {
  const [, count, unit = ''] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(inner) ?? [];
  const period = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (!Number.isFinite(period)) throw new Error(`${expression} is not a rate`);
  return (after) => (Math.floor(after / period) + 1) * period;
};

const at = (inner: string, timeZone: string, expression: string): NextAfter => {
  const [, ...parts] = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})$/.exec(inner) ?? [];
  if (parts.length !== 6) throw new Error(`${expression} is not a date and time`);
  const [year, month, day, hour, minute, second] = parts.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const whole = cronTimes(parseCron(`${minute} ${hour} ${day} ${month} ? ${year}`), timeZone)(0);
  return (after) => {
    const instant = whole === undefined ? undefined : whole + second * 1000;
    return instant !== undefined && instant > after ? instant : undefined;
  };
};
