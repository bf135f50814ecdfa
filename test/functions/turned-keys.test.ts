import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageAsk, pageOf } from '#shared/app/paging.ts';
import type { Context } from '#shared/app/ports.ts';
import { days } from '#shared/domain/kernel/time.ts';
import { type Keyring, keyringOf } from '#shared/runtime/keyring.ts';
import { type Step, secretsIn, turned } from '#shared/runtime/secrets.ts';
import { callerWith } from '#test/support/serve-operation.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const ROOT = 'a root secret that was generated once and stays as it is';
const fresh = (n: number): string => `${n}-of-the-keys-that-came-since-then`.padEnd(40, 'x');
const ringOf = (text: string): Keyring => keyringOf(secretsIn(text));

const context = ({ seal, unseal }: Keyring): Pick<Context, 'now' | 'caller' | 'seal' | 'unseal'> => ({
  now: NOW,
  caller: callerWith('agent'),
  seal,
  unseal,
});
const query = { limit: 10 };
/** The cursor of a list, as a function with this keyring gives it. */
const cursorOf = (ring: Keyring): string =>
  pageOf('tickets', query, { items: [], next: { sort: 's', id: 'i' } }, String, context(ring)).nextCursor ??
  '';
const goesOn = (ring: Keyring, cursor: string): boolean => {
  try {
    return pageAsk('tickets', { ...query, cursor }, context(ring)).after?.id === 'i';
  } catch {
    return false;
  }
};

/** The texts that the secret has, one after the other, when its key is turned so many times. */
const history = (times: number): string[] => {
  const texts = [ROOT];
  for (let n = 1; n <= times; n++)
    for (const step of ['announce', 'use', 'end'] satisfies Step[])
      texts.push(turned(texts.at(-1) ?? '', step, fresh(n)));
  return texts;
};

describe('A root that was put there by hand', () => {
  it.each(['ended by a line', 'in two lines'])(
    'is not turned when it is %s, as it would read otherwise',
    (how) => {
      const text = how === 'in two lines' ? `${ROOT}\n${ROOT}` : `${ROOT}\n`;

      expect(secretsIn(text).root).toBe(text);
      expect(() => turned(text, 'announce', fresh(1))).toThrow();
    },
  );
});

describe('The key of cursors', () => {
  it('is turned without a cursor being refused by functions that read the secret a step earlier or later', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), (times) => {
        const rings = history(times).map(ringOf);
        for (const [n, ring] of rings.entries())
          for (const other of rings.slice(Math.max(0, n - 1), n + 2)) {
            expect(goesOn(other, cursorOf(ring))).toBe(true);
            expect(goesOn(ring, cursorOf(other))).toBe(true);
          }
      }),
    );
  });

  it('seals nothing before it was announced, and opens nothing once it has ended', () => {
    const [first = '', announced = '', used = '', ended = ''] = history(1);
    const [root, both, now, alone] = [first, announced, used, ended].map(ringOf) as [
      Keyring,
      Keyring,
      Keyring,
      Keyring,
    ];

    expect(goesOn(root, cursorOf(both))).toBe(true);
    expect(goesOn(root, cursorOf(now))).toBe(false);
    expect(goesOn(now, cursorOf(root))).toBe(true);
    expect(goesOn(alone, cursorOf(root))).toBe(false);
    expect(goesOn(alone, cursorOf(now))).toBe(true);
  });

  it('is another one each time, and none that anybody could make without the secret', () => {
    const rings = history(2).map(ringOf);
    const [before, last] = [rings[3], rings[6]];
    if (!before || !last) throw new Error('two turns were expected');

    expect(goesOn(last, cursorOf(before))).toBe(false);
    expect(goesOn(last, cursorOf(keyringOf('some other root secret of enough letters')))).toBe(false);
  });

  it('seals answers that are kept for a day and places of the change feed as well', () => {
    const [first = '', , used = '', ended = ''] = history(1);
    for (const about of ['idempotency|k', 'changes|usr_1', 'audit-verify|usr_1']) {
      const sealed = ringOf(first).seal(about, 'x');
      expect([ringOf(used).unseal(about, sealed), ringOf(ended).unseal(about, sealed)]).toEqual([
        'x',
        undefined,
      ]);
    }
  });

  it('leaves what lasts as it was: digests, and secrets that are kept sealed', () => {
    const rings = history(3).map(ringOf);
    const [first] = rings;
    const sealed = first?.seal('webhook|whk_1', 'whsec_1') ?? '';
    for (const ring of rings) {
      expect(ring.unseal('webhook|whk_1', sealed)).toBe('whsec_1');
      expect(first?.unseal('webhook|whk_1', ring.seal('webhook|whk_1', 'y'))).toBe('y');
      expect(ring.digest('lookup', 'x')).toBe(first?.digest('lookup', 'x'));
    }
  });

  it('is turned step by step: none is left out, and none is done twice', () => {
    const [first = '', announced = '', used = '', ended = ''] = history(1);
    const refused: readonly (readonly [string, Step])[] = [
      [first, 'use'],
      [first, 'end'],
      [announced, 'announce'],
      [announced, 'end'],
      [used, 'announce'],
      [used, 'use'],
      [ended, 'use'],
      [ended, 'end'],
    ];
    for (const [text, step] of refused) expect(() => turned(text, step, fresh(9))).toThrow();
  });

  it('is refused where it is short or the secret holds a line that says nothing, without a word of either', () => {
    expect(() => ringOf(`${ROOT}\npresent:short`)).toThrow('a secret is too short');
    for (const text of [
      `${ROOT}\npresent:${fresh(1)}\n${fresh(2)}`,
      `${ROOT}\nnext:${fresh(1)}\nnext:${fresh(2)}`,
    ])
      expect(() => ringOf(text)).toThrow(/^the secret holds a line that says nothing$/);
    expect(secretsIn(`${ROOT}\n`).root).toBe(`${ROOT}\n`);
  });

  it('does not make a cursor live longer than a day', () => {
    const ring = ringOf(history(1)[2] ?? '');
    const cursor = cursorOf(ring);
    const later = { ...context(ring), now: NOW + days(1) + 1 };

    expect(() => pageAsk('tickets', { ...query, cursor }, later)).toThrow();
  });
});
