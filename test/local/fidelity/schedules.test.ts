import { describe, expect, it, vi } from 'vitest';
import { createScheduler } from '#local/events/scheduler.ts';
import { createClock } from '#local/state/clock.ts';
import { openStore } from '#local/state/store.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const MINUTE_MS = 60_000;

/** A schedule of every five minutes over a clock that stands until it is moved. */
const aSchedule = (refuses: (arn: string) => boolean = () => false, store = openStore()) => {
  const taken: string[] = [];
  const clock = createClock(store, undefined, () => START);
  const deliver = async (arn: string, body: string): Promise<void> => {
    if (refuses(arn)) throw new Error(`${arn} takes nothing`);
    taken.push(`${arn} ${body}`);
  };
  const targets = { check: () => undefined, verify: () => undefined, deliver };
  const scheduler = createScheduler({ store, clock, targets });
  scheduler.add({
    name: 'sweep',
    expression: 'rate(5 minutes)',
    timeZone: 'UTC',
    enabled: true,
    targets: [
      { arn: 'work', deadLetters: 'dead', body: (planned) => new Date(planned).toISOString().slice(11, 16) },
    ],
  });
  return { scheduler, clock, taken };
};

describe('A schedule', () => {
  it('fires at its instant, not before, and once however often it is looked after', async () => {
    const { scheduler, clock, taken } = aSchedule();
    clock.advance(5 * MINUTE_MS - 1);
    await scheduler.tick();
    expect(taken).toEqual([]);

    clock.advance(1);
    await Promise.all([scheduler.tick(), scheduler.tick()]);
    await scheduler.tick();

    expect(taken).toEqual(['work 09:05']);
  });

  it('that is late names the instant for which it fires, not the one at which it does', async () => {
    const { scheduler, clock, taken } = aSchedule();
    clock.advance(9 * MINUTE_MS);
    await scheduler.tick();

    expect(taken).toEqual(['work 09:05']);
    expect(scheduler.list()).toEqual([
      { name: 'sweep', expression: 'rate(5 minutes)', nextAtMs: START + 10 * MINUTE_MS },
    ]);
  });

  it('that was skipped several times fires once, and goes on by its plan', async () => {
    const { scheduler, clock, taken } = aSchedule();
    clock.advance(23 * MINUTE_MS);
    await scheduler.tick();
    clock.advance(2 * MINUTE_MS);
    await scheduler.tick();

    expect(taken).toEqual(['work 09:05', 'work 09:25']);
  });

  it('fires by itself once it is started, but not while somebody has it paused', async () => {
    vi.useFakeTimers();
    const { scheduler, clock, taken } = aSchedule();
    scheduler.start();
    try {
      await scheduler.pausedWhile(async () => {
        clock.advance(5 * MINUTE_MS);
        await vi.advanceTimersByTimeAsync(2000);
        expect(taken).toEqual([]);
      });
      await vi.advanceTimersByTimeAsync(2000);
      expect(taken).toEqual(['work 09:05']);
    } finally {
      await scheduler.stop();
      vi.useRealTimers();
    }
  });

  it('can be made to fire twice for one instant', async () => {
    const { scheduler, clock, taken } = aSchedule();
    clock.advance(5 * MINUTE_MS);
    await scheduler.tick();
    await scheduler.run('sweep');

    expect(taken).toEqual(['work 09:05', 'work 09:05']);
  });

  it('puts what its target does not take into the dead letters, and fires again next time', async () => {
    let isDown = true;
    const { scheduler, clock, taken } = aSchedule((arn) => arn === 'work' && isDown);
    clock.advance(5 * MINUTE_MS);
    await scheduler.tick();
    isDown = false;
    clock.advance(5 * MINUTE_MS);
    await scheduler.tick();

    expect(taken).toEqual(['dead 09:05', 'work 09:10']);
  });

  it('whose process died between its firing and the note of it fires again for the same instant', async () => {
    const store = openStore();
    let isDead = false;
    const set = (key: string, value: unknown): void => {
      if (isDead) throw new Error('killed');
      store.set(key, value);
    };
    const { scheduler, clock, taken } = aSchedule(undefined, { ...store, set });
    clock.advance(5 * MINUTE_MS);
    isDead = true;
    await expect(scheduler.tick()).rejects.toThrow('killed');

    const next = aSchedule(undefined, store);
    await next.scheduler.tick();

    expect([taken, next.taken]).toEqual([['work 09:05'], ['work 09:05']]);
  });
});
