import { describe, expect, it } from 'vitest';
import { once } from '#shared/domain/kernel/once.ts';

describe('what is made once', () => {
  it('is made when it is asked for, and then kept, also when it is nothing', () => {
    for (const value of ['made', undefined]) {
      let times = 0;
      const get = once(() => {
        times += 1;
        return value;
      });
      expect(times).toBe(0);
      expect([get(), get(), times]).toEqual([value, value, 1]);
    }
  });

  it('is made again where it could not be made', () => {
    let times = 0;
    const get = once(() => {
      times += 1;
      if (times === 1) throw new Error('not yet');
      return times;
    });
    expect(get).toThrow('not yet');
    expect(get()).toBe(2);
  });
});
