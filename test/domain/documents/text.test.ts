import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnWeights, paperFor } from '#shared/domain/documents/column-weights.ts';
import { localTimeIn } from '#shared/domain/documents/local-time.ts';
import { printable } from '#shared/domain/documents/printable.ts';
import { wordOf } from '#shared/domain/documents/words.ts';
import { fitted, wrap } from '#shared/domain/documents/wrap.ts';

const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.string({ unit: fc.constantFrom('你', '好', '，', '「', 'a', 'b', ' ', '-', '\n', '。', '(', '）') }),
);
/** Chinese characters are as wide as their size, others half. */
const widthOf = (character: string): number => (/[\u2E80-\uFFEF]/.test(character) ? 10 : 5);
const widthOfLine = (line: string): number => [...line].reduce((sum, one) => sum + widthOf(one), 0);
const withoutSpaces = (text: string): string => text.replace(/[ \n]/g, '');

describe('a text that is to be set', () => {
  it('is well formed, has no line end but \\n, and setting it again changes nothing', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const set = printable(text);
        expect(set.isWellFormed()).toBe(true);
        expect(set).not.toMatch(
          /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2028\u2029\uFEFF]/,
        );
        expect(printable(set)).toBe(set);
      }),
      { numRuns: 1000 },
    );
  });
  it('keeps what people wrote', () => {
    expect(printable('您好\r\n第二行\tTab\u00A0x')).toBe('您好\n第二行 Tab x');
    expect(printable('e\u0301')).toBe('é');
    expect(printable('invoice\u202Egnp.exe')).toBe('invoicegnp.exe');
    expect(printable('a\uD800b')).toBe('a\uFFFDb');
    expect(printable('全角　空格')).toBe('全角　空格');
  });
});

describe('lines', () => {
  it('hold all of the text in its order, and none is wider than the page', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 10, max: 200 }), (text, width) => {
        const set = printable(text);
        const lines = wrap(set, width, widthOf);
        expect(withoutSpaces(lines.join(''))).toBe(withoutSpaces(set));
        for (const line of lines) expect(widthOfLine(line)).toBeLessThanOrEqual(width);
      }),
      { numRuns: 1000 },
    );
  });
  it('end between words, and between Chinese characters, but never before a closing or after an opening sign', () => {
    expect(wrap('the late parcel', 50, widthOf)).toEqual(['the late', 'parcel']);
    expect(wrap('包裹还没到，请', 50, widthOf)).toEqual(['包裹还没', '到，请']);
    expect(wrap('他说「包裹到了」', 30, widthOf)).toEqual(['他说', '「包裹', '到了」']);
    expect(wrap('order A-100-200-300', 40, widthOf)).toEqual(['order A-', '100-200-', '300']);
  });
  it('tear a word that is wider than a line, and give a character that is wider one of its own', () => {
    expect(wrap('x'.repeat(25), 50, widthOf)).toEqual(['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(5)]);
    expect(wrap('你好', 4, widthOf)).toEqual(['你', '好']);
  });
  it('of 64 KiB without a space are found in no more steps than it has characters, but for one line each', () => {
    let asked = 0;
    const counted = (character: string): number => {
      asked += 1;
      return widthOf(character);
    };
    wrap('x'.repeat(65_536), 500, counted);
    expect(asked).toBeLessThan(65_536 * 3);
  });
  it('that stand alone end in … where something had to go', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 10, max: 200 }), (text, width) => {
        const set = printable(text);
        const line = fitted(set, width, widthOf);
        expect(widthOfLine(line)).toBeLessThanOrEqual(width);
        if (widthOfLine(set.replaceAll('\n', ' ')) <= width) expect(line).toBe(set.replaceAll('\n', ' '));
        else expect(line.endsWith('…')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('columns', () => {
  it('have a share each, whatever stands in them', () => {
    fc.assert(
      fc.property(
        fc.array(anything, { minLength: 1, maxLength: 40 }),
        fc.array(fc.array(anything)),
        (titles, rows) => {
          const weights = columnWeights(titles, rows);
          expect(weights).toHaveLength(titles.length);
          for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(6);
          for (const weight of weights) expect(weight).toBeLessThanOrEqual(40);
        },
      ),
    );
  });
  it('of long texts are broader, and many of them need a broader sheet', () => {
    const [short = 0, long = 0] = columnWeights(['id', 'note'], [['a', '很长的说明文字'.repeat(3)]]);
    expect(long).toBeGreaterThan(short);
    expect(paperFor([6, 40])).toBe('portrait');
    expect(paperFor(Array.from({ length: 8 }, () => 20))).toBe('landscape');
    expect(paperFor(Array.from({ length: 30 }, () => 20))).toBe('broad');
  });
});

describe('instants', () => {
  it('are those of the wall clock of the zone, by night and in summer too', () => {
    const shanghai = localTimeIn('Asia/Shanghai');
    expect(shanghai(Date.UTC(2026, 2, 1, 16, 0, 5))).toBe('2026-03-02 00:00:05');
    expect(localTimeIn('Europe/Berlin')(Date.UTC(2026, 6, 1, 12))).toBe('2026-07-01 14:00:00');
    expect(() => localTimeIn('Nowhere/There')).toThrow(RangeError);
  });
});

describe('words of the API', () => {
  it('are shown in Chinese, and in English as people write them; unknown ones as they are', () => {
    expect(wordOf('onHold', 'en')).toBe('on hold');
    expect(wordOf('onHold', 'zh-CN')).toBe('等待第三方');
    expect(wordOf('somethingNew', 'zh-CN')).toBe('somethingNew');
    expect(wordOf('complaint.logistics', 'en')).toBe('complaint.logistics');
  });
});
