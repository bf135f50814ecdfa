import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '#shared/domain/changes/change.ts';
import { behind, instantOf, type Logged, mergeShards, placeOf } from '#shared/domain/changes/feed.ts';

const change = (entityId: string, version: number | undefined): Change => ({
  id: `evt_${entityId}_${version}`,
  entity: entityId.startsWith('o') ? 'order' : 'ticket',
  entityId,
  action: version === undefined ? 'deleted' : 'updated',
  version,
  changedAt: 0,
});
const line = (at: number, entityId: string, version: number): Logged => {
  const one = change(entityId, version);
  return { sort: placeOf(at, one), at, change: one };
};

const lines = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.constantFrom('t1', 't2', 'o1', 'o2'), fc.nat(30)), {
    maxLength: 60,
  })
  .map((all) => [
    ...new Map(all.map(([at, id, n]) => [placeOf(at, change(id, n)), line(at, id, n)])).values(),
  ]);

/** What a store answers: of each shard at most so many lines behind a place. */
const read = (shards: readonly (readonly Logged[])[], after: string, end: string, limit: number) =>
  shards.map((shard) => {
    const rest = shard.filter(({ sort }) => sort > after && sort <= end);
    const some = rest.slice(0, limit);
    return { lines: some, readTo: rest.length > limit ? some.at(-1)?.sort : undefined };
  });

describe('a page of the feed', () => {
  it('leads through every line once and in order, whatever the page and however the lines lie in shards', () => {
    fc.assert(
      fc.property(
        lines,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(undefined, 'ticket', 'order'),
        (all, limit, scan, entity) => {
          const sorted = all.toSorted((a, b) => (a.sort < b.sort ? -1 : 1));
          const shards = [0, 1, 2].map((n) => sorted.filter((_, i) => i % 3 === n));
          const end = behind(50);
          const seen: string[] = [];
          let after = '';
          for (let more = true, pages = 0; more; pages++) {
            expect(pages).toBeLessThan(200);
            const page = mergeShards(read(shards, after, end, scan), {
              limit,
              end,
              entity: entity as 'ticket' | 'order' | undefined,
            });
            expect(page.lines.length).toBeLessThanOrEqual(limit);
            seen.push(...page.lines.map(({ sort }) => sort));
            expect(page.place > after).toBe(true);
            ({ place: after, more } = page);
          }

          expect(after).toBe(end);
          expect(seen).toEqual(
            sorted
              .filter(({ change: one }) => entity === undefined || one.entity === entity)
              .map(({ sort }) => sort),
          );
        },
      ),
    );
  });
});

describe('the place of a line', () => {
  it('orders by instant, then the versions of a record, and puts what is gone last', () => {
    const places = [
      placeOf(1, change('a', 2)),
      placeOf(2, change('a', 9)),
      placeOf(2, change('a', 10)),
      placeOf(2, change('a', undefined)),
      behind(2),
      placeOf(3, change('a', 1)),
    ];

    expect(places.toSorted()).toEqual(places);
  });

  it('tells its instant, and nothing else is taken for a place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (at) => {
        expect(instantOf(placeOf(at, change('a', 1)))).toBe(at);
        expect(instantOf(behind(at))).toBe(at);
      }),
    );
    for (const wrong of ['', 'a', '2026-03-02', '2026-13-02T09:00:00.000Z#a#1', '2026-03-02T09:00:00+01:0'])
      expect(instantOf(wrong)).toBeUndefined();
  });
});
