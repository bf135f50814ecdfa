import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderPdf } from '#shared/adapters/pdf/render.ts';
import type { Block, DocumentHead } from '#shared/domain/documents/blocks.ts';
import { readPdf } from './read-pdf.ts';

const head: DocumentHead = {
  title: '工单 K7-4M2Q9',
  facts: [{ label: '导出人', value: '张三' }],
  foot: '张三 · usr_01 · 2026-03-02 17:00:00',
  language: 'zh-CN',
  paper: 'portrait',
  madeAt: Date.UTC(2026, 2, 2, 9),
};

const made = async (blocks: AsyncIterable<Block> | Iterable<Block>, more: Partial<DocumentHead> = {}) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of renderPdf({ ...head, ...more }, blocks)) chunks.push(chunk);
  return Buffer.concat(chunks);
};
const texts = (...lines: string[]): Block[] => lines.map((text) => ({ kind: 'text', text }));

describe('a document as PDF', () => {
  it('holds what was written, in Chinese and in Latin script, with title, facts and foot', async () => {
    const { pages, info } = readPdf(
      await made(texts('您好，包裹还没有到。', 'The parcel is late: "quoted" (brackets) \\ fi ffl AVAToLT.')),
    );
    expect(pages).toHaveLength(1);
    expect(pages[0]).toContain('工单 K7-4M2Q9');
    expect(pages[0]).toContain('导出人张三');
    expect(pages[0]).toContain('您好，包裹还没有到。');
    expect(pages[0]).toContain('The parcel is late: "quoted" (brackets) \\ fi ffl AVAToLT.');
    expect(pages[0]).toContain('张三 · usr_01 · 2026-03-02 17:00:00');
    expect(info['CreationDate']).toContain('20260302');
  });
  it('embeds the glyphs it uses and no others', async () => {
    const { fonts } = readPdf(await made(texts('的一是')));
    expect(fonts).toHaveLength(1);
    expect(fonts[0]?.name).toMatch(/^[A-Z]{6}\+NotoSansSC/);
    expect(fonts[0]?.glyphs).toBeLessThan(60);
    expect(fonts[0]?.bytes).toBeLessThan(20_000);
  });
  it('finds rare characters and other scripts in further files of the font', async () => {
    const { pages, fonts } = readPdf(await made(texts('喆堃䶮 繁體 Привет Việt')));
    expect(pages[0]).toContain('喆堃');
    expect(pages[0]).toContain('繁體 Привет Việt');
    expect(fonts.length).toBeGreaterThan(1);
  });
  it('shows a box for what no font has, one for each sign', async () => {
    const { pages } = readPdf(await made(texts('a👍b ا z')));
    expect(pages[0]).toContain('a□b □ z');
  });
  it('lets long words go on in the next line', async () => {
    const { pages } = readPdf(await made(texts('x'.repeat(500))));
    const lines = pages[0]?.split('\n').filter((line) => /^x+$/.test(line)) ?? [];
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.join('')).toHaveLength(500);
  });
  it('gives the same bytes for the same document', async () => {
    const blocks = texts('同样的内容', 'again');
    expect((await made(blocks)).equals(await made(blocks))).toBe(true);
  });
  it('runs and fetches nothing', async () => {
    const { dictionaries } = readPdf(await made(texts('javascript:alert(1) https://example.com <script>')));
    expect(
      dictionaries.filter((one) =>
        /\/(JS|JavaScript|OpenAction|Launch|URI|EmbeddedFile|AcroForm|AA)\b/.test(one),
      ),
    ).toEqual([]);
  });
});

