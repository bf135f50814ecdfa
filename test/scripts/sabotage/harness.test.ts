import { describe, expect, it } from 'vitest';
import { kindOf, kinds } from '#test/sabotage/bug.ts';
import { bugs } from '#test/sabotage/bugs/index.ts';
import { isAssertion, type Ran, unfitFor, verdictOn } from '#test/sabotage/outcome.ts';
import { planted } from '#test/sabotage/plant.ts';

const FILE = 'test/domain/a.test.ts';
const bug = { id: '7a', noticedBy: [{ file: FILE, title: 'is met at its due' }] } as const;
const assertion = { name: 'AssertionError', message: 'expected 1 to be 2' };
const ran = (over: Partial<Ran> = {}): Ran => ({
  file: FILE,
  title: 'a clock is met at its due',
  state: 'failed',
  errors: [assertion],
  ...over,
});

describe('The list of bugs', () => {
  it('has each of the 24 kinds, and no bug twice', () => {
    expect([...new Set(bugs.map(kindOf))]).toEqual(Object.keys(kinds).map(Number));
    expect(Object.keys(kinds)).toHaveLength(24);
    expect(new Set(bugs.map(({ id }) => id)).size).toBe(bugs.length);
  });

  it('names for each what it changes, and tests that have to notice', () => {
    for (const { id, edits, noticedBy } of bugs)
      expect([id, edits.length > 0, noticedBy.length > 0]).toEqual([id, true, true]);
  });
});

describe('Planting a bug', () => {
  const text = 'const due = (at: number, now: number) => at <= now;\nconst late = 1;\n';
  const plantedWith = (...edits: [string, string][]) => planted({ id: '7a', file: 'a.ts', edits }, text);

  it('changes what it names, all at once', () => {
    expect(plantedWith(['at <= now', 'at < now'], ['late = 1', 'late = 2'])).toBe(
      'const due = (at: number, now: number) => at < now;\nconst late = 2;\n',
    );
  });

  it('is refused where the text has gone, stands there twice, stays as it is, or is no TypeScript afterwards', () => {
    expect(() => plantedWith(['at >= now', 'at > now'])).toThrow('stands 0 times');
    expect(() => plantedWith(['const', 'let'])).toThrow('stands 2 times');
    expect(() => plantedWith(['late', 'late'])).toThrow('changes nothing');
    expect(() => plantedWith(['at <= now;', 'at <= ;'])).toThrow('no TypeScript');
  });
});

describe('A bug', () => {
  it('is noticed by an expectation that no longer holds, also inside of a property', () => {
    const property = { name: 'Error', message: 'Property failed after 3 tests', cause: assertion };

    expect(verdictOn(bug, [ran()])).toEqual({ noticed: true, by: `${FILE} › a clock is met at its due` });
    expect(verdictOn(bug, [ran({ errors: [property] })]).noticed).toBe(true);
  });

  it.each<[string, Ran[]]>([
    ['every test stays green', [ran({ state: 'passed', errors: [] })]],
    ['another test goes red', [ran({ title: 'something else' }), ran({ state: 'passed', errors: [] })]],
    ['the same title goes red in another file', [ran({ file: 'test/domain/b.test.ts' })]],
    ['no test ran', []],
    ['its file does not load', [ran({ title: undefined, errors: [{ name: 'SyntaxError' }] })]],
    ['a name is missing', [ran({ errors: [{ name: 'ReferenceError', message: 'x is not defined' }] })]],
    ['a test takes too long', [ran({ errors: [{ name: 'Error', message: 'Test timed out in 5000ms.' }] })]],
    [
      'a property throws something else',
      [ran({ errors: [{ message: 'Property failed after 1 tests', cause: { name: 'TypeError' } }] })],
    ],
  ])('is not noticed where %s', (_, results) => {
    expect(verdictOn(bug, results).noticed).toBe(false);
  });

  it('is not planted where its tests are missing, or red already', () => {
    expect(unfitFor(bug, [])).toHaveLength(1);
    expect(unfitFor(bug, [ran()])).toHaveLength(1);
    expect(unfitFor(bug, [ran({ title: 'something else', state: 'passed' })])).toHaveLength(1);
    expect(unfitFor(bug, [ran({ state: 'passed', errors: [] })])).toEqual([]);
  });

  it('that makes a property return false is told from one that makes it throw', () => {
    const failed = (cause: unknown) => ({ name: 'Error', message: 'Property failed after 1 tests', cause });

    expect(isAssertion(failed({ name: 'Error', message: 'Property failed by returning false' }))).toBe(true);
    expect(isAssertion(failed({ name: 'Error', message: 'away' }))).toBe(false);
    expect(isAssertion(failed(undefined))).toBe(false);
  });
});
