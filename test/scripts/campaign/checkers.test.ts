import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counter, setFull, totalQueue, uniqueIds } from '#test/campaign/checkers.ts';
import { type History, openHistory } from '#test/campaign/history.ts';

/** A history whose clock moves by one millisecond with each step. */
const fresh = (): History => {
  let time = 0;
  return openHistory(undefined, () => time++);
};
const done = (history: History, f: string, value: unknown): void => history.begin('one', f, value).ok();
const read = (history: History, seen: unknown): void => history.begin('reader', 'read').ok(seen);
const names = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 20 });

describe('total-queue', () => {
  const queue = (put: readonly string[], taken: readonly string[]) => {
    const history = fresh();
    for (const value of put) done(history, 'enqueue', value);
    for (const value of taken) done(history, 'dequeue', value);
    return totalQueue(history.steps);
  };

  it('is content when everything that went in came out, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (values) => {
        const found = queue(values, values.toReversed());
        expect(found).toEqual({ valid: true, lost: [], unexpected: [], duplicated: [], recovered: [] });
      }),
    );
  });

  it('finds whichever acknowledged value is missing, and how often', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.nat(), (values, n) => {
        const missing = values[n % values.length];
        const found = queue(values, values.toSpliced(n % values.length, 1));
        expect(found).toMatchObject({ valid: false, lost: [missing] });
      }),
    );
  });

  it('finds what came twice, and what nobody put in', () => {
    expect(queue(['a', 'b'], ['a', 'a', 'b'])).toMatchObject({ valid: true, duplicated: ['a'] });
    expect(queue(['a'], ['a', 'x'])).toMatchObject({ valid: false, unexpected: ['x'] });
  });

  it('neither misses what was never acknowledged nor minds when it comes', () => {
    const history = fresh();
    history.begin('one', 'enqueue', 'a').info();
    history.begin('one', 'enqueue', 'b').info();
    done(history, 'dequeue', 'a');
    expect(totalQueue(history.steps)).toMatchObject({ valid: true, lost: [], recovered: ['a'] });
  });
});

describe('unique-ids', () => {
  it('finds whichever id was given out twice', () => {
    fc.assert(
      fc.property(names, fc.nat(), (ids, n) => {
        const history = fresh();
        for (const id of ids) done(history, 'generate', id);
        expect(uniqueIds(history.steps)).toMatchObject({ valid: true, acknowledged: ids.length });
        done(history, 'generate', ids[n % ids.length]);
        expect(uniqueIds(history.steps)).toMatchObject({ valid: false, duplicated: [ids[n % ids.length]] });
      }),
    );
  });

  it('says nothing of a history in which no id was given out', () => {
    expect(uniqueIds([]).valid).toBe('unknown');
  });
});

describe('counter', () => {
  it('takes a read between what was acknowledged before and tried until its end, and no other', () => {
    for (const [seen, valid] of [
      [4, false],
      [5, true],
      [8, true],
      [9, false],
    ] as const) {
      const history = fresh();
      done(history, 'add', 5);
      const reading = history.begin('reader', 'read');
      history.begin('two', 'add', 3);
      reading.ok(seen);
      expect(counter(history.steps).valid).toBe(valid);
    }
  });

  it('leaves out what certainly failed', () => {
    const history = fresh();
    history.begin('one', 'add', 3).fail();
    read(history, 3);
    expect(counter(history.steps).errors).toEqual([{ low: 0, read: 3, high: 0 }]);
  });
});

describe('set-full', () => {
  const set = (added: readonly string[], ...reads: readonly (readonly string[])[]) => {
    const history = fresh();
    for (const value of added) done(history, 'add', value);
    for (const seen of reads) read(history, seen);
    return setFull(history.steps);
  };

  it('is content when every later read has every element', () => {
    fc.assert(
      fc.property(names, (values) => {
        expect(set(values, values, values)).toMatchObject({
          valid: true,
          stable: values.length,
          lost: [],
          latencies: [0, 0, 0, 0, 0],
        });
      }),
    );
  });

  it('finds whichever element the last read misses', () => {
    fc.assert(
      fc.property(names, fc.nat(), (values, n) => {
        const found = set(values, values, values.toSpliced(n % values.length, 1));
        expect(found).toMatchObject({ valid: false, lost: [values[n % values.length]] });
      }),
    );
  });

  it('tells how late an element came to stay, and does not call it lost', () => {
    const found = set(['a'], [], ['a']);
    expect(found).toMatchObject({ valid: true, stable: 1, lost: [] });
    expect(found.latencies.at(-1)).toBeGreaterThan(0);
  });

  it('finds what comes twice in one read, and what nobody added', () => {
    expect(set(['a'], ['a', 'a'])).toMatchObject({ valid: false, duplicated: ['a'] });
    expect(set(['a'], ['a', 'x'])).toMatchObject({ valid: false, unexpected: ['x'] });
  });

  it('calls an element that a read beside its adding missed never read, not lost', () => {
    const history = fresh();
    const adding = history.begin('one', 'add', 'a');
    const reading = history.begin('reader', 'read');
    adding.ok();
    reading.ok([]);
    expect(setFull(history.steps)).toMatchObject({ valid: 'unknown', lost: [], neverRead: ['a'] });
  });
});