describe('pages', () => {
  it('are numbered, and the contents come first with the pages of their chapters', async () => {
    const chapters = Array.from({ length: 65 }, (_, n) => `第${n + 1}章`);
    const blocks = chapters.flatMap((title): Block[] => [
      { kind: 'chapter', title },
      { kind: 'text', text: `内容 ${title}` },
    ]);
    const { pages } = readPdf(await made(blocks, { contents: { title: '目录', chapters: 65 } }));
    expect(pages).toHaveLength(65 + 3);
    expect(pages[0]).toContain('目录');
    expect(pages[0]).toContain('第1章4');
    expect(pages[1]).toContain('第21章24');
    expect(pages[2]).toContain('第65章68');
    expect(pages[3]).toContain('第1章');
    for (const [at, page] of pages.entries()) expect(page).toMatch(new RegExp(`${head.foot}${at + 1}(\n|$)`));
  });
  it('repeat the head of a table, and show every row once', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, n): Block => ({ kind: 'row', cells: [`row-${n}.`, '很长的说明'.repeat(n % 9)] }),
    );
    const { pages } = readPdf(
      await made([
        {
          kind: 'columns',
          columns: [
            { title: 'number', weight: 1 },
            { title: 'note', weight: 3 },
          ],
        },
        ...rows,
      ]),
    );
    expect(pages.length).toBeGreaterThan(5);
    for (const page of pages) expect(page).toContain('number');
    const text = pages.join('\n');
    for (let n = 0; n < 300; n++) expect(text.split(`row-${n}.`)).toHaveLength(2);
  });
  it('take a row that is higher than a page in several parts', async () => {
    const { pages } = readPdf(
      await made([
        { kind: 'columns', columns: [{ title: 'note', weight: 1 }] },
        { kind: 'row', cells: ['一二三四五六七八九十'.repeat(2000)] },
      ]),
    );
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.join('').match(/一二三四五六七八九十/g)?.length ?? 0).toBeGreaterThan(1500);
  });
  it('of a message or a fact go on as far as it takes', async () => {
    const long = Array.from({ length: 200 }, (_, n) => `line ${n}.`).join('\n');
    const { pages } = readPdf(
      await made([
        { kind: 'message', head: 'agent', text: long, internal: true },
        { kind: 'facts', facts: [{ label: 'l', value: long }] },
      ]),
    );
    for (const n of [0, 99, 199]) expect(pages.join('\n').split(`line ${n}.`)).toHaveLength(3);
  });
});

describe('hostile texts', () => {
  it('never stop a document, whatever they are', async () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
      fc.constantFrom(
        '\u202Egnp.exe',
        '\uD800',
        '\u0000',
        '👨‍👩‍👧‍👦',
        'Z̷̢͇̈́ą̵̛l̸',
        '=HYPERLINK("x")',
        ') Tj ET (',
        '>] TJ\nendstream endobj',
        'ﷺ'.repeat(50),
        '\r\n\u2028',
        'ก็็็็็',
      ),
    );
    const strings = fc.sample(unit, { numRuns: 10_000, seed: 20260302 });
    const blocks = strings.map((text, n): Block => {
      if (n % 50 === 0) return { kind: 'chapter', title: text };
      if (n % 7 === 0) return { kind: 'message', head: text, text, internal: n % 2 === 0 };
      return n % 5 === 0 ? { kind: 'facts', facts: [{ label: text, value: text }] } : { kind: 'text', text };
    });
    const bytes = await made(blocks, {
      title: strings[1] ?? '',
      foot: strings[2] ?? '',
      contents: { title: 'c', chapters: 200 },
    });
    expect(readPdf(bytes).pages.length).toBeGreaterThan(200);
  });
});

describe('a long document', () => {
  it('is given away page by page while it is being written', async () => {
    const rows = 10_000;
    let given = 0;
    let atHalf = 0;
    function* table(): Generator<Block> {
      yield {
        kind: 'columns',
        columns: [
          { title: 'number', weight: 1 },
          { title: 'note', weight: 2 },
        ],
      };
      for (let n = 0; n < rows; n++) {
        if (n === rows / 2) atHalf = given;
        yield { kind: 'row', cells: [`row ${n}`, '说明'] };
      }
    }
    let pages = 0;
    let largest = 0;
    for await (const piece of renderPdf(head, table())) {
      given += piece.length;
      largest = Math.max(largest, piece.length);
      if (Buffer.from(piece).includes('/Type /Page\n')) pages += 1;
    }
    expect(pages).toBeGreaterThan(200);
    expect(atHalf).toBeGreaterThan(given / 3);
    expect(largest).toBeLessThan(200_000);
  });
  it('writes nothing beyond the margins of its pages', async () => {
    const blocks = texts('x'.repeat(3000), '你好，'.repeat(1500));
    const { places } = readPdf(
      await made([...blocks, { kind: 'facts', facts: [{ label: 'l'.repeat(200), value: 'v'.repeat(900) }] }]),
    );
    expect(places.length).toBeGreaterThan(100);
    for (const { x, y, width } of places) {
      expect(x).toBeGreaterThanOrEqual(42);
      expect(x + width).toBeLessThanOrEqual(595.28 - 42 + 0.1);
      expect(y).toBeGreaterThan(42);
      expect(y).toBeLessThan(841.89 - 42 + 0.1);
    }
  });
  it('has its lines one below the other, at least as far apart as they are high', async () => {
    const { places } = readPdf(await made(texts(...Array.from({ length: 200 }, (_, n) => `line ${n} 你好`))));
    const body = places.filter(({ size }) => size === 9).map(({ y, page }) => page * 10_000 + y);
    for (const [n, y] of body.entries())
      if (n > 0 && y !== body[n - 1]) expect(y - (body[n - 1] ?? 0)).toBeGreaterThan(9);
  });
});
