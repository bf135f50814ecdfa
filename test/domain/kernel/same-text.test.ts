import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameText } from '#shared/domain/kernel/same-text.ts';

describe('two texts', () => {
  it('are the same exactly where each character is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(sameText(a, b)).toBe(a === b);
        expect(sameText(a, a)).toBe(true);
      }),
    );
  });

  it('differ where one begins with the other, or in one bit', () => {
    for (const [a, b] of [
      ['', 'a'],
      ['a', ''],
      ['ab', 'a'],
      ['a', 'ab'],
      ['a\u0000', 'a'],
      ['a', 'a\u0000'],
      ['code', 'codd'],
    ] as const)
      expect(sameText(a, b)).toBe(false);
  });
});
