import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DELETED, entityOf, OTHER, readLine } from '#shared/domain/snapshots/line.ts';

const key = { pk: { S: 'TKT#1' }, sk: { S: 'A' } };
const written = { WriteTimestampMicros: { N: '1700000000000000' } };

describe('A line of a snapshot', () => {
  it('is an item of a full one, whatever its attributes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.record({ S: fc.string() })), (attributes) => {
        const item = { ...attributes, ...key };
        expect(readLine(JSON.stringify({ Item: item }))).toEqual({ pk: 'TKT#1', sk: 'A', item: { ...item } });
      }),
    );
  });

  it('is a change of an incremental one, with its time; without an image the item is gone', () => {
    const image = { ...key, t: { S: 'ticket' }, v: { N: '2' } };
    expect(readLine(JSON.stringify({ Metadata: written, Keys: key, NewImage: image }))).toEqual({
      ...{ pk: 'TKT#1', sk: 'A', item: image, writtenMicros: 1_700_000_000_000_000 },
    });
    expect(readLine(JSON.stringify({ Metadata: written, Keys: key }))).toEqual({
      ...{ pk: 'TKT#1', sk: 'A', writtenMicros: 1_700_000_000_000_000 },
    });
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['nothing', 'null'],
    ['an item without a key', '{"Item":{"pk":{"S":"a"}}}'],
    ['an item with a bare value', '{"Item":{"pk":{"S":"a"},"sk":{"S":"b"},"x":1}}'],
    ['an item and something else', '{"Item":{"pk":{"S":"a"},"sk":{"S":"b"}},"Keys":{}}'],
    ['a change without a time', '{"Keys":{"pk":{"S":"a"},"sk":{"S":"b"}}}'],
    [
      'a change of another item',
      JSON.stringify({ Metadata: written, Keys: key, NewImage: { ...key, sk: { S: 'B' } } }),
    ],
  ])('is refused when it is %s', (_, text) => {
    expect(() => readLine(text)).toThrow();
  });

  it('tells the type of its record and the version of its shape', () => {
    const of = (item?: Record<string, Record<string, unknown>>) =>
      entityOf({ pk: 'a', sk: 'b', ...(item ? { item } : {}) });
    expect(of({ t: { S: 'order' }, v: { N: '3' } })).toEqual({ type: 'order', version: '3' });
    expect(of({})).toEqual({ type: OTHER, version: '0' });
    expect(of()).toEqual({ type: DELETED, version: '0' });
  });
});
