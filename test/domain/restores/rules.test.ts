import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeySet, hashOf } from '#shared/domain/restores/key-set.ts';
import { restoreModes } from '#shared/domain/restores/restore.ts';
import {
  decide,
  isRemovable,
  passOf,
  ruleOf,
  type Situation,
  type Stored,
} from '#shared/domain/restores/rules.ts';

const ME = 'rst_01K00000000000000000000001';
const T = 1_000_000;
const unmarked = ({ restoredBy: _, ...item }: Stored): Stored => item;

const families = [
  'TKT',
  'CUS',
  'ORD',
  'SVY',
  'LK',
  'SR',
  'TF',
  'CFG',
  'USR',
  'AUD',
  'ER',
  'FX',
  'IDM',
  'CNT',
  'JOB',
  'NEW',
];
const item: fc.Arbitrary<Stored> = fc
  .record({
    family: fc.constantFrom(...families),
    sk: fc.constantFrom('A', 'E#0000000001', 'CNT', 'x#cus_1', '2026#tkt_1'),
    t: fc.constantFrom('ticket', 'event', 'other'),
    updatedAt: fc.constantFrom(1, T + 5),
    value: fc.nat(3),
    ttl: fc.constantFrom(undefined, 1, T),
    restoredBy: fc.constantFrom(undefined, ME, 'rst_other'),
  })
  .map(({ family, ...rest }) => ({ pk: `${family}#1`, ...rest }));

const situation: fc.Arbitrary<Situation> = fc.record({
  mode: fc.constantFrom(...restoreModes),
  restoreId: fc.constant(ME),
  startedAt: fc.constant(T),
  now: fc.constant(T + 10),
  live: fc.option(item, { nil: undefined }),
  anchor: fc.option(item, { nil: undefined }),
  isErased: fc.constantFrom(
    () => true,
    () => false,
  ),
  isSame: fc.constant((a: Stored, b: Stored) => isDeepStrictEqual(unmarked(a), unmarked(b))),
});
const placed: readonly string[] = ['put', 'replace', 'touch', 'erase'];

describe('What a restore does with an item', () => {
  it('is nothing more once it has done it', () => {
    fc.assert(
      fc.property(item, situation, (one, around) => {
        const first = decide(one, around);
        if (!placed.includes(first)) return;
        const after = { ...around, live: { ...one, restoredBy: ME } };
        expect(['done', 'ignore']).toContain(decide(one, after));
      }),
    );
  });

  it('changes nothing that is there when only what is missing is asked for', () => {
    fc.assert(
      fc.property(item, situation, item, (one, around, live) => {
        const decision = decide(one, { ...around, mode: 'missing', live });
        expect(placed).not.toContain(decision);
      }),
    );
  });

  it('never touches what belongs to the moment, and never takes away the trail, tombstones, people or jobs', () => {
    for (const pk of ['IDM#1', 'RL#1', 'SWP#1', 'CNT#1', 'SC#1#2', 'JOB#1', 'CH#1', 'CFG#EPOCH#0'])
      expect(ruleOf({ pk, sk: 'A' }), pk).toBe('never');
    for (const pk of [
      'AUD#00',
      'AUS#00',
      'ER#00',
      'USR#1',
      'MEM#1',
      'JOB#1',
      'FX#1',
      'CH#1',
      'CFG#team',
      'CFG#role',
      'CFG#EPOCH#0',
      'CNT#1',
    ])
      expect(isRemovable({ pk, sk: 'A' }), pk).toBe(false);
    expect(isRemovable({ pk: 'SUB#1', sk: 'A', type: 'user' })).toBe(false);
    expect(isRemovable({ pk: 'TKT#1', sk: 'CNT' })).toBe(false);
    expect(isRemovable({ pk: 'TKT#1', sk: 'A' })).toBe(true);
  });

  it('keeps what was written since it began', () => {
    fc.assert(
      fc.property(item, situation, item, (one, around, live) => {
        const newer = { ...live, updatedAt: T + 1, restoredBy: undefined };
        expect(placed).not.toContain(decide(one, { ...around, live: newer }));
      }),
    );
  });

  it('shows cases last', () => {
    expect(passOf({ pk: 'TKT#1', sk: 'A' })).toBe('tickets');
    expect(passOf({ pk: 'TKT#1', sk: 'E#1' })).toBe('parts');
    expect(passOf({ pk: 'CUS#1', sk: 'A' })).toBe('heads');
    expect(passOf({ pk: 'CUS#1', sk: 'N#1' })).toBe('parts');
    expect(passOf({ pk: 'LK#1', sk: '-' })).toBe('heads');
    expect(passOf({ pk: 'ER#01', sk: 'cus_1' })).toBe('parts');
  });
});

describe('Who has the last word about a key', () => {
  it('is who claimed it first, for any keys in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.nat(200)), { maxLength: 3000 }), (claims) => {
        const [words, expected] = [createKeySet(), new Map<string, number>()];
        for (const [key, member] of claims) {
          words.claim(...hashOf(key), member);
          if (!expected.has(key)) expected.set(key, member);
        }
        for (const [key, member] of expected) expect(words.ownerOf(key)).toBe(member);
        expect(words.ownerOf('never claimed, whatever else was')).toBeUndefined();
        expect(words.count()).toBe(expected.size);
      }),
      { numRuns: 50 },
    );
  });

  it('tells a million keys apart', () => {
    const words = createKeySet();
    for (let n = 0; n < 1_000_000; n++) words.claim(...hashOf(`TKT#tkt_${n}\nE#${n % 7}`), n % 24);
    expect(words.count()).toBe(1_000_000);
    expect(words.ownerOf('TKT#tkt_77\nE#0')).toBe(77 % 24);
  });
});
