import { describe, expect, it } from 'vitest';
import { changesOf, unitsByKey } from '../../../bench/support/heat.ts';

const s = (text: string) => ({ S: text });
const ticket = (more: Record<string, string>) =>
  Object.fromEntries(
    Object.entries({ pk: 'TKT#1', sk: 'A', g1pk: 'TT#t#new', g1sk: '1', ...more }).map(([key, text]) => [
      key,
      s(text),
    ]),
  );

describe('write units by key', () => {
  it('are twice the size in the table and once in each index that holds the item', () => {
    const units = unitsByKey([{ before: undefined, after: ticket({ body: 'x'.repeat(1500) }) }]);

    expect([...units]).toEqual([
      ['table TKT#1', 4],
      ['gsi1 TT#t#new', 1],
    ]);
  });

  it('leave out an index whose entry stays as it was', () => {
    const units = unitsByKey([{ before: ticket({ body: 'a' }), after: ticket({ body: 'b' }) }]);

    expect([...units.keys()]).toEqual(['table TKT#1']);
  });

  it('count the entry that goes and the one that comes where the key moves', () => {
    const units = unitsByKey([{ before: ticket({}), after: ticket({ g1pk: 'TT#t#open' }) }]);

    expect(units.get('gsi1 TT#t#new')).toBe(1);
    expect(units.get('gsi1 TT#t#open')).toBe(1);
  });

  it('count a change of what an index shows once', () => {
    const units = unitsByKey([{ before: ticket({ card: 'a' }), after: ticket({ card: 'b' }) }]);

    expect(units.get('gsi1 TT#t#new')).toBe(1);
  });
});

describe('changes told by a stream of new images', () => {
  it('have the image before them, also after a removal', () => {
    const keys = { pk: s('a') };
    const images = [{ n: s('1') }, { n: s('2') }, undefined, { n: s('3') }];

    const changes = changesOf(images.map((newImage) => ({ keys, ...(newImage ? { newImage } : {}) })));

    expect(changes.map(({ before, after }) => [before?.['n']?.S, after?.['n']?.S])).toEqual([
      [undefined, '1'],
      ['1', '2'],
      ['2', undefined],
      [undefined, '3'],
    ]);
  });
});
