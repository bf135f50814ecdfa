import { describe, expect, it } from 'vitest';
import { hours } from '#shared/domain/kernel/time.ts';
import { cancelAll, fireDue, nextTimerAt } from '#shared/domain/sla/sla.ts';
import { atHour, rungs, start, to } from './case.ts';
import { aPolicy, begun, changed, ctx, move, type Story, sweep, wait } from './story.ts';

describe('the ladder', () => {
  const only = (duration: string): Story => begun(aPolicy({ resolution: { duration } }), start);

  it('warns at three quarters, calls the department at the breach and management half a target later', () => {
    expect(rungs(sweep(wait(only('PT8H'), hours(100))))).toEqual([
      '6 resolution warning',
      '8 resolution breach',
      '8 resolution level1 → 1',
      '12 resolution level2 → 2',
    ]);
  });

  it('counts the way to management like the target, pauses taken out', () => {
    const story = atHour(atHour(sweep(wait(only('PT8H'), hours(9))), 10, to('pending')), 50, to('open'));
    expect(nextTimerAt(story.sla)).toBe(start + hours(52));
    expect(nextTimerAt(atHour(story, 51, to('onHold')).sla)).toBeUndefined();
  });

  it('breaches alone where the level is reached already', () => {
    const severe: Story = { ...only('PT8H'), level: 1 };
    expect(rungs(sweep(wait(severe, hours(9))))).toEqual([
      '6 resolution warning',
      '8 resolution breach',
      '8 resolution level1',
    ]);
    expect(
      rungs(sweep(wait({ ...severe, level: 2 }, hours(100)))).filter((rung) => rung.includes('→')),
    ).toEqual([]);
  });

  it('holds higher levels after an acknowledgement, but neither warning nor breach', () => {
    const held = sweep(atHour(sweep(wait(only('PT8H'), hours(9))), 11, 'ack', 'sweep'));
    expect(nextTimerAt(held.sla)).toBe(start + hours(15));
    expect(rungs(atHour(held, 14, 'sweep'))).toEqual(rungs(held));
    expect(rungs(atHour(held, 16, 'sweep')).at(-1)).toBe('15 resolution level2 → 2');
    const early = atHour(atHour(only('PT8H'), 7, 'ack'), 9, 'sweep');
    expect(rungs(early)).toEqual(['6 resolution warning', '8 resolution breach']);
    expect(rungs(atHour(early, 11, 'sweep')).at(-1)).toBe('11 resolution level1 → 1');
  });

  it('arms nothing again in the cycle when somebody lowers the level', () => {
    const calm = atHour(atHour(sweep(wait(only('PT8H'), hours(9))), 10, 'calm'), 11, 'sweep');
    expect(calm.level).toBe(0);
    expect(rungs(atHour(calm, 13, 'sweep')).at(-1)).toBe('12 resolution level2 → 2');
  });

  it('withdraws levels that have not fired when the clock is met, paused or cancelled', () => {
    const late = wait(only('PT8H'), hours(9));
    expect(rungs(sweep(move(late, 'resolved')))).toEqual(['8 resolution breach']);
    expect(rungs(sweep(move(late, 'pending')))).toEqual(['8 resolution breach']);
    expect(rungs(sweep(changed(late, cancelAll(late.sla, late.now, 'merged', ctx))))).toEqual([
      '8 resolution breach',
    ]);
  });

  it('tells when it noticed, beside the instant that the deadline says', () => {
    const { ledger } = fireDue(only('PT8H').sla, start + hours(30), { level: 0 }, ctx);
    expect(
      ledger.map(({ kind, at: when, detectedAt }) => [kind, (when - start) / hours(1), detectedAt]),
    ).toEqual([
      ['warn', 6, start + hours(30)],
      ['breach', 8, start + hours(30)],
      ['escalate', 8, start + hours(30)],
      ['escalate', 12, start + hours(30)],
    ]);
  });
});
