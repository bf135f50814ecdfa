import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockGoesBack, createClock } from '#local/state/clock.ts';
import { durationMs } from '#local/state/duration.ts';
import { lockHome } from '#local/state/home-lock.ts';
import { openStore } from '#local/state/store.ts';
import { temporaryDir } from '../support/assembly.ts';

describe('the virtual clock', () => {
  it('ticks with the machine and only ever moves forward', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10_000, max: 10_000_000 }), { maxLength: 20 }), (moves) => {
        let machine = 1_700_000_000_000;
        const clock = createClock(openStore(), undefined, () => machine);
        for (const move of moves) {
          const before = clock.now();
          if (move < 0) expect(() => clock.advance(move)).toThrow(ClockGoesBack);
          else clock.advance(move);

          expect(clock.now()).toBe(before + Math.max(0, move));
          machine += 7;
        }
      }),
      { numRuns: 30 },
    );
  });

  it('remembers its offset, and refuses to begin in its own past', () => {
    const path = join(temporaryDir(), 'runtime.db');
    const store = openStore(path);
    createClock(store, 5_000, () => 1_000).advance(500);
    store.close();
    const again = openStore(path);

    expect(createClock(again, undefined, () => 2_000).now()).toBe(6_500);
    expect(() => createClock(again, 6_000, () => 2_000)).toThrow(/only goes forward/);
    again.close();
  });

  it('shows its offset in shared memory', () => {
    const clock = createClock(openStore(), undefined, () => 0);
    clock.moveTo(86_400_000);

    expect(new BigInt64Array(clock.shared)[0]).toBe(86_400_000n);
  });

  it('begins before the machine, if told so at first', () => {
    expect(createClock(openStore(), 1_000, () => 9_000_000).now()).toBe(1_000);
  });

  it('ends with the year 9999', () => {
    expect(() => createClock(openStore()).moveTo(Date.UTC(10_000, 0))).toThrow(RangeError);
  });
});

describe('ISO 8601 durations', () => {
  it.each([
    ['PT25H', 90_000_000],
    ['P1D', 86_400_000],
    ['P2W', 1_209_600_000],
    ['P1DT2H3M4.5S', 93_784_500],
    ['PT0S', 0],
  ])('%s is %i ms', (text, expected) => {
    expect(durationMs(text)).toBe(expected);
  });

  it.each(['', 'P', 'PT', 'P1DT', '25H', 'P1M', 'P1Y', '-PT1H', 'PT1.2345S', 'PT1H '])(
    'refuses %j',
    (text) => {
      expect(durationMs(text)).toBeUndefined();
    },
  );
});

describe('the home', () => {
  it('belongs to one stack at a time', () => {
    const home = temporaryDir();
    const lock = lockHome(home);

    expect(() => lockHome(home)).toThrow(`process ${process.pid}`);
    lock.release();
    lockHome(home).release();
  });
});

describe('the store', () => {
  it('finds what was set, by key and by prefix', () => {
    const store = openStore();
    store.set('a/1', { x: [1] });
    store.set('a/2', null);
    store.set('a%', 'other');
    store.set('b', 1);
    store.remove('b');

    expect([store.get('a/1'), store.get('a/2'), store.get('b')]).toEqual([{ x: [1] }, null, undefined]);
    expect(store.keys('a/')).toEqual(['a/1', 'a/2']);
  });
});
