import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#shared/domain/audit/canonical.ts';
import { leafHash, merkleRoot } from '#shared/domain/audit/merkle.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
const leaves = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 40 });

/** RFC 6962, written down as it is there: split at the largest power of two below the number of leaves. */
const byTheBook = (row: readonly string[]): string => {
  if (row.length <= 1) return row[0] ?? hash('');
  const at = 2 ** Math.ceil(Math.log2(row.length) - 1);
  return hash(`node:${byTheBook(row.slice(0, at))}.${byTheBook(row.slice(at))}`);
};

describe('The root over leaves', () => {
  it('is that of RFC 6962 for every number of leaves', () => {
    for (let n = 0; n <= 130; n++) {
      const row = Array.from({ length: n }, (_, at) => hash(`leaf:${at}`));

      expect(merkleRoot(row, hash)).toBe(byTheBook(row));
    }
  });

  it('changes with every leaf that is changed, removed, added or moved', () => {
    fc.assert(
      fc.property(leaves, fc.nat(), fc.string({ minLength: 1 }), (row, at, other) => {
        fc.pre(!row.includes(other));
        const n = at % row.length;
        const root = merkleRoot(row, hash);

        expect(merkleRoot(row.with(n, other), hash)).not.toBe(root);
        expect(merkleRoot(row.toSpliced(n, 1), hash)).not.toBe(root);
        expect(merkleRoot(row.toSpliced(n, 0, other), hash)).not.toBe(root);
        if (n > 0) {
          const [moved = ''] = row.slice(n, n + 1);
          expect(merkleRoot(row.toSpliced(n, 1).toSpliced(n - 1, 0, moved), hash)).not.toBe(root);
        }
      }),
    );
  });
});

describe('The one spelling of a record', () => {
  it('does not depend on the order in which its fields were written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        const turned = Object.fromEntries(Object.entries(record).reverse());

        expect(canonicalJson(turned)).toBe(canonicalJson(record));
        expect(JSON.parse(canonicalJson(record))).toEqual(JSON.parse(JSON.stringify(record)));
      }),
    );
  });

  it('differs for records that differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

        expect(leafHash({ a }, hash) === leafHash({ a: b }, hash)).toBe(same);
      }),
    );
  });

  it('leaves out what is undefined, as the table does', () => {
    expect(canonicalJson({ b: 1, a: undefined, c: [undefined] })).toBe('{"b":1,"c":[null]}');
  });
});

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .map(([name, one]) => [name, sorted(one)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
};
