import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Place, type Strand, woven } from '#shared/domain/customers/timeline.ts';

type Entry = Place & { readonly strand: number };
const keyOf = ({ sort, id }: Place): string => `${sort}#${id}`;
const newestFirst = (a: Place, b: Place): number => (keyOf(a) < keyOf(b) ? 1 : -1);

/** A store of one strand that gives pages of at most `share` entries, some of which it leaves out as not to be shown. */
const pageOf = (
  all: readonly Entry[],
  after: Place | undefined,
  share: number,
  hides: (e: Entry) => boolean,
): Strand<Entry> => {
  const rest = all.toSorted(newestFirst).filter((one) => after === undefined || keyOf(one) < keyOf(after));
  const page = rest.slice(0, share);
  const last = page.at(-1);
  return {
    items: page.filter((one) => !hides(one)).map((entry) => ({ sort: entry.sort, id: entry.id, entry })),
    next: rest.length > page.length && last ? { sort: last.sort, id: last.id } : undefined,
  };
};

describe('a timeline woven of several strands', () => {
  it('shows everything once, newest first, whatever the pages of its strands are', () => {
    const entry = fc.record({ strand: fc.nat(3), at: fc.nat(12), id: fc.nat(500), hidden: fc.boolean() });
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: ({ strand, id }) => `${strand}_${id}`, maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 4 }),
        (drawn, limit, shares) => {
          const hidden = new Set<string>();
          const entries = drawn.map(({ strand, at, id, hidden: isHidden }): Entry => {
            const one = { strand, sort: String(at).padStart(3, '0'), id: `${'abcd'[strand]}_${id}` };
            if (isHidden) hidden.add(one.id);
            return one;
          });
          const seen: Entry[] = [];
          let after: Place | undefined;
          let pages = 0;
          do {
            const strands = shares.map((share, n) =>
              pageOf(
                entries.filter(({ strand }) => strand === n),
                after,
                share,
                ({ id }) => hidden.has(id),
              ),
            );
            const page = woven(strands, limit);
            expect(page.items.length).toBeLessThanOrEqual(limit);
            seen.push(...page.items);
            after = page.next;
            expect(++pages).toBeLessThan(200);
          } while (after !== undefined);
          expect(seen).toEqual(entries.filter(({ id }) => !hidden.has(id)).toSorted(newestFirst));
        },
      ),
      { numRuns: 500 },
    );
  });
});
