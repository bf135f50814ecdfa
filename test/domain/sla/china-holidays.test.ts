import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { days } from '#shared/domain/kernel/time.ts';
import { chinaDay, coverage, coverageWarning } from '#shared/domain/sla/china-holidays.ts';
import { render, target } from '../../../scripts/generate-china-holidays.ts';

const shared = fileURLToPath(new URL('../../../../shared/data/holiday-cn', import.meta.url));

/** Each date that the notices of the State Council name, all years put together first. */
const notices = (): Map<string, boolean> => {
  const files = readdirSync(shared).filter((name) => /^\d{4}\.json$/.test(name));
  const named = files.flatMap((name) => {
    const { days: listed } = JSON.parse(readFileSync(`${shared}/${name}`, 'utf8')) as {
      days: { date: string; isOffDay: boolean }[];
    };
    return listed.map(({ date, isOffDay }) => [date, isOffDay] as const);
  });
  return new Map(named);
};

const isWeekend = (day: Date): boolean => day.getUTCDay() === 0 || day.getUTCDay() === 6;

describe('the Chinese calendar', () => {
  it('is what the package holds', () => {
    expect(readFileSync(target, 'utf8')).toBe(render());
  });

  it.skipIf(!existsSync(shared))(
    'says of every day of its years what the notices say (skipped: needs ../shared/data/holiday-cn)',
    () => {
      const said = notices();
      const wrong: string[] = [];
      let compared = 0;
      for (let at = Date.UTC(coverage.from, 0, 1); at < Date.UTC(coverage.to + 1, 0, 1); at += days(1)) {
        const day = new Date(at);
        const date = day.toISOString().slice(0, 10);
        const kind = chinaDay(date);
        const works = kind === 'plain' ? !isWeekend(day) : kind === 'worked';
        if (works === (said.get(date) ?? isWeekend(day))) wrong.push(date);
        compared++;
      }
      expect(wrong).toEqual([]);
      expect(compared).toBe(7305);
    },
  );

  it('warns from 60 days before its years end', () => {
    const end = Date.parse('2027-01-01T00:00:00+08:00');
    expect(coverage).toEqual({ from: 2007, to: 2026 });
    expect(coverageWarning(end - days(60) - 1)).toBeUndefined();
    expect(coverageWarning(end - days(60))).toEqual({ until: end, daysLeft: 60 });
    expect(coverageWarning(end + days(9))).toEqual({ until: end, daysLeft: 0 });
  });
});
