import { describe, expect, it } from 'vitest';
import { compare, verdictOn } from '../../../scripts/replay/measure.ts';
import { type Figures, quantile, renderReport, shareOf } from '../../../scripts/replay/report.ts';

describe('compare', () => {
  const of = (lastPriority: 'normal' | 'high', verdict?: 'met' | 'breached') => ({
    lastPriority,
    ...(verdict ? { verdict } : {}),
  });

  it('counts agreement by the last priority of the source', () => {
    const { agreement, notCompared } = compare([
      { of: of('normal', 'met'), ours: 'met' },
      { of: of('normal', 'breached'), ours: 'met' },
      { of: of('normal', 'breached'), ours: 'breached' },
      { of: of('high', 'met'), ours: 'breached' },
      { of: of('high'), ours: 'met' },
      { of: of('high', 'met'), ours: undefined },
    ]);

    expect(agreement).toEqual({
      normal: { compared: 3, agreed: 2, breachedHere: 1, breachedThere: 2 },
      high: { compared: 1, agreed: 0, breachedHere: 1, breachedThere: 0 },
    });
    expect(notCompared).toBe(2);
  });
});

describe('verdictOn', () => {
  const resolution = { target: 'resolution', startedAt: 0, elapsed: 0 } as const;
  const on = (clock: object) =>
    verdictOn({ sla: { policyId: null, clocks: [{ ...resolution, ...clock }] } } as Parameters<
      typeof verdictOn
    >[0]);

  it('is what the resolution clock says once it has stopped', () => {
    expect(on({ state: 'met', metAt: 5 })).toBe('met');
    expect(on({ state: 'breached', metAt: 5 })).toBe('breached');
  });

  it('is none while the clock runs, was cancelled or is not there', () => {
    expect(on({ state: 'breached', dueAt: 5 })).toBeUndefined();
    expect(on({ state: 'cancelled' })).toBeUndefined();
    expect(on({ target: 'firstResponse', state: 'met', metAt: 5 })).toBeUndefined();
  });
});

describe('renderReport', () => {
  const figures: Figures = {
    mapping: 'small',
    file: 'log.csv',
    from: '2016-02-29T00:00:00.000Z',
    to: '2016-03-01T00:00:00.000Z',
    shiftDays: 0,
    tickets: 12,
    steps: { done: 40, unneeded: 2, refused: 1 },
    latestSeconds: 0.25,
    scheduleRuns: 9,
    requests: 90,
    seconds: 3,
    requestsPerSecond: 30,
    requestMs: { median: 4, p95: 9 },
    events: 70,
    warnings: 5,
    breaches: 4,
    escalations: { level1: 3, level2: 2 },
    agreement: { normal: { compared: 8, agreed: 6, breachedHere: 2, breachedThere: 4 } },
    notCompared: 4,
  };

  it('shows figures in columns and agreement in percent', () => {
    const text = renderReport(figures);

    expect(text).toMatch(/^tickets +12$/m);
    expect(text).toMatch(/^escalations to level 2 +2$/m);
    expect(text).toMatch(/^normal +8 +2 +4 +75\.00 %$/m);
    expect(text).not.toMatch(/^urgent/m);
  });

  it('says so when the source gives no verdicts', () => {
    expect(renderReport({ ...figures, agreement: {} })).toContain('no verdicts to compare with');
  });

  it('has no share where nothing was compared', () => {
    expect(shareOf(undefined)).toBeUndefined();
    expect(shareOf({ compared: 0, agreed: 0, breachedHere: 0, breachedThere: 0 })).toBeUndefined();
    expect(shareOf({ compared: 4, agreed: 3, breachedHere: 0, breachedThere: 0 })).toBe(0.75);
  });
});

describe('quantile', () => {
  it('is the value that share of the values lies below', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

    expect(quantile(hundred, 0.5)).toBe(51);
    expect(quantile(hundred, 0.95)).toBe(96);
    expect(quantile(hundred, 1)).toBe(100);
    expect(quantile([], 0.5)).toBe(0);
  });
});
