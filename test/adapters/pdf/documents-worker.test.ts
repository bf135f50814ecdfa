import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renderPdf } from '#shared/adapters/pdf/render.ts';
import { runExport } from '#shared/app/exports/run-export.ts';
import type { ExportTools } from '#shared/app/exports/tools.ts';
import { columnNames } from '#shared/domain/exports/columns/index.ts';
import type { Export } from '#shared/domain/exports/export.ts';
import { LEASE_MS } from '#shared/domain/jobs/lease.ts';
import { aDesk } from '../exports/desk.ts';
import { readPdf } from './read-pdf.ts';

const CASES = 205;
const small = { typeset: renderPdf, partBytes: () => 20_000 };

describe('the worker of documents', () => {
  let desk: Awaited<ReturnType<typeof aDesk>>;
  beforeAll(async () => {
    desk = await aDesk(CASES);
  }, 120_000);
  afterAll(() => desk.close());
  beforeEach(() => {
    desk.before.write = () => undefined;
    desk.queue.length = 0;
  });

  const asked = (over: Partial<Export>) => desk.ask({ format: 'pdf', ...over });
  const made = async (over: Partial<Export>, tools: Partial<ExportTools> = small) => {
    const id = await asked(over);
    await runExport(id, desk.tools('first', tools));
    return pagesOf(id);
  };
  /** Without what differs from export to export: its id, of which the font's subset has signs too. */
  const pagesOf = async (id: string): Promise<string[]> =>
    readPdf(await desk.fileOf(id)).pages.map((page) => page.replaceAll(id, 'exp'));
  const whole = (resource: Export['resource']) => [...columnNames(resource)];
  const upTo = (count: number) => ({ createdBefore: Date.UTC(2026, 2, 2, 9) + count * 1000 + 500 });

  it('makes chapters of a few cases, and a table of more, with each of them once', async () => {
    const few = await made({ fields: whole('tickets'), filter: upTo(2) });
    expect(few[0]).toContain('Contents');
    expect(few[1]).toContain('Case K7-00001');
    const all = (await made({ fields: whole('tickets') })).join('\n');
    expect(all).not.toContain('Contents');
    for (let n = 1; n <= CASES; n++) expect(all.split(`K7-${String(n).padStart(5, '0')}`)).toHaveLength(2);
  });

  it('makes the same document when it dies at any of its steps, also after parts of it were written', async () => {
    const count = 60;
    const over = { fields: ['number', 'subject', 'createdAt'], filter: upTo(count) };
    const tiny = { ...small, partBytes: () => 2_000 };
    const truth = await made(over);
    let died = 0;
    for (let step = 1; step <= 40; step++) {
      const id = await asked(over);
      let steps = 0;
      desk.before.write = () => {
        if (++steps === step) throw new Error('the worker dies');
      };
      const first = await runExport(id, desk.tools('first', tiny)).then(
        () => 'ended',
        () => 'died',
      );
      desk.before.write = () => undefined;
      if (first === 'died') died += 1;
      desk.world.now += LEASE_MS + 1000;
      await runExport(id, desk.tools('second', tiny));
      const pages = await pagesOf(id);
      expect(pages.length, `step ${step}`).toBe(truth.length);
      expect(pages.at(-1), `step ${step}`).toContain(`K7-${String(count).padStart(5, '0')}`);
      expect(await desk.readOne(id)).toMatchObject({ status: 'done', rows: count });
      if (first === 'ended') break;
    }
    expect(died).toBeGreaterThan(5);
  }, 120_000);

  it('fails, and says so, when it would take longer than its function may', async () => {
    const id = await asked({ fields: whole('tickets') });
    await runExport(id, desk.tools('m', { ...small, spentMs: () => 110_000 }));
    expect(await desk.readOne(id)).toMatchObject({ status: 'failed', problem: 'too_many_rows' });
    expect([...desk.files.keys()].filter((key) => key.includes(id))).toEqual([]);
  });

  it('tells in the foot of every page who asked for it', async () => {
    for (const page of await made({ fields: ['number'] }))
      expect(page).toMatch(/^Ana \(usr_\w+\) · .+ · exp/);
  });

  it('takes only what was there before it began', async () => {
    const pages = (await made({ fields: ['number'], filter: upTo(3) })).join('\n');
    expect(pages).toContain('K7-00003');
    expect(pages).not.toContain('K7-00004');
  });
});
