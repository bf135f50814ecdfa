import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '#test/fuzz/document.ts';
import { naughty } from '#test/fuzz/naughty.ts';
import { findingTexts } from '#test/fuzz/report.ts';
import { type Rig, rigOf } from '#test/fuzz/rig.ts';
import { fuzzAll } from '#test/fuzz/run.ts';
import { stringsAll } from '#test/fuzz/strings.ts';

/** The long form is `npm run fuzz`: 500 requests of each operation, and every string in every field. */
describe('requests made from the API’s own description', () => {
  let rig: Rig & { close: () => Promise<void> };
  beforeAll(async () => {
    rig = await rigOf();
  }, 300_000);
  afterAll(() => rig.close());

  it('are answered as it says, by every operation, whatever is wrong with them', async () => {
    const report = await fuzzAll({ seed: 7, cases: 2, kept: 1, width: 6 }, rig);

    expect(findingTexts(report.findings)).toEqual([]);
    expect(report.lines.length).toBe(operations.length);
    expect(report.repeated).toBeGreaterThan(50);
  }, 300_000);

  it('may hold any text: it comes back as it was sent, or it is refused', async () => {
    const report = await stringsAll({ strings: ['e\u0301'], only: 'customers/' }, rig);

    expect(findingTexts(report.findings)).toEqual([]);
    expect(report.fields).toBeGreaterThan(20);
    expect(report.stored).toBeGreaterThan(10);
  }, 300_000);

  /** What the administrator is told who changes the settings so. */
  const settings = async (patch: object) => {
    const admin = rig.journey.as('admin');
    const version = { 'if-match': (await admin.get('/v1/settings')).headers.get('etag') ?? '' };
    const { status, body } = await admin.patch('/v1/settings', patch, version);
    const { errors = [] } = body as { errors?: { path: string; message: string }[] };
    return [status, ...errors.map(({ path, message }) => `${path} ${message}`)];
  };

  it('are refused where they hold what no store keeps, in fields that take any text or number, too', async () => {
    const routing = [{ conditions: { tag: ['a\ud800'] }, teamId: rig.world.teamIds.service }];

    expect(await settings({ routing })).toEqual([
      422,
      'routing[0].conditions.tag[0] must be well-formed Unicode',
    ]);
    expect(await settings({ triage: { threshold: 1e-200 } })).toEqual([
      422,
      'triage.threshold must be 0 or further from it',
    ]);
  });

  it('are refused before the settings become larger than the table’s items can be', async () => {
    const text = { 'zh-CN': '字'.repeat(8000), en: '字'.repeat(8000) };
    const notices = Array.from({ length: 10 }, (_, n) => ({
      id: `notice${'abcdefghij'[n]}`,
      audience: 'staff',
      version: '1',
      text,
    }));

    expect(await settings({ privacy: { notices } })).toEqual([422, ' the settings must be at most 300 KiB']);
  });

  it('are told of names they made up only as far as people read them', async () => {
    const filter = { ['x'.repeat(100_000)]: 'a' };
    const { status, body } = await rig.journey
      .as('admin')
      .post('/v1/exports', { resource: 'orders', format: 'csv', filter });

    expect(status).toBe(422);
    expect(JSON.stringify(body).length).toBeLessThan(1000);
  });
});

describe('the strings that break programs', () => {
  it('are more than five hundred, each once', () => {
    expect(naughty.length).toBeGreaterThan(500);
    expect(new Set(naughty).size).toBe(naughty.length);
  });
});
